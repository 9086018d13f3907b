import { afterEach, expect, test } from 'vitest';

import { isAlive } from '../fixtures/drivers/alive.js';
import { breakingCall, doubleLaunch } from '../fixtures/drivers/launch.js';
import { type ClientHandle, type Driver, NotOffered, startDriver, type Timeouts } from './driver.js';
import { DriverCrash, DriverError, DriverFailure, DriverTimeout } from './failures.js';

const target = { baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'a-long-secret' };
const drivers: Driver[] = [];

async function start(double: string, timeouts?: Partial<Timeouts>): Promise<{ driver: Driver; client: ClientHandle }> {
  const driver = await startDriver(doubleLaunch(double), { timeouts: { call: 20_000, ...timeouts } });
  drivers.push(driver);
  return { driver, client: await driver.connect(target) };
}

async function failureOf(promise: Promise<unknown>): Promise<DriverFailure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DriverFailure)) throw new Error(`No driver failure, but ${String(error)}`);
  return error;
}

afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.stop()));
});

test('a well-behaved driver answers values and errors, and exits with 0', async () => {
  const { driver, client } = await start('good');
  expect(driver.hello.sdk).toEqual({ name: 'double', version: '1.0.0' });
  expect(await client.call('create', { userId: 'john', data: { name: 'J\u2028ø😀' } })).toMatchObject({
    ok: { user: { id: 'john', data: { name: 'J\u2028ø😀' } } },
  });
  expect(await client.call('create', { userId: 'john' })).toEqual({
    error: { type: 'UserError', message: 'the id is taken', status: 409, code: 22 },
  });
  expect(await client.call('delete', { userId: 'john' })).toEqual({ ok: null });
  await driver.settle();
  expect(await driver.stop()).toEqual({ exitCode: 0, signal: null, killed: false });
  expect(driver.failure).toBeUndefined();
});

test('calls in flight at once are matched by their ids', async () => {
  const { client } = await start('good');
  const ids = Array.from({ length: 200 }, (_, index) => `user-${index}`);
  const outcomes = await Promise.all(ids.map((userId) => client.call('reference', { userId })));
  expect(outcomes).toEqual(ids.map((userId) => ({ ok: { reference: `SU:${userId}` } })));
});

test('a line of several megabytes passes in both directions', async () => {
  const { client } = await start('good');
  const text = 'é'.repeat(2_000_000);
  expect(await client.call('create', { userId: 'john', data: { text } })).toMatchObject({
    ok: { user: { data: { text } } },
  });
});

test('what the SDK does not offer is not asked for', async () => {
  const { driver, client } = await start('good');
  await expect(client.call('setUser', { userId: 'john' })).rejects.toThrow(NotOffered);
  await expect(driver.connect({ ...target, secret: undefined, userToken: 'token' })).rejects.toThrow(
    /^Failed to use userToken: double does not offer it\. Use what its hello names: create, /,
  );
});

const breaches = [
  ['prints-rubbish', 'not-json', 'it wrote a line that is not JSON, "Warning: this call is deprecated"'],
  ['answers-unknown-id', 'unknown-id', 'it answered the id 1002, which it was never given'],
  ['breaches-schema', 'not-in-schema', 'ok.user has the undocumented member email'],
  ['answers-wrong-kind', 'wrong-answer', 'it answered create with a reference'],
  ['answers-driver-error', 'driver-error-answer', 'the double lost its users'],
  ['leaks-log-lines', 'not-in-schema', 'it has none of the members hello, ok, error, driverError'],
] as const;

test.each(breaches)('the driver that %s is a driver error: %s', async (double, reason, cause) => {
  const { driver, client } = await start(double);
  const failure = await failureOf(client.call('create', breakingCall));
  expect(failure).toBeInstanceOf(DriverError);
  expect(failure).toMatchObject({ reason, verdict: 'driver-error' });
  expect(failure.message).toContain(cause);
  expect(failure.message).toMatch(/^The driver broke the protocol: .*\. See docs\/driver-protocol\.md\.$/);
  await driver.ended;
  expect(isAlive(driver.pid)).toBe(false);
  // Whatever is asked of it later fails alike.
  expect(await failureOf(client.call('get', { userId: 'john' }))).toBe(failure);
});

test('an answer given twice is seen when the behaviour is settled', async () => {
  const { driver, client } = await start('answers-twice');
  expect(await client.call('create', breakingCall)).toHaveProperty('ok');
  expect(await failureOf(driver.settle())).toMatchObject({ reason: 'answered-twice', verdict: 'driver-error' });
});

