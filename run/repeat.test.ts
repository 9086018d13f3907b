import { expect, it, test } from 'vitest';

import { assembleResults } from '../verdicts/assemble.js';
import type { SdkRecord } from '../verdicts/model.js';
import { renderTerminal } from '../report/terminal.js';
import { loadContract } from '../spec/contract.js';
import { behaviours } from '../suites/catalogue.js';
import type { Observation } from '../suites/observation.js';
import { driverDouble } from '../testing/driver-double.js';
import { doubleLaunch, referenceLaunch } from '../testing/launches.js';
import { retryFailed } from './retry.js';
import { runSuites, type SdkObservations } from './run-suites.js';

const chosen = behaviours.filter(({ id }) => /^conflict\/(same-data|other-data)-is-an-error$/.test(id));

function sdk(id: string): SdkRecord {
  const base = { runner: id, language: 'TypeScript', name: id, version: '1.0.0', runtime: null, example: null };
  return { ...base, id, status: 'ran', credentials: ['secret'], calls: [] };
}

it('a behaviour that does not always agree is shown at its worst, with every round', async () => {
  const ids = chosen.map(({ id }) => id);
  const sdks = [
    { id: 'steady', launch: referenceLaunch, behaviours: ids },
    // It hides the first of its conflicts and shows the second, and so on.
    {
      id: 'moody',
      launch: doubleLaunch('swallows-every-other-conflict'),
      behaviours: ids.slice(0, 1),
    },
  ];
  const seen = await runSuites({ sdks, repeat: 3 });
  const { results } = assembleResults({
    contract: loadContract(),
    suite: { version: '1.0.0', of: chosen.length },
    startedAt: new Date(0),
    durationMs: 1,
    behaviours: chosen.slice(0, 1),
    sdks: sdks.map(({ id }) => sdk(id)),
    observations: new Map(seen.map(({ id, observations }) => [id, observations])),
    baseline: [],
    strict: false,
    repeat: 3,
    commandFor: () => '',
  });
  expect(seen.map(({ observations }) => observations.length)).toEqual([6, 3]);
  expect(results.results.map(({ verdict, rounds }) => [verdict, rounds])).toEqual([
    ['passed', undefined],
    ['failed', ['failed', 'passed', 'failed']],
  ]);
  expect(renderTerminal(results)).toContain(
    'moody: conflict/same-data-is-an-error is unsteady: failed, passed, failed.',
  );
});

test('what fails once and then holds alone is unsteady, with the round that failed; what is allowed is not run again', async () => {
  // As when nothing answers: what a busy machine may bring about.
  const refuses = { launch: driverDouble('refuses-every-call'), behaviours: ['create/returns-the-user'] };
  const sdks = ['moody', 'steady'].map((id) => ({ id, ...refuses }));
  const seen = await runSuites({ sdks });
  expect(seen.map(({ observations }) => observations.map(({ ending }) => ending.kind))).toEqual([
    ['broken'],
    ['broken'],
  ]);
  const settled = await retryFailed(seen, [{ ...sdks[0]!, launch: referenceLaunch }, sdks[1]!], {
    verdictOf: (_, { ending }) => (ending.kind === 'held' ? 'passed' : 'failed'),
  });
  expect(settled).toMatchObject([
    { observations: [{ ending: { kind: 'held' }, failedFirst: { ending: { kind: 'broken' } } }] },
    { observations: [{ ending: { kind: 'broken' } }] },
  ]);
  expect(settled[1]).toEqual(seen[1]);
  expect(await retryFailed(seen, sdks, { verdictOf: () => 'known' })).toEqual(seen);
});

test('an SDK that fails much is not run again, nor what is no chance', async () => {
  const id = 'conflict/same-data-is-an-error';
  const seenWith = (ending: Observation['ending'], count: number): SdkObservations[] => {
    const one = { behaviour: id, durationMs: 1, checks: 1, before: [], steps: [], exchanges: [], ending };
    return [
      { id: 'sdk', hello: {} as SdkObservations['hello'], observations: Array(count).fill(one) as Observation[] },
    ];
  };
  const again: number[] = [];
  const retry = (seen: SdkObservations[]): Promise<SdkObservations[]> =>
    retryFailed(seen, [{ id: 'sdk', launch: referenceLaunch, behaviours: [id] }], {
      verdictOf: () => 'failed',
      onRetry: (_, behaviours) => again.push(behaviours),
    });
  const driver = { kind: 'driver' as const, message: '', stderr: [] };
  await retry(seenWith({ kind: 'broken', message: '' }, 11));
  await retry(seenWith({ kind: 'bug', message: '' }, 1));
  await retry(seenWith({ ...driver, failure: 'driver-error', step: 0 }, 1));
  // It came late, so that another behaviour may have brought it about.
  await retry(seenWith({ ...driver, failure: 'crashed' }, 1));
  expect(again).toEqual([]);
  await retry(seenWith({ ...driver, failure: 'timed-out', step: 0 }, 1));
  expect(again).toEqual([1]);
});
