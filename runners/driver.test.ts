import { afterEach, expect, test } from 'vitest';

import { isAlive } from '../testing/alive.js';
import { breakingCall, driverDouble } from '../testing/driver-double.js';
import { type Driver, DriverFailure, startDriver } from './driver.js';
import type { CallArguments, CallName, Client, Outcome, Timeouts } from './protocol/messages.js';

const client: Client = { name: 'c1', baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'a-long-secret' };
const drivers: Driver[] = [];

interface Started {
  driver: Driver;
  call(name: CallName, args: CallArguments): Promise<Outcome>;
}

async function start(double: string, timeouts?: Partial<Timeouts>): Promise<Started> {
  const driver = await startDriver(driverDouble(double), { call: 20_000, ...timeouts });
  drivers.push(driver);
  return { driver, call: (call, args) => driver.call({ client, call, args }) };
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
  const { driver, call } = await start('good');
  expect(driver.hello.sdk).toEqual({ name: 'double', version: '1.0.0' });
  expect(await call('create', { userId: 'john', data: { name: 'J\u2028ø😀' } })).toMatchObject({
    ok: { user: { id: 'john', data: { name: 'J\u2028ø😀' } } },
  });
  expect(await call('create', { userId: 'john' })).toEqual({
    error: { type: 'UserError', message: 'the id is taken', status: 409, code: 22 },
  });
  expect(await call('delete', { userId: 'john' })).toEqual({ ok: null });
  await driver.settle();
  expect(await driver.stop()).toBeUndefined();
  expect(await driver.ended).toEqual({ exitCode: 0, signal: null, strays: [] });
});

test('calls made in one turn go out in one line, and each is given its own result', async () => {
  const { call } = await start('counts-its-lines');
  const [first, second] = await Promise.all([call('create', { userId: 'a' }), call('get', { userId: 'b' })]);
  expect(first).toEqual({ ok: { user: { id: 'a', data: { line: 1, calls: 2 } } } });
  expect(second).toEqual({ ok: { user: { id: 'b', data: { line: 1, calls: 2 } } } });
  expect(await call('get', { userId: 'c' })).toEqual({ ok: { user: { id: 'c', data: { line: 2, calls: 1 } } } });
});

test('a call is of the same turn also when a resolved promise lies between', async () => {
  const { call } = await start('counts-its-lines');
  const later = Promise.resolve()
    .then(() => undefined)
    .then(() => call('get', { userId: 'b' }));
  const outcomes = await Promise.all([call('create', { userId: 'a' }), later]);
  expect(outcomes).toMatchObject([{ ok: { user: { data: { calls: 2 } } } }, { ok: { user: { data: { calls: 2 } } } }]);
});

test('a call made while a line is unanswered waits for it', async () => {
  const { driver, call } = await start('counts-its-lines');
  const first = call('get', { userId: 'a' });
  await new Promise((resolve) => setImmediate(resolve));
  const second = call('get', { userId: 'b' });
  await driver.settle();
  expect([await first, await second]).toMatchObject([
    { ok: { user: { id: 'a', data: { line: 1, calls: 1 } } } },
    { ok: { user: { id: 'b', data: { line: 2, calls: 1 } } } },
  ]);
  expect(driver.asked).toBe(2);
});

test('a line of several megabytes passes in both directions', async () => {
  const { call } = await start('good');
  const text = 'é'.repeat(2_000_000);
  expect(await call('create', { userId: 'john', data: { text } })).toMatchObject({
    ok: { user: { data: { text } } },
  });
});

test('what the SDK does not offer is not asked for', async () => {
  const { driver, call } = await start('good');
  await expect(call('setUser', { userId: 'john' })).rejects.toThrow(
    /^Failed to use setUser: double does not offer it\./,
  );
  const tokenClient = { ...client, secret: undefined, userToken: 'token' };
  await expect(driver.call({ client: tokenClient, call: 'get', args: { userId: 'john' } })).rejects.toThrow(
    /^Failed to use userToken: double does not offer it\. Use what its hello names: create, /,
  );
  expect(driver.asked).toBe(0);
});

