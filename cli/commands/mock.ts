import { readFileSync } from 'node:fs';

import { Command, InvalidArgumentError } from 'commander';

import type { AppSeed, UserSeed } from '../../mock/index.js';
import { parseSeed } from '../../mock/store/seed.js';
import { createConsole } from '../console.js';
import { CommandError, type ExitCode, exitCodes } from '../../run/errors.js';
import { mockGreeting } from '../mock-greeting.js';
import { requestLine } from '../request-line.js';
import { readApp } from '../../run/read-app.js';
import { startMock } from '../../run/start-mock.js';

interface MockFlags {
  port: number;
  host?: string;
  app: AppSeed[];
  seed?: string;
}

/** The same every time, so that what is configured once keeps working. The mock holds nothing worth a real secret. */
const defaultApp: AppSeed = { key: 'key', secret: 'secret' };

export function mockCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('mock')
    .description('Serve the API on this machine: a mock with state, for SDKs in development')
    .option('--port <number>', 'the port to listen on; 0 picks a free one', port, 4010)
    .option('--host <address>', 'listen on this address (default: loopback only, both IPv4 and IPv6)')
    .option('--app <key:secret>', 'an app that clients can use (repeatable; default: key:secret)', app, [])
    .option('--seed <file>', 'users that every app has from the start: YAML or JSON, a list of {id, data}')
    .addHelpText(
      'after',
      `
Examples:
  sdk-conformance mock
  sdk-conformance mock --port 0 --app my-key:my-secret --seed users.yaml

users.yaml:
  - id: john-doe
    data: { name: John Doe }

Exit codes:
  0  it served until it was stopped
  2  it could not start: the port is taken, or what it was given is wrong`,
    )
    .action(async ({ port, host, app: named, seed }: MockFlags) => {
      const console = createConsole();
      const users = seed === undefined ? [] : readSeed(seed);
      const apps = (named.length > 0 ? named : [defaultApp]).map((app) => ({ ...app, users }));
      const stopped = stopSignal();
      const mock = await startMock({
        port,
        host,
        apps,
        onExchange: (exchange) => console.out(requestLine(exchange, console.colors)),
        onDefect: (message) => console.note(message),
      }).catch((error: unknown) => {
        // What the system refuses comes with the system's error as its cause; anything else is a bug, told as one.
        if (error instanceof Error && error.cause instanceof Error && 'syscall' in error.cause) {
          throw new CommandError(error.message);
        }
        throw error;
      });
      console.out(await mockGreeting(mock.url, apps, console.colors));
      await stopped;
      await mock.close();
      console.note('Stopped.');
      finish(exitCodes.ok);
    });
}

/** Resolves at the first Ctrl-C; a second one ends the process at once, as it does everywhere. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new InvalidArgumentError(`"${value}" is no whole number from 0 to 65535.`);
  }
  return Number(value);
}

function app(value: string, before: readonly AppSeed[]): AppSeed[] {
  const { key, secret } = readApp(value);
  if (before.some((other) => other.key === key)) {
    throw new CommandError(`Failed to read --app: the key "${key}" is given twice. Give every app its own.`);
  }
  return [...before, { key, secret }];
}

function readSeed(file: string): UserSeed[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`Failed to read the users of --seed: ${(error as Error).message}. Name a file that exists.`);
  }
  try {
    return parseSeed(text, file);
  } catch (error) {
    throw new CommandError((error as Error).message, exitCodes.usage, { cause: error });
  }
}
