import { afterEach, expect, test } from 'vitest';

import { isAlive } from '../testing/alive.js';
import { driverDouble } from '../testing/driver-double.js';
import { DriverFailure } from './driver.js';
import type { Client, Outcome } from './protocol/messages.js';
import type { Timeouts } from './protocol/rules.js';
import { createSupervisor, type LateFailure, type Lease, type Supervisor } from './supervisor.js';

const client: Client = { name: 'c1', baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'a-long-secret' };
const supervisors: Supervisor[] = [];
let late: LateFailure[] = [];

function supervise(double: string, timeouts: Partial<Timeouts> = {}): Supervisor {
  const options = { timeouts: { call: 20_000, ...timeouts }, onLate: (failure: LateFailure) => late.push(failure) };
  const supervisor = createSupervisor(driverDouble(double), options);
  supervisors.push(supervisor);
  return supervisor;
}

/** A behaviour of one call; what it says is the verdict's root. */
async function behave(lease: Lease, userId: string): Promise<Outcome | DriverFailure | undefined> {
  let outcome: Outcome | DriverFailure | undefined;
  try {
    outcome = await lease.driver.call({ client, call: 'getOrCreate', args: { userId } });
  } catch (error) {
    if (!(error instanceof DriverFailure)) throw error;
    outcome = error;
  }
  return (await lease.end()) ?? outcome;
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
  const before = await supervisor.lease('before');
  expect(await behave(before, 'john')).toHaveProperty('ok');
  const broken = await supervisor.lease('broken');
  expect(broken.driver).toBe(before.driver);
  expect(await behave(broken, 'break')).toMatchObject({ verdict });
  const after = await supervisor.lease('after');
  expect(after.driver.pid).not.toBe(broken.driver.pid);
  expect(await behave(after, 'john')).toHaveProperty('ok');
  await broken.driver.ended;
  expect(isAlive(broken.driver.pid)).toBe(false);
  await supervisor.close();
  expect(await after.driver.ended).toMatchObject({ exitCode: 0 });
  expect(late).toEqual([]);
});

test('a line that comes after a behaviour is charged to it, and not to one that asked nothing', async () => {
  const supervisor = supervise('writes-unasked');
  const guilty = await supervisor.lease('guilty');
  expect(await behave(guilty, 'break')).toHaveProperty('ok');
  const silent = await supervisor.lease('asks nothing');
  await silent.driver.ended;
  expect(await silent.end()).toBeUndefined();
  const next = await supervisor.lease('next');
  expect(next.driver.pid).not.toBe(guilty.driver.pid);
  expect(await behave(next, 'john')).toHaveProperty('ok');
  await supervisor.close();
  expect(late).toMatchObject([{ label: 'guilty', failure: { verdict: 'driver-error', rule: 'answers' } }]);
});

test('a driver that ends between two behaviours is replaced, and the one before is told', async () => {
  const supervisor = supervise('good');
  const first = await supervisor.lease('first');
  expect(await behave(first, 'john')).toHaveProperty('ok');
  process.kill(first.driver.pid, 'SIGKILL');
  await first.driver.ended;
  expect(await behave(await supervisor.lease('second'), 'john')).toHaveProperty('ok');
  await supervisor.close();
  expect(late).toMatchObject([
    { label: 'first', failure: { verdict: 'crashed', message: expect.stringContaining('by SIGKILL') as string } },
  ]);
});

test.each([
  ['exits-non-zero', 'crashed', 20_000],
  ['outlives-its-input', 'timed-out', 50],
])('that a driver %s is charged to the last behaviour that asked it anything', async (double, verdict, stop) => {
  const supervisor = supervise(double, { stop });
  expect(await behave(await supervisor.lease('first'), 'john')).toHaveProperty('ok');
  expect(await behave(await supervisor.lease('last'), 'john')).toHaveProperty('ok');
  await (await supervisor.lease('asks nothing')).end();
  await supervisor.close();
  expect(late).toMatchObject([{ label: 'last', failure: { verdict } }]);
});

test('a driver that ends after the last behaviour costs that behaviour its verdict', async () => {
  const supervisor = supervise('good');
  const last = await supervisor.lease('last');
  expect(await behave(last, 'john')).toHaveProperty('ok');
  process.kill(last.driver.pid, 'SIGKILL');
  await last.driver.ended;
  await supervisor.close();
  expect(late).toMatchObject([
    { label: 'last', failure: { verdict: 'crashed', message: expect.stringContaining('by SIGKILL') as string } },
  ]);
});

test('behaviours take turns, so that one cannot break another', async () => {
  const supervisor = supervise('good');
  const first = await supervisor.lease('first');
  let started = false;
  const second = supervisor.lease('second').then((lease) => {
    started = true;
    return lease;
  });
  await first.driver.call({ client, call: 'reference', args: { userId: 'john' } });
  expect(started).toBe(false);
  expect(await first.end()).toBeUndefined();
  expect(await behave(await second, 'john')).toHaveProperty('ok');
});

test('a driver that cannot start fails each behaviour, and is not started for ever', async () => {
  const supervisor = supervise('says-wrong-hello');
  const failures = [];
  for (const label of ['a', 'b', 'c']) {
    failures.push(await supervisor.lease(label).catch((error: unknown) => error));
  }
  expect(failures[0]).toMatchObject({ rule: 'hello' });
  expect(failures[1]).not.toBe(failures[0]);
  expect(failures[2]).toBe(failures[1]);
});
