import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';

import { isAlive } from '../testing/alive.js';
import { breakingCall, driverDouble } from '../testing/driver-double.js';
import { type Containment, inspectContainment } from './containment.js';
import { Driver, type DriverFailure, startDriver } from './driver.js';
import type { Launch } from './driver-process.js';
import { driverEnvironment, findExecutable } from './environment.js';
import { findStrays } from './processes.js';

const containment: Containment = await inspectContainment();
const contained = test.skipIf(!containment.contained);

const client = { name: 'c1', baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'secret' };
const drivers: Driver[] = [];
let folder: string;
let port: number;
const servers: Server[] = [];

/** Serves on both loopback addresses, and returns the port. */
async function serve(make: () => Server): Promise<number> {
  let found = 0;
  for (const host of ['127.0.0.1', '::1']) {
    const server = make().listen(found, host);
    await once(server, 'listening');
    servers.push(server);
    found = (server.address() as AddressInfo).port;
  }
  return found;
}

const accept = (socket: Socket): void => void servers[0]?.emit('connection', socket);

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  if (request.url === '/cut') return void request.socket.resetAndDestroy();
  request.pipe(response);
};

beforeAll(async () => {
  port = await serve(() => createServer(answer));
});
afterAll(() => {
  for (const server of servers) server.close();
});
beforeEach(() => {
  // Not below /tmp, where a contained driver may write: what it has there is its own.
  folder = mkdtempSync('/var/tmp/contained-');
});
afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.stop()));
  rmSync(folder, { recursive: true });
});

async function start(launch: Launch): Promise<Driver> {
  const driver = await startDriver(launch);
  drivers.push(driver);
  return driver;
}

async function tell(driver: Driver, userId: string, data?: object): Promise<Record<string, unknown>> {
  const outcome = await driver.call({ client, call: 'create', args: { userId, ...(data ? { data } : {}) } });
  return (outcome as { ok: { user: { data: Record<string, unknown> } } }).ok.user.data;
}

/** A double in a folder of its own, as a build is, with nothing else in it. */
function buildOf(double: string): Launch {
  const directory = join(folder, 'build');
  mkdirSync(directory, { recursive: true });
  for (const name of [double, 'good-peer']) {
    const file = join(driverDouble(name).directory, 'fixtures', 'drivers', `${name}.mjs`);
    copyFileSync(file, join(directory, `${name}.mjs`));
  }
  return { command: ['node', `${double}.mjs`], directory, reach: [{ port, accept }] };
}

