import { expect, test } from 'vitest';

import { driverDouble } from '../testing/driver-double.js';
import { runSuites } from './run-suites.js';

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
