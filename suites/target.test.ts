/** A second mock is the deployment: once faithful, and once with each of the defects that the suites know. */
import { describe, expect, it } from 'vitest';

import { mockDefects } from '../fixtures/mock-defects.js';
import { type MockOptions, startMock, startTarget } from '../mock/index.js';
import { judge } from '../verdicts/judge.js';
import type { Launch } from '../runners/driver-process.js';
import { doubleLaunch, referenceLaunch } from '../testing/launches.js';
import { behavioursOf, observeAll } from '../testing/observe-all.js';
import { behaviours as all } from './catalogue.js';
import type { Observation } from './observation.js';

const app = { key: 'deployed', secret: 'secret-of-the-deployment' };

const verdictOf = (observation: Observation) => judge(observation, { strict: false }).verdict;
const failureOf = (observation: Observation) => judge(observation, { strict: false }).failure;

interface Seen {
  observations: Observation[];
  /** Ids of the users that the deployment holds afterwards. */
  left: string[];
}

async function runAgainst(options: MockOptions, sdk: Launch, behaviours: string[]): Promise<Seen> {
  const deployed = await startMock({
    ...options,
    apps: [{ ...app, users: [{ id: 'john-doe', data: { left: 'over' } }] }],
  });
  const target = await startTarget({ url: new URL(deployed.url), app });
  try {
    const observations = await observeAll(sdk, behavioursOf(...behaviours), { mock: target });
    const left = deployed.control.users(app.key);
    return { observations, left: left.map(({ id }) => id) };
  } finally {
    await target.close();
    await deployed.close();
  }
}

describe('a faithful deployment', () => {
  it('passes all that needs no mock, finds nothing left over, and is left clean', async () => {
    const { observations, left } = await runAgainst(
      {},
      referenceLaunch,
      all.map(({ id }) => id),
    );
    const verdicts = new Map(observations.map((observation) => [observation.behaviour, verdictOf(observation)]));
    const others = observations.filter(({ behaviour }) => verdicts.get(behaviour) !== 'passed');
    expect(observations).toHaveLength(all.length);
    expect(others.length).toBeLessThan(all.length / 2);
    for (const { ending } of others) {
      expect(ending).toEqual({
        kind: 'not-applicable',
        reason: expect.stringMatching(
          /^it needs the control API of the mock, (to have (a second app|an answer of its own making)|to give users counts and moments)$/,
        ) as string,
      });
    }
    expect(left).toEqual([]);
    // Every behaviour, each in a deployment that is emptied user by user: two minutes are too few on a busy machine.
  }, 300_000);

  it('takes no blame for an SDK', async () => {
    const double = doubleLaunch('merges-on-update');
    const { observations } = await runAgainst({}, double, ['update/replaces-and-does-not-merge']);
    expect(observations.map(({ ending }) => ending.kind)).toEqual(['broken']);
  });
});

describe('a deployment', () => {
  it.each(Object.entries(mockDefects))(
    'that %s is found out, and takes the blame',
    async (_id, { caughtBy, decorate }) => {
      const { observations } = await runAgainst({ decorate }, referenceLaunch, [caughtBy]);
      const [observation] = observations;
      expect(observation?.ending).toEqual({
        kind: 'server',
        message: expect.stringMatching(/^the deployment answers outside the contract: /) as string,
      });
      expect(observation && failureOf(observation)).toMatchObject({ blame: 'server' });
    },
  );
});

describe('what cannot be tested', () => {
  it('is a deployment that does not answer', async () => {
    const gone = await startMock();
    await gone.close();
    await expect(startTarget({ url: new URL(gone.url), app })).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /^Failed to reach the deployment at http:\/\/localhost:\d+\/: connect ECONNREFUSED .*\. Correct --target, or start it\.$/,
        ) as string,
      }),
    );
  });

  it('is a deployment that does not know the app, and its secret stays untold', async () => {
    const deployed = await startMock({ apps: [app] });
    const wrong = { ...app, secret: 'another-secret' };
    const failure: unknown = await startTarget({ url: new URL(deployed.url), app: wrong }).catch(
      (error: unknown) => error,
    );
    await deployed.close();
    expect(failure).toMatchObject({
      message: `Failed to use the deployment at ${deployed.url}/: The deployment answered 401 where retrieving the user sdk-conformance-probe takes 200 or 404. Correct the key and the secret of --app, or --target.`,
    });
  });
});
