import { afterEach, expect, test } from 'vitest';

import { isAlive } from '../testing/alive.js';
import { driverDouble } from '../testing/driver-double.js';
import { type Driver, DriverFailure } from './driver.js';
import type { Client, Outcome, Timeouts } from './protocol/messages.js';
import { createSupervisor, type LentDriver, type Supervisor } from './supervisor.js';

const client: Client = { name: 'c1', baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'a-long-secret' };
const supervisors: Supervisor[] = [];
let late: { label: string; failure: DriverFailure }[] = [];

function supervise(double: string, timeouts: Partial<Timeouts> = {}): Supervisor {
  const supervisor = createSupervisor(driverDouble(double), {
    timeouts: { call: 20_000, ...timeouts },
    onLate: (label, failure) => late.push({ label, failure }),
  });
  supervisors.push(supervisor);
  return supervisor;
}

/** A behaviour of one call: what the verdict comes from, and its driver. */
async function behave(
  supervisor: Supervisor,
  label: string,
  userId: string,
): Promise<{ seen: Outcome | DriverFailure; driver: Driver }> {
  const { value, failure } = await supervisor.lend(label, async (driver) => {
    const seen = await driver.call({ client, call: 'getOrCreate', args: { userId } }).catch((error: unknown) => {
      if (error instanceof DriverFailure) return error;
      throw error;
    });
    return { seen, driver: driver as Driver };
  });
  return { ...value, seen: failure ?? value.seen };
}

/** A behaviour that asks nothing; resolves with what is charged to it. */
async function lookAt(
  supervisor: Supervisor,
  label: string,
  look?: (driver: Driver) => Promise<unknown>,
): Promise<DriverFailure | undefined> {
  const { failure } = await supervisor.lend(label, async (driver: LentDriver) => look?.(driver as Driver));
  return failure;
}

afterEach(async () => {
  await Promise.all(supervisors.splice(0).map((supervisor) => supervisor.close()));
  late = [];
});

test.each([
  ['crashes', 'crashed'],
  ['dies-by-signal', 'crashed'],
  ['ends-early', 'crashed'],
  ['hangs', 'timed-out'],
  ['spins', 'timed-out'],
  ['prints-rubbish', 'driver-error'],
  ['answers-twice', 'driver-error'],
  ['answers-twice-late', 'driver-error'],
  ['answers-too-few', 'driver-error'],
  ['breaches-schema', 'driver-error'],
  ['answers-wrong-kind', 'driver-error'],
  ['answers-driver-error', 'driver-error'],
])('the driver that %s costs that behaviour its verdict (%s), and no more', async (double, verdict) => {
  const supervisor = supervise(double, verdict === 'timed-out' ? { call: 1_500 } : {});
  const before = await behave(supervisor, 'before', 'john');
  expect(before.seen).toHaveProperty('ok');
  const broken = await behave(supervisor, 'broken', 'break');
  expect(broken.driver).toBe(before.driver);
  expect(broken.seen).toMatchObject({ verdict });
  const after = await behave(supervisor, 'after', 'john');
  expect(after.driver.pid).not.toBe(broken.driver.pid);
  expect(after.seen).toHaveProperty('ok');
  await broken.driver.ended;
  expect(isAlive(broken.driver.pid)).toBe(false);
  await supervisor.close();
  expect(await after.driver.ended).toMatchObject({ exitCode: 0 });
  expect(late).toEqual([]);
});

test('a line that comes after a behaviour is charged to it, and not to one that asked nothing', async () => {
  const supervisor = supervise('writes-unasked');
  const guilty = await behave(supervisor, 'guilty', 'break');
  expect(guilty.seen).toHaveProperty('ok');
  expect(await lookAt(supervisor, 'asks nothing', (driver) => driver.ended)).toBeUndefined();
  const next = await behave(supervisor, 'next', 'john');
  expect(next.driver.pid).not.toBe(guilty.driver.pid);
  expect(next.seen).toHaveProperty('ok');
  await supervisor.close();
  expect(late).toMatchObject([{ label: 'guilty', failure: { verdict: 'driver-error', rule: 'answers' } }]);
});