/** What a spy gets hold of, started beside a planted file, socket, port and process. */
async function spy(launch: Pick<Launch, 'contained' | 'reach'>): Promise<Record<string, unknown>> {
  const [beside, outside, socket] = ['beside', 'outside', 'socket'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(beside, 'a secret');
  const otherPort = await serve(() => createTcpServer());
  const server = createTcpServer().listen(socket);
  servers.push(server);
  await once(server, 'listening');
  const victim = spawn('sleep', ['600.125'], { env: { PLANTED: 'planted-secret' } });
  try {
    const driver = await start({ ...buildOf('spies'), ...launch });
    const wanted = {
      secret: 'planted-secret',
      ofParent: 'VITEST=',
      command: '600.125',
      home: homedir(),
      beside,
      outside,
      socket,
    };
    await tell(driver, 'look', { ...wanted, ownPort: port, otherPort });
    const seen = await tell(driver, 'break');
    await driver.stop();
    return seen;
  } finally {
    victim.kill();
    rmSync('/usr/written-by-a-driver', { force: true });
  }
}

const allowed = { temporaryFolder: true, api: true, apiIpv6: true };

contained('a contained driver gets hold of nothing but its temporary folder and the API', async () => {
  const { temporaryFolder, api, apiIpv6, ...rest } = await spy({ contained: true });
  expect({ temporaryFolder, api, apiIpv6 }).toEqual(allowed);
  expect(Object.entries(rest).filter(([, reached]) => reached)).toEqual([]);
  expect(existsSync(join(folder, 'outside'))).toBe(false);
  expect(Object.keys(rest)).toHaveLength(11);
});

contained('a contained driver that was started before the API reaches it', async () => {
  const reach = new Promise<NonNullable<Awaited<Launch['reach']>>>((resolve) => {
    setImmediate(() => resolve([{ port, accept }]));
  });
  expect(await spy({ contained: true, reach })).toMatchObject(allowed);
});

contained('the time in which it has to greet begins when the API is there', async () => {
  const limit = 123_456;
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const limited = () => timers.mock.calls.some(([, delay]) => delay === limit);
  let open = (): void => undefined;
  const reach = new Promise<[]>((resolve) => (open = () => resolve([])));
  const driver = new Driver({ ...buildOf('good'), contained: true, reach }, { start: limit });
  const greeted = driver.greet();
  await new Promise(setImmediate);
  expect(limited()).toBe(false);
  open();
  await greeted;
  expect(limited()).toBe(true);
  timers.mockRestore();
  await driver.stop();
});

test('the same driver, not contained, gets hold of the rest too', async () => {
  const seen = await spy({});
  // Only root may write to the system.
  const { writingToTheSystem, ...rest } = seen;
  expect(writingToTheSystem).toBe(process.getuid?.() === 0);
  expect(Object.entries(rest).filter(([, reached]) => !reached)).toEqual([]);
});

contained('what a contained driver sends arrives whole, and so does the end of a connection', async () => {
  const script = `
    import { serve, user, write } from './good-peer.mjs';
    const base = 'http://localhost:${port}';
    serve({ async onBreak() {
      const body = 'x'.repeat(3_000_000);
      const back = await (await fetch(base + '/echo', { method: 'POST', body })).text();
      const cut = await fetch(base + '/cut').catch((error) => error.cause.code);
      write({ done: [{ ok: user('break', { whole: back === body, cut }) }] });
    } });
  `;
  const launch = buildOf('good');
  writeFileSync(join(launch.directory, 'good.mjs'), script);
  const driver = await start({ ...launch, contained: true });
  expect(await tell(driver, 'break')).toEqual({ whole: true, cut: 'ECONNRESET' });
  expect(await driver.stop()).toBeUndefined();
});

contained.each(['elsewhere', 'at home'])(
  'a driver that lies in the home folder itself is shown alone, and is started %s',
  async (where) => {
    const { directory } = buildOf('good-peer');
    const home = join(folder, 'user');
    mkdirSync(home);
    writeFileSync(join(home, 'credentials'), 'a secret');
    const script = `
      import { readdirSync } from 'node:fs';
      serve({ onBreak: () => write({ done: [{ ok: user('break', { home: readdirSync('${home}') }) }] }) });
    `;
    const driver = join(home, 'driver.mjs');
    writeFileSync(driver, `${readFileSync(join(directory, 'good-peer.mjs'), 'utf8')}${script}`);
    vi.stubEnv('HOME', home);
    try {
      const from = { directory: where === 'at home' ? home : directory, contained: true };
      expect(await tell(await start({ ...from, command: ['node', driver, home] }), 'break')).toEqual({
        home: ['driver.mjs'],
      });
    } finally {
      vi.unstubAllEnvs();
    }
  },
);

contained('a contained driver is given the environment of a driver, and nothing else', async () => {
  const launch = buildOf('shows-its-environment');
  const driver = await start({ ...launch, contained: true });
  expect(Object.keys(await tell(driver, 'break')).sort()).toEqual(Object.keys(driverEnvironment('')).sort());
});

const ends = [
  ['crashes', 'it exited with 3 before it answered create'],
  ['dies-by-signal', 'it was ended by SIGSEGV before it answered create'],
] as const;

contained.each(ends)('the end of a contained driver that %s is told as it is', async (double, sentence) => {
  const driver = await start({ ...driverDouble(double), contained: true });
  const failure: unknown = await driver
    .call({ client, call: 'create', args: breakingCall })
    .catch((error: unknown) => error);
  expect((failure as DriverFailure).message).toContain(sentence);
});

test.each([...(containment.contained ? [true] : []), false])(
  'a driver on Node.js runs on this one, whatever PATH says (contained: %s)',
  async (held) => {
    if (held) symlinkSync(findExecutable('bwrap')!, join(folder, 'bwrap'));
    vi.stubEnv('PATH', folder);
    try {
      expect((await start({ ...driverDouble('good'), contained: held })).hello.sdk.name).toBe('double');
    } finally {
      vi.unstubAllEnvs();
    }
  },
);

contained('a program that is not there is told', async () => {
  const launch = { ...driverDouble('good'), command: ['/nowhere/driver'], contained: true };
  const failure: unknown = await startDriver(launch).catch((error: unknown) => error);
  expect(failure).toMatchObject({ verdict: 'crashed', stderr: [expect.stringContaining('/nowhere/driver')] });
});

const both: [how: string, held: boolean][] = [['not contained', false]];
if (containment.contained) both.push(['contained', true]);

test.each(both)(
  'a driver, %s, whose process leaves its group breaks the protocol, and the process is ended',
  async (_, held) => {
    const driver = await start({ ...driverDouble('leaves-its-group'), contained: held });
    const { pid: seen } = await tell(driver, 'break');
    // Its shell becomes sleep, or starts it, a moment later.
    const asleep = () => findStrays(driver.pid).find(({ name }) => name === 'sleep')!.pid;
    const pid = held ? await vi.waitFor(asleep, { timeout: 10_000 }) : Number(seen);
    expect(isAlive(pid)).toBe(true);
    const failure = await driver.stop();
    expect(await driver.ended).toMatchObject({ exitCode: 0 });
    expect(failure).toMatchObject({ verdict: 'driver-error', rule: 'end' });
    expect(failure?.message).toMatch(
      new RegExp(`it started what left its process group, .*(sh|sleep) \\(process ${pid}\\)`),
    );
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  },
);

test('a process that leaves its group and its environment is found while its parent runs', async () => {
  const launch = buildOf('good-peer');
  const script = `
    import { spawn } from 'node:child_process';
    import { serve, user, write } from './good-peer.mjs';
    serve({ onBreak() {
      const { pid } = spawn('sleep', ['600'], { detached: true, env: {}, stdio: 'ignore' });
      write({ done: [{ ok: user('break', { pid }) }] });
    }, onEnd: () => process.exit(0) });
  `;
  writeFileSync(join(launch.directory, 'stray.mjs'), script);
  const driver = await start({ ...launch, command: ['node', 'stray.mjs'] });
  const { pid } = await tell(driver, 'break');
  expect(await driver.stop()).toMatchObject({
    verdict: 'driver-error',
    message: expect.stringContaining('left its process group') as string,
  });
  await expect.poll(() => isAlive(Number(pid)), { timeout: 10_000 }).toBe(false);
});

test('the temporary folder of a driver is its own, and gone with it', async () => {
  const driver = await start(driverDouble('shows-its-environment'));
  const own = String((await tell(driver, 'break'))['TMPDIR']);
  expect(readdirSync(own)).toEqual([]);
  await driver.stop();
  expect(existsSync(own)).toBe(false);
});
