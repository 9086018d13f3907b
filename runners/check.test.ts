import { SignJWT } from 'jose';
import { expect, test } from 'vitest';

import { doubleLaunch } from '../fixtures/drivers/launch.js';
import { checkDriver, type RuleResult } from './check.js';
import { driverRules } from './check-rules.js';

const userToken = await new SignJWT({ user_id: 'own' })
  .setProtectedHeader({ alg: 'HS256' })
  .sign(Buffer.from('secret'));
const connection = { baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'secret', userToken };

async function check(double: string, timeouts = {}): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  for await (const result of checkDriver(doubleLaunch(double), connection, { timeouts })) results.push(result);
  return results;
}

test('a driver that keeps every rule passes each of them', async () => {
  const results = await check('good');
  expect(results.map(({ rule }) => rule)).toEqual(Object.keys(driverRules));
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
  expect(results[0]).toMatchObject({
    sentence: driverRules.hello,
    detail: `double 1.0.0 on Node.js ${process.versions.node}`,
  });
});

const broken: [double: string, rule: string, detail: string, timeouts?: object][] = [
  ['says-wrong-hello', 'hello', 'hello must be 1'],
  ['prints-before-hello', 'hello', 'Welcome to the double'],
  ['never-says-hello', 'hello', 'did not answer the hello within 200 ms', { start: 200 }],
  ['leaks-log-lines', 'schema', 'It happened while this was checked: Each call that the hello names'],
  ['repairs-errors', 'errors', 'get of a missing user was answered with'],
  ['blames-the-sdk', 'unknown-client', 'ReferenceError'],
  ['works-one-at-a-time', 'concurrent', 'did not answer get within 500 ms', { call: 500 }],
  ['chokes-on-large-lines', 'large-line', 'the line is too long'],
  ['garbles-text', 'non-ascii', 'came back as'],
  ['remembers-clients', 'disconnect', '"driverError" was due'],
  ['exits-non-zero', 'end', 'It exited with 5.'],
  ['outlives-its-input', 'end', 'It still ran 200 ms after the end of its input.', { stop: 200 }],
  ['drops-calls-at-the-end', 'end', 'it exited with 0 with create in flight'],
];

test.each(broken)('the driver that %s breaks the rule "%s"', async (double, rule, detail, timeouts) => {
  const results = await check(double, timeouts);
  expect(results.at(-1)).toMatchObject({ rule, passed: false, detail: expect.stringContaining(detail) as string });
  expect(results.slice(0, -1).every(({ passed }) => passed)).toBe(true);
});

test('a command that cannot be started breaks no rule', async () => {
  const launch = { ...doubleLaunch('good'), command: ['/nowhere/driver'] };
  await expect(checkDriver(launch, connection).next()).rejects.toThrow(
    'Failed to start the driver /nowhere/driver: spawn /nowhere/driver ENOENT.',
  );
});