test('what a driver writes to standard error is handed over with the behaviour that it belongs to', async () => {
  const supervisor = supervise('prints');
  for (const userId of ['john', 'jane', 'jim']) {
    const { stderr } = await supervisor.lend(userId, (driver) =>
      driver.call({ client, call: 'getOrCreate', args: { userId } }),
    );
    expect(stderr).toBe(`asked for ${userId}\n`);
  }
});

test('a driver that ends between two behaviours is replaced, and the one before is told', async () => {
  const supervisor = supervise('good');
  const first = await behave(supervisor, 'first', 'john');
  expect(first.seen).toHaveProperty('ok');
  process.kill(first.driver.pid, 'SIGKILL');
  await first.driver.ended;
  expect((await behave(supervisor, 'second', 'john')).seen).toHaveProperty('ok');
  await supervisor.close();
  expect(late).toMatchObject([
    { label: 'first', failure: { verdict: 'crashed', message: expect.stringContaining('by SIGKILL') as string } },
  ]);
});

test('a driver that ends before anybody asks it anything is replaced, and costs nobody a verdict', async () => {
  const supervisor = supervise('good');
  await lookAt(supervisor, 'asks nothing', async (driver) => {
    process.kill(driver.pid, 'SIGKILL');
    await driver.ended;
  });
  expect((await behave(supervisor, 'first', 'john')).seen).toHaveProperty('ok');
  await supervisor.close();
  expect(late).toEqual([]);
});

test.each([
  ['exits-non-zero', 'crashed', 20_000],
  ['outlives-its-input', 'timed-out', 50],
])('that a driver %s is charged to the last behaviour that asked it anything', async (double, verdict, stop) => {
  const supervisor = supervise(double, { stop });
  expect((await behave(supervisor, 'first', 'john')).seen).toHaveProperty('ok');
  expect((await behave(supervisor, 'last', 'john')).seen).toHaveProperty('ok');
  expect(await lookAt(supervisor, 'asks nothing')).toBeUndefined();
  await supervisor.close();
  expect(late).toMatchObject([{ label: 'last', failure: { verdict } }]);
});

test('a driver that ends after the last behaviour costs that behaviour its verdict', async () => {
  const supervisor = supervise('good');
  const last = await behave(supervisor, 'last', 'john');
  expect(last.seen).toHaveProperty('ok');
  process.kill(last.driver.pid, 'SIGKILL');
  await last.driver.ended;
  await supervisor.close();
  expect(late).toMatchObject([
    { label: 'last', failure: { verdict: 'crashed', message: expect.stringContaining('by SIGKILL') as string } },
  ]);
});

test('behaviours take turns, so that one cannot break another', async () => {
  const supervisor = supervise('good');
  const order: string[] = [];
  const first = supervisor.lend('first', async (driver) => {
    await driver.call({ client, call: 'reference', args: { userId: 'john' } });
    order.push('first');
  });
  const second = supervisor.lend('second', async () => order.push('second'));
  expect(await first).toMatchObject({ value: undefined, failure: undefined });
  await second;
  expect(order).toEqual(['first', 'second']);
});

test('a behaviour that throws leaves its turn to the next', async () => {
  const supervisor = supervise('good');
  await expect(supervisor.lend('throws', () => Promise.reject(new Error('a mistake')))).rejects.toThrow('a mistake');
  expect((await behave(supervisor, 'next', 'john')).seen).toHaveProperty('ok');
});

test('a driver starts before anybody asks for it, and is stopped when nobody has', async () => {
  const processes = () => process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length;
  // Node.js lists a process that has ended until it has closed its handle: those of earlier tests may still be there.
  await expect.poll(processes, { timeout: 10_000 }).toBe(0);
  const supervisor = supervise('good');
  expect(processes()).toBe(1);
  await supervisor.close();
  await expect.poll(processes, { timeout: 10_000 }).toBe(0);
});

test('a driver that cannot start fails each behaviour, and is not started for ever', async () => {
  const supervisor = supervise('says-wrong-hello');
  const failures = [];
  for (const label of ['a', 'b', 'c']) {
    failures.push(await lookAt(supervisor, label).catch((error: unknown) => error));
  }
  expect(failures[0]).toMatchObject({ rule: 'hello' });
  expect(failures[1]).not.toBe(failures[0]);
  expect(failures[2]).toBe(failures[1]);
});
