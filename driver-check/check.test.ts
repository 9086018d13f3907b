import { SignJWT } from 'jose';
import { expect, test } from 'vitest';

import { driverDouble } from '../testing/driver-double.js';
import { checkDriver, type CheckOptions, type RuleResult } from './check.js';
import { driverRules } from './rules.js';

const userToken = await new SignJWT({ user_id: 'own' })
  .setProtectedHeader({ alg: 'HS256' })
  .sign(Buffer.from('secret'));
const connection = { baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'secret', userToken };

async function check(double: string, limits = {}, onSlow?: CheckOptions['onSlow']): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  for await (const result of checkDriver(driverDouble(double), connection, { limits, onSlow })) results.push(result);
  return results;
}

test('a driver that keeps every rule passes each of them', async () => {
  const results = await check('good');
  expect(results.map(({ rule }) => rule)).toEqual(Object.keys(driverRules));
  expect(results.filter(({ state }) => state !== 'kept')).toEqual([]);
  expect(results[0]?.detail).toBe(`double 1.0.0 on Node.js ${process.versions.node}`);
  expect(results[1]?.detail).toMatch(/^create, .*, activities, each with secret$/);
});

const broken: [double: string, rule: string, detail: string, limits?: object][] = [
  ['says-wrong-hello', 'hello', 'hello must be 2'],
  ['speaks-version-1', 'hello', 'it speaks version 1 of the protocol, and version 2 is due'],
  ['prints-before-hello', 'hello', 'Welcome to the double'],
  ['never-says-hello', 'time', 'no answer to the hello in 0.2 s', { start: 200 }],
  ['leaks-log-lines', 'schema', 'It happened while this was checked: Each call that the hello names'],
  [
    'refuses-every-call',
    'calls',
    'create was answered with {"error":{"type":"IOException","message":"closed"}}, and "ok"',
  ],
  ['repairs-errors', 'errors', 'get of a missing user was answered with'],
  ['blames-the-sdk', 'unknown-call', '"driverError" was due'],
  ['answers-out-of-order', 'order', 'the reference to check-order-0 was due'],
  ['works-one-at-a-time', 'concurrent', 'made in turn: the API waited 0.3 s', { together: 300 }],
  ['skips-empty-lines', 'time', 'no answer to a line without calls in 1.5 s', { call: 1_500 }],
  ['makes-a-client-twice', 'clients', '1 to one and 3 to the other'],
  ['forgets-its-clients', 'clients', '2 to one and 2 to the other'],
  ['chokes-on-large-lines', 'large-line', 'the line is too long'],
  ['garbles-text', 'non-ascii', 'came back as'],
  ['exits-non-zero', 'end', 'it exited with 5 at the end of its input, where it is to exit with 0'],
  ['outlives-its-input', 'end', 'it still ran 0.2 s after the end of its input.', { stop: 200 }],
  ['drops-calls-at-the-end', 'end', 'it exited with 0 before it answered create'],
  ['is-slow', 'time', 'The check ends unfinished after 0.5 s', { whole: 500 }],
];

test('a driver that makes calls in turn, and says so, passes, and is not said to make them at the same time', async () => {
  const results = await check('works-in-turn');
  expect(results.filter(({ state }) => state !== 'kept')).toEqual([
    { rule: 'concurrent', state: 'not-checked', detail: 'its hello says that it makes them in turn' },
  ]);
});

test('an SDK that fails now and then is no fault of its driver, and is told of', async () => {
  const results = await check('fails-once');
  expect(results.filter(({ state }) => state !== 'kept')).toEqual([]);
  expect(results.find(({ rule }) => rule === 'calls')?.detail).toMatch(
    /^create, .*; tried again after this: profile was answered with {"error":{"type":"IOException","message":"closed"}}/,
  );
});

test('a driver that is slow, but not too slow, passes, and is told of after its first call', async () => {
  const told: string[] = [];
  const results = await check('is-slow', { slow: 20 }, (sentence) => told.push(sentence));
  expect(results.filter(({ state }) => state !== 'kept')).toEqual([]);
  expect(told).toEqual([
    expect.stringMatching(
      /^The driver is slow: create took \d+(\.\d)? s; 30 s are the limit for an answer, 115 s for this check\.$/,
    ),
  ]);
});

test.each(broken)('the driver that %s breaks the rule "%s"', async (double, rule, detail, timeouts) => {
  const results = await check(double, timeouts);
  expect(results.at(-1)).toMatchObject({ rule, state: 'broken', detail: expect.stringContaining(detail) as string });
  expect(results.slice(0, -1).every(({ state }) => state === 'kept')).toBe(true);
});

test('a command that cannot be started breaks no rule', async () => {
  const launch = { ...driverDouble('good'), command: ['/nowhere/driver'] };
  await expect(checkDriver(launch, connection).next()).rejects.toThrow(
    'Failed to start the driver /nowhere/driver: spawn /nowhere/driver ENOENT.',
  );
});