const crashes = [
  ['crashes', { exitCode: 3, signal: null }, 'The driver crashed: it exited with 3 with create in flight.'],
  ['dies-by-signal', { exitCode: null, signal: 'SIGSEGV' }, 'it was ended by SIGSEGV with create in flight'],
  ['ends-early', { exitCode: 0, signal: null }, 'it exited with 0 with create in flight'],
] as const;

test.each(crashes)('the driver that %s has crashed', async (double, end, sentence) => {
  const { client } = await start(double);
  const failure = await failureOf(client.call('create', breakingCall));
  expect(failure).toBeInstanceOf(DriverCrash);
  expect(failure).toMatchObject({ ...end, verdict: 'crashed' });
  expect(failure.message).toContain(sentence);
});

test('a crash comes with the last lines of standard error', async () => {
  const { client } = await start('crashes');
  expect((await failureOf(client.call('create', breakingCall))).stderr).toEqual(['fatal: the double fell over']);
});

test('a driver that ends between two calls has crashed at the next', async () => {
  const { driver, client } = await start('ends-between-calls');
  expect(await client.call('create', breakingCall)).toHaveProperty('ok');
  await driver.ended;
  const failure = await failureOf(client.call('create', { userId: 'john' }));
  expect(failure.message).toBe('The driver crashed: it exited with 4 while nothing was asked of it.');
});

test.each(['hangs', 'spins'])(
  'a driver that %s is killed after its time, and other calls in flight end with it',
  async (double) => {
    const { driver, client } = await start(double);
    const [hung, other] = await Promise.all([
      failureOf(client.call('create', breakingCall, { timeoutMs: 50 })),
      failureOf(client.call('create', { ...breakingCall, data: {} })),
    ]);
    expect(hung).toBeInstanceOf(DriverTimeout);
    expect(hung).toMatchObject({
      timeoutMs: 50,
      verdict: 'timed-out',
      message: 'The driver did not answer create within 50 ms.',
    });
    expect(other).toBe(hung);
    expect(await driver.ended).toMatchObject({ signal: 'SIGKILL' });
  },
);

test('settling waits for a call that is still in flight', async () => {
  const { driver, client } = await start('hangs');
  const call = failureOf(client.call('create', breakingCall, { timeoutMs: 50 }));
  expect(await failureOf(driver.settle())).toBe(await call);
});

const greetings = [
  ['says-wrong-hello', 'its first line is not the hello of version 1 (hello must be 1)'],
  ['prints-before-hello', 'it wrote a line that is not JSON, "Welcome to the double 1.0.0"'],
] as const;

test.each(greetings)('the driver that %s is refused', async (double, cause) => {
  const failure = await failureOf(startDriver(doubleLaunch(double)));
  expect(failure).toMatchObject({ reason: 'wrong-hello', message: expect.stringContaining(cause) as string });
});

test('a driver that never says hello is not waited for longer than its time', async () => {
  const failure = await failureOf(startDriver(doubleLaunch('never-says-hello'), { timeouts: { start: 100 } }));
  expect(failure.message).toBe('The driver did not answer the hello within 100 ms.');
});

test('a program that does not exist is a crash that names it', async () => {
  const launch = { ...doubleLaunch('good'), command: ['/nowhere/driver', 'x'] };
  const failure = await failureOf(startDriver(launch));
  expect(failure.message).toMatch(/^Failed to start the driver \/nowhere\/driver x: .*ENOENT.*\. Install it again/);
});

test('a driver that outlives its input is killed', async () => {
  const { driver } = await start('outlives-its-input', { stop: 50 });
  expect(await driver.stop()).toMatchObject({ signal: 'SIGKILL', killed: true, failure: { verdict: 'timed-out' } });
});

test('a failing exit at the end of the input is reported', async () => {
  const { driver } = await start('exits-non-zero');
  expect(await driver.stop()).toMatchObject({
    exitCode: 5,
    signal: null,
    killed: false,
    failure: { verdict: 'crashed', exitCode: 5 },
  });
});

test.each(['stopped', 'killed'])('a grandchild dies with a driver that is %s', async (how) => {
  const { driver, client } = await start('leaves-a-grandchild');
  const outcome = await client.call('create', breakingCall);
  const { pid } = (outcome as { ok: { user: { data: { pid: number } } } }).ok.user.data;
  expect(isAlive(pid)).toBe(true);
  if (how === 'stopped') await driver.stop();
  else process.kill(driver.pid, 'SIGKILL');
  await driver.ended;
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});

test('a secret that a driver prints is not in a message', async () => {
  const { driver } = await start('crashes');
  const client = await driver.connect({ ...target, secret: 'fatal: the double' });
  const failure = await failureOf(client.call('create', breakingCall));
  expect(failure.stderr).toEqual(['[secret] fell over']);
});
