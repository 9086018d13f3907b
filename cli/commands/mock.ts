import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

import { Command, InvalidArgumentError } from 'commander';

import type { AppSeed, Mock, MockOptions, UserSeed } from '../../mock/index.js';
import { type HarFile, openHarFile } from '../../mock/journal/har-file.js';
import type { Exchange } from '../../spec/exchange.js';
import { packageRoot } from '../../spec/package-root.js';
import { type Console, createConsole } from '../console.js';
import { CommandError, type ExitCode, exitCodes } from '../../run/errors.js';
import { mockGreeting } from '../mock-greeting.js';
import { createRequestLine } from '../request-line.js';
import { readApp } from '../../run/read-app.js';
import { startMock } from '../../run/start-mock.js';

interface MockFlags {
  port: number;
  host?: string;
  app: AppSeed[];
  seed?: string;
  keep?: number;
  record?: string;
  verbose: boolean;
  watch: boolean;
}

/** The same every time, so that what is configured once keeps working. The mock holds nothing worth a real secret. */
const defaultApp: AppSeed = { key: 'key', secret: 'secret' };

/**
 * By how many hundredths of itself the heap may grow before V8 collects what is garbage. By its own choice a mock with
 * a million users takes up to 700 MiB, of which some 200 are theirs; with this up to 480, and no request takes longer.
 */
const heapGrowth = 80;

/** How often the files are looked at with `--watch`. Editors put a new file in the place of one: events would miss that. */
const watchIntervalMs = 200;

export function mockCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('mock')
    .description('Serve the API on this machine: a mock with state, for SDKs in development')
    .option('--port <number>', 'the port to listen on; 0 picks a free one', port, 4010)
    .option('--host <address>', 'listen on this address (default: loopback only, both IPv4 and IPv6)')
    .option('--app <key:secret>', 'an app that clients can use (repeatable; default: key:secret)', app, [])
    .option('--seed <file>', 'users that every app has from the start: YAML or JSON, a list of {id, data}')
    .option('--watch', 'start anew when the seed or the contract changes', false)
    .option('--verbose', 'show the bodies of requests and answers', false)
    .option('--record <file>', 'write every request and answer into a HAR file')
    .option(
      '--keep <number>',
      'how many of them to keep for each api_key, for GET /_mock/exchanges (default: 500)',
      keep,
    )
    .addHelpText(
      'after',
      `
Examples:
  sdk-conformance mock
  sdk-conformance mock --port 0 --app my-key:my-secret --seed users.yaml
  sdk-conformance mock --seed users.yaml --watch --verbose
  sdk-conformance mock --record requests.har

users.yaml:
  - id: john-doe
    data: { name: John Doe }

An answer can be asked for with the header "Prefer: code=429". What else the
mock can be told to do, and what it has recorded, is listed by GET /_mock/.

Exit codes:
  0  it served until it was stopped
  2  it could not start: the port is taken, or what it was given is wrong`,
    )
    .action(async ({ app: named, ...flags }: MockFlags) => {
      const console = createConsole();
      const apps = named.length > 0 ? named : [defaultApp];
      const har = flags.record === undefined ? undefined : openRecord(flags.record);
      const record = (exchange: Exchange): void => {
        try {
          har?.add(exchange);
        } catch (error) {
          console.note(`Failed to record a request: ${(error as Error).message}. It is left out of the file.`);
        }
      };
      const line = createRequestLine({ colors: console.colors, verbose: flags.verbose });
      const show = together(console.out);
      const optionsFor = (users: UserSeed[]): MockOptions => ({
        port: flags.port,
        host: flags.host,
        apps: apps.map((each) => ({ ...each, users })),
        journal: { exchanges: flags.keep },
        onExchange(exchange) {
          show(line(exchange));
          record(exchange);
        },
        onDefect: (message) => console.note(message),
      });
      const stopped = stopSignal();
      const options = optionsFor(await readSeed(flags.seed));
      let mock = await start(options);
      // Only now: V8 does not take what it compiled under other flags.
      setFlagsFromString(`--heap-growing-percent=${heapGrowth}`);
      console.out(await mockGreeting(mock.url, options.apps ?? [], console.colors));
      const reload = async (): Promise<void> => {
        mock = await startAnew(mock, async () => optionsFor(await readSeed(flags.seed)), console);
      };
      const unwatch = flags.watch ? watch([flags.seed, join(packageRoot, 'openapi.yaml')], reload) : undefined;
      await stopped;
      await unwatch?.();
      await mock.close();
      har?.close();
      console.note('Stopped.');
      finish(exitCodes.ok);
    });
}

/** Writes at once what is told in one turn: writing takes a tenth of the time of a request. */
function together(out: (text: string) => void): (text: string) => void {
  let due: string[] = [];
  return (text) => {
    if (due.push(text) > 1) return;
    setImmediate(() => {
      out(due.join('\n'));
      due = [];
    });
  };
}

async function start(options: MockOptions): Promise<Mock> {
  try {
    return await startMock(options);
  } catch (error) {
    // What the system refuses comes with the system's error as its cause; anything else is a bug, told as one.
    if (error instanceof Error && error.cause instanceof Error && 'syscall' in error.cause) {
      throw new CommandError(error.message);
    }
    throw error;
  }
}

/** Puts a new mock in the place of one, on the same port; what cannot be used leaves the old one serving. */
async function startAnew(mock: Mock, readOptions: () => Promise<MockOptions>, console: Console): Promise<Mock> {
  try {
    const options = await readOptions();
    const trial = await startMock({ ...options, port: 0 });
    await trial.close();
    await mock.close();
    const next = await start({ ...options, port: mock.port });
    console.note('Started anew: a file has changed. What was stored is forgotten.');
    return next;
  } catch (error) {
    console.note(`A file has changed, and is not used: ${(error as Error).message}`);
    return mock;
  }
}

/** Runs `changed` whenever one of the files is another than before, one run after the other. */
function watch(files: readonly (string | undefined)[], changed: () => Promise<void>): () => Promise<void> {
  let running = Promise.resolve();
  const watched = files.filter((file) => file !== undefined);
  for (const file of watched) {
    watchFile(file, { interval: watchIntervalMs }, () => (running = running.then(changed)));
  }
  return () => {
    for (const file of watched) unwatchFile(file);
    return running;
  };
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

function keep(value: string): number {
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
  throw new InvalidArgumentError(`"${value}" is no whole number from 1 to 9999999.`);
}

function app(value: string, before: readonly AppSeed[]): AppSeed[] {
  const { key, secret } = readApp(value);
  if (before.some((other) => other.key === key)) {
    throw new CommandError(`Failed to read --app: the key "${key}" is given twice. Give every app its own.`);
  }
  return [...before, { key, secret }];
}

async function readSeed(file: string | undefined): Promise<UserSeed[]> {
  if (file === undefined) return [];
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`Failed to read the users of --seed: ${(error as Error).message}. Name a file that exists.`);
  }
  // Loaded only when it is needed, like the mock itself.
  const { parseSeed } = await import('../../mock/control/seed.js');
  try {
    return parseSeed(text, file);
  } catch (error) {
    throw new CommandError((error as Error).message, exitCodes.usage, { cause: error });
  }
}

function openRecord(path: string): HarFile {
  try {
    return openHarFile(path);
  } catch (error) {
    throw new CommandError(
      `Failed to write the file of --record: ${(error as Error).message}. Name one in a folder that can be written.`,
    );
  }
}
