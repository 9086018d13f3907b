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
