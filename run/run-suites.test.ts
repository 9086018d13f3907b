import { availableParallelism } from 'node:os';

import { expect, test } from 'vitest';

import { driverDouble } from '../testing/driver-double.js';
import { dealOut, runSuites } from './run-suites.js';

test.each([
  ['exits-non-zero', 'crashed', 20_000],
  ['outlives-its-input', 'timed-out', 50],
])('a driver that %s loses the last behaviour it did', async (double, failure, stop) => {
  const id = 'reference/keeps-an-id-of-digits';
  const sdk = { id: double, launch: driverDouble(double), timeouts: { stop }, behaviours: [id] };
  const [seen] = await runSuites({ sdks: [sdk] });
  expect(seen?.observations).toMatchObject([{ behaviour: id, ending: { kind: 'driver', failure } }]);
});

test('when a worker fails, the others are waited for, and the exit code is as it was', async () => {
  const behaviours = ['reference/keeps-an-id-of-digits', 'reference/is-SU-and-the-id'];
  const good = { id: 'good', launch: driverDouble('good'), behaviours };
  const lost = { id: 'lost', launch: driverDouble('good'), behaviours: ['nowhere/is-declared'] };
  const told: string[] = [];
  const before = process.exitCode;
  const run = runSuites({ sdks: [lost, good], onObservation: (sdk) => told.push(sdk) });
  await expect(run).rejects.toThrow('Failed to run the suites: not every behaviour was run on lost.');
  expect(told).toEqual(['good', 'good']);
  expect(process.exitCode).toBe(before);
});

test('a signal, and a rejection that nobody handles, are left to whoever called', async () => {
  const listeners = () => ['SIGINT', 'SIGTERM', 'unhandledRejection'].map((event) => process.listenerCount(event));
  const [before, behaviours] = [listeners(), ['reference/is-SU-and-the-id', 'reference/keeps-an-id-of-digits']];
  const seen: number[][] = [];
  const sdks = ['one', 'other'].map((id) => ({ id, launch: driverDouble('good'), behaviours }));
  await runSuites({ sdks, onStart: () => seen.push(listeners()), onObservation: () => seen.push(listeners()) });
  expect(seen.length).toBeGreaterThan(sdks.length * behaviours.length);
  expect([...seen, listeners()].filter((now) => now.join() !== before.join())).toEqual([]);
});

// On one core both would share a worker, which names the first.
test.skipIf(availableParallelism() < 2)('when several workers fail, each says what is wrong', async () => {
  const behaviours = ['nowhere/is-declared'];
  const [one, other] = ['one', 'other'].map((id) => ({ id, launch: driverDouble('good'), behaviours }));
  await expect(runSuites({ sdks: [one!, other!] })).rejects.toThrow(
    'Failed to run the suites: not every behaviour was run on one.\nFailed to run the suites: not every behaviour was run on other.',
  );
});

test.each([
  [['go', 'java', 'php'], 1, [['go', 'java', 'php']]],
  [['go', 'java', 'php'], 2, [['go', 'php'], ['java']]],
  [['go', 'java'], 4, [['go'], ['java']]],
  [[], 2, []],
])('%j on %i cores are dealt out as %j', (sdks: string[], cores, hands) => {
  expect(dealOut(sdks, cores)).toEqual(hands);
});

test('however many cores there are, eight workers are the most', () => {
  const sdks = Array.from({ length: 20 }, (_, index) => index);
  const hands = dealOut(sdks, 64);
  expect(hands.map(({ length }) => length)).toEqual([3, 3, 3, 3, 2, 2, 2, 2]);
  expect(hands.flat().sort((a, b) => a - b)).toEqual(sdks);
});
