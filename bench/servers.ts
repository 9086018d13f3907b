import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { serverToken } from '../mock/index.js';
import { guard } from '../runners/processes.js';
import { packageRoot } from '../spec/package-root.js';

/** A mock server in a process of its own. */
export interface Server {
  /** Where `/user/` is, without a trailing slash. */
  base: string;
  /** Of its process, or of the one that started the real one. */
  pid: number;
  /** From the start of its process to its first answer of 200. */
  readyMs: number;
  stop(): Promise<void>;
}

/** How a server is started, and where it serves the contract. */
export interface ServerKind {
  name: string;
  command: (port: number) => string[];
  /** The base path it serves; both peers ignore the one of the contract. */
  basePath: string;
}

const bin = (name: string): string => join(packageRoot, 'node_modules', '.bin', name);
const contract = join(packageRoot, 'openapi.yaml');

/** The one app of our mock. The others ask for credentials and believe any. */
export const app = { key: 'key', secret: 'secret' };

/** Every one as it comes, as its documentation starts it; each writes a line a request, which goes nowhere. */
export const prism: ServerKind = {
  name: 'prism',
  command: (port) => [bin('prism'), 'mock', contract, '--port', String(port)],
  basePath: '',
};
export const steady: ServerKind = {
  name: 'steady',
  command: (port) => [bin('steady'), contract, '--port', String(port), '--host', '127.0.0.1'],
  basePath: '',
};

/** Ours as a command, with an app that holds the users of a seed file. */
export function ours(seedFile: string): ServerKind {
  const main = join(packageRoot, 'dist', 'cli', 'main.js');
  const flags = ['--app', `${app.key}:${app.secret}`, '--seed', seedFile];
  return {
    name: 'sdk-conformance mock',
    command: (port) => [main, 'mock', '--port', String(port), ...flags],
    basePath: '/api/v1.0',
  };
}

/** What an SDK sends along, the same to every server. */
export async function sdkHeaders(): Promise<Record<string, string>> {
  return {
    authorization: await serverToken(app.secret),
    'stream-auth-type': 'jwt',
    'x-stream-client': 'bench-1.0.0',
  };
}

const readyWithinMs = 60_000;
/** Short against the time that is measured, long enough to leave the processor to the server. */
const askAgainAfterMs = 5;

/** Starts a server and waits until it gives the user `id`. @throws {Error} when it does not */
export async function startServer({ name, command, basePath }: ServerKind, id: string): Promise<Server> {
  const port = await freePort();
  const argv = command(port);
  const headers = await sdkHeaders();
  const start = performance.now();
  // A group of its own, because steady is a script that starts the real server.
  const child = spawn(process.execPath, argv, { stdio: 'ignore', detached: true });
  const pid = child.pid ?? 0;
  const kill = guard(child);
  const ended = once(child, 'exit');
  const base = `http://127.0.0.1:${port}${basePath}`;
  async function stop(): Promise<void> {
    kill();
    await ended;
  }
  while ((await statusOf(`${base}/user/${id}/?api_key=${app.key}`, headers)) !== 200) {
    if (child.exitCode !== null || performance.now() - start > readyWithinMs) {
      await stop();
      throw new Error(`Failed to start ${name}: it does not answer 200. Run "node ${argv.join(' ')}" to see why.`);
    }
    await delay(askAgainAfterMs);
  }
  return { base, pid, readyMs: performance.now() - start, stop };
}

/** What a process weighs in memory now. */
export function residentBytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

export const asMebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** The status of an answer; `undefined` when there is none. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve) => {
    get(url, { headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    }).on('error', () => resolve(undefined));
  });
}

/** A port that was free a moment ago; the peers cannot pick one themselves. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