test('a call outside the schema is not sent', async () => {
  const { driver } = await start('good');
  const wrong = { ...client, baseUrl: 'http://localhost:1/api' };
  await expect(driver.call({ client: wrong, call: 'get', args: { userId: 'john' } })).rejects.toThrow(
    /^Failed to call get: do\.0\.client\.baseUrl must match pattern .*\. See docs\/driver-protocol\.md\.$/,
  );
  await driver.settle();
});

const breaches = [
  ['prints-rubbish', 'lines', 'it wrote a line that is not JSON, "Warning: this call is deprecated"'],
  ['writes-latin-1', 'lines', 'it wrote a line that is not UTF-8'],
  ['never-ends-its-line', 'lines', 'it wrote a line that does not end'],
  ['greets-twice', 'schema', 'it said hello a second time'],
  ['answers-too-few', 'answers', 'it answered create with 0 results instead of 1'],
  ['breaches-schema', 'schema', 'done.0.ok.user has the undocumented member email'],
  ['answers-wrong-kind', undefined, 'it answered create with a reference'],
  ['answers-driver-error', undefined, 'the double lost its users'],
  ['leaks-log-lines', 'schema', 'it has none of the members hello, done'],
] as const;

test.each(breaches)('the driver that %s is a driver error: %s', async (double, rule, cause) => {
  const { driver, call } = await start(double);
  const failure = await failureOf(call('create', breakingCall));
  expect(failure).toMatchObject({ rule, verdict: 'driver-error' });
  expect(failure.message).toContain(cause);
  expect(failure.message).toMatch(/^The driver broke the protocol: .*\. See docs\/driver-protocol\.md\.$/);
  await driver.ended;
  expect(isAlive(driver.pid)).toBe(false);
  // Whatever is asked of it later fails alike.
  expect(await failureOf(call('get', { userId: 'john' }))).toBe(failure);
});

test('of several calls, none is told of a line with too few results', async () => {
  const { driver, call } = await start('answers-too-few');
  const [first, second] = await Promise.all([
    failureOf(call('create', breakingCall)),
    failureOf(call('get', { userId: 'john' })),
  ]);
  expect(first.message).toContain('it answered 2 calls (create, get) with 1 result instead of 2');
  expect(second).toBe(first);
  expect(driver.failure).toBe(first);
});

test('an answer given twice is seen when the driver is settled', async () => {
  const { driver, call } = await start('answers-twice');
  expect(await call('create', breakingCall)).toHaveProperty('ok');
  expect(await driver.settle()).toMatchObject({ rule: 'answers', verdict: 'driver-error' });
});

test('an answer that is given again with the next is seen when the driver is settled', async () => {
  const { driver, call } = await start('answers-twice-late');
  expect(await call('create', breakingCall)).toHaveProperty('ok');
  const failure = await driver.settle();
  expect(failure).toMatchObject({ rule: 'answers', verdict: 'driver-error' });
  expect(failure?.message).toContain('it answered a line without calls with 1 result instead of 0');
});

test('a line that nobody asked for makes the driver unusable when it comes', async () => {
  const { driver, call } = await start('writes-unasked');
  expect(await call('create', breakingCall)).toHaveProperty('ok');
  await driver.ended;
  expect(driver.failure).toMatchObject({ rule: 'answers', verdict: 'driver-error' });
  expect(driver.failure?.message).toContain('it wrote a line when nothing was asked, {"done":[{"ok":{"user"');
});

const crashes = [
  ['crashes', { exitCode: 3, signal: null }, 'The driver crashed: it exited with 3 before it answered create.'],
  ['dies-by-signal', { exitCode: null, signal: 'SIGSEGV' }, 'it was ended by SIGSEGV before it answered create'],
  ['ends-early', { exitCode: 0, signal: null }, 'it exited with 0 before it answered create'],
] as const;

test.each(crashes)('the driver that %s has crashed', async (double, end, sentence) => {
  const { driver, call } = await start(double);
  const failure = await failureOf(call('create', breakingCall));
  expect(failure.verdict).toBe('crashed');
  expect(await driver.ended).toMatchObject(end);
  expect(failure.message).toContain(sentence);
});

