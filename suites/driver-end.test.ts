import { expect, test } from 'vitest';

import { doubleLaunch } from '../fixtures/drivers/launch.js';
import { startMock } from '../mock/index.js';
import { runSuites } from './engine.js';

test.each([
  ['exits-non-zero', 'crashed', 20_000],
  ['outlives-its-input', 'timed-out', 50],
])('a driver that %s loses the last behaviour it did', async (double, failure, stop) => {
  const mock = await startMock();
  const id = 'reference/keeps-an-id-of-digits';
  const subject = { id: double, launch: doubleLaunch(double), timeouts: { stop }, behaviours: [id] };
  const [seen] = await runSuites({ mockUrl: mock.url, subjects: [subject] });
  await mock.close();
  expect(seen?.observations).toMatchObject([{ behaviour: id, ending: { kind: 'driver', failure } }]);
});
