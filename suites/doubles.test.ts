import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { driverDoubles } from '../fixtures/doubles/driver-doubles.js';
import { doubles } from '../fixtures/doubles/doubles.js';
import { mockDefects } from '../fixtures/mock-defects.js';
import { type Mock, startMock } from '../mock/index.js';
import { doubleLaunch, referenceLaunch } from '../testing/launches.js';
import { behavioursOf, observeAll } from '../testing/observe-all.js';
import { judge } from '../verdicts/judge.js';
import type { Observation } from './observation.js';

/** Runs after the one that catches a double: a driver's failure must cost no other behaviour its verdict. */
const next = 'reference/keeps-an-id-of-digits';

const verdictOf = (observation: Observation) => judge(observation, { strict: false }).verdict;
const strays = ({ exchanges }: Observation) => exchanges.some(({ deviations }) => deviations.length > 0);

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

describe.concurrent('a double', () => {
  it.each(Object.entries(doubles))('that %s is caught', async (id, { defect, caughtBy, as = 'failed' }) => {
    const [seen, after] = await observeAll(doubleLaunch(id), behavioursOf(caughtBy, next), {
      mock,
      timeouts: { call: 5_000 },
    });
    const found = `${defect}: ${caughtBy} ${JSON.stringify(seen?.ending)}`;
    if (as === 'deviation') expect(seen && strays(seen), found).toBe(true);
    else expect(seen && verdictOf(seen), found).toBe(as);
    if (id in driverDoubles) expect(after && verdictOf(after), JSON.stringify(after?.ending)).toBe('passed');
  });
});

describe('a mock', () => {
  it.each(Object.entries(mockDefects))('that %s is caught', async (_id, { defect, caughtBy, decorate }) => {
    const broken = await startMock({ decorate });
    const [seen] = await observeAll(referenceLaunch, behavioursOf(caughtBy), { mock: broken });
    await broken.close();
    expect(seen && verdictOf(seen), `${defect}: ${JSON.stringify(seen?.ending)}`).toBe('failed');
  });
});

it('an SDK that gives up late is caught', async () => {
  const [seen] = await observeAll(referenceLaunch, behavioursOf('wire/an-answer-that-never-comes-is-given-up'), {
    mock,
    limits: { patienceMs: 1_000 },
  });
  expect(seen?.ending).toMatchObject({ kind: 'broken', message: expect.stringContaining('waited') as string });
});