test('a crash comes with the last lines of standard error', async () => {
  const { call } = await start('crashes');
  expect((await failureOf(call('create', breakingCall))).stderr).toEqual(['fatal: the double fell over']);
});

test('a driver that ends between two calls has crashed at the next', async () => {
  const { driver, call } = await start('ends-between-calls');
  expect(await call('create', breakingCall)).toHaveProperty('ok');
  await driver.ended;
  const failure = await failureOf(call('create', { userId: 'john' }));
  expect(failure.message).toBe('The driver crashed: it exited with 4 while nothing was asked of it.');
});

test.each(['hangs', 'spins'])(
  'a driver that %s is killed after its time, and a call that waits fails alike',
  async (double) => {
    const { driver, call } = await start(double, { call: 50 });
    const hung = failureOf(call('create', breakingCall));
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = failureOf(call('get', { userId: 'john' }));
    const failure = await hung;
    expect(failure).toMatchObject({
      verdict: 'timed-out',
      message: 'The driver timed out: no answer to create in 0.05 s.',
    });
    expect(await waiting).toBe(failure);
    expect(await driver.ended).toMatchObject({ signal: 'SIGKILL' });
  },
);

test('settling waits for a call that is not answered yet', async () => {
  const { driver, call } = await start('hangs', { call: 50 });
  const failure = failureOf(call('create', breakingCall));
  expect(await driver.settle()).toBe(await failure);
});

const greetings = [
  ['says-wrong-hello', 'its first line is not the hello of version 2 (hello must be 2)'],
  ['answers-before-hello', 'is not the hello of version 2 (it answers calls, and none had been made)'],
  ['speaks-version-1', 'it speaks version 1 of the protocol, and version 2 is due. See docs/driver-protocol.md.'],
  ['prints-before-hello', 'it wrote a line that is not JSON, "Welcome to the double 1.0.0"'],
] as const;

test.each(greetings)('the driver that %s is refused', async (double, cause) => {
  const failure = await failureOf(startDriver(driverDouble(double)));
  expect(failure).toMatchObject({ rule: 'hello', message: expect.stringContaining(cause) as string });
});

test('a driver that never says hello is not waited for longer than its time', async () => {
  const failure = await failureOf(startDriver(driverDouble('never-says-hello'), { start: 100 }));
  expect(failure.message).toBe('The driver timed out: no answer to the hello in 0.1 s.');
});

test('a program that does not exist is a crash that names it', async () => {
  const launch = { ...driverDouble('good'), command: ['/nowhere/driver', 'x'] };
  const failure = await failureOf(startDriver(launch));
  expect(failure.message).toMatch(/^Failed to start the driver \/nowhere\/driver x: .*ENOENT.*\. Install it again/);
});

test('a driver that outlives its input is killed', async () => {
  const { driver } = await start('outlives-its-input', { stop: 50 });
  expect(await driver.stop()).toMatchObject({ verdict: 'timed-out', rule: 'end' });
  expect(await driver.ended).toMatchObject({ signal: 'SIGKILL' });
});

test('a failing exit at the end of the input is reported', async () => {
  const { driver } = await start('exits-non-zero');
  expect(await driver.stop()).toMatchObject({
    verdict: 'crashed',
    message: 'The driver crashed: it exited with 5 at the end of its input, where it is to exit with 0.',
  });
});

test.each(['stopped', 'killed'])('a grandchild dies with a driver that is %s', async (how) => {
  const { driver, call } = await start('leaves-a-grandchild');
  const outcome = await call('create', breakingCall);
  const { pid } = (outcome as { ok: { user: { data: { pid: number } } } }).ok.user.data;
  expect(isAlive(pid)).toBe(true);
  if (how === 'stopped') await driver.stop();
  else process.kill(driver.pid, 'SIGKILL');
  await driver.ended;
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});

test('a secret that a driver prints is not in a message', async () => {
  const { driver } = await start('crashes');
  const telling = { ...client, secret: 'fatal: the double' };
  const failure = await failureOf(driver.call({ client: telling, call: 'create', args: breakingCall }));
  expect(failure.stderr).toEqual(['[secret] fell over']);
});
