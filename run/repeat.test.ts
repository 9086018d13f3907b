import { expect, it, test } from 'vitest';

import { assembleResults } from '../verdicts/assemble.js';
import type { SdkRecord } from '../verdicts/model.js';
import { renderTerminal } from '../report/terminal.js';
import { loadContract } from '../spec/contract.js';
import { behaviours } from '../suites/catalogue.js';
import { doubleLaunch, referenceLaunch } from '../testing/launches.js';
import { retryFailed } from './retry.js';
import { runSuites } from './run-suites.js';

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
  const swallows = {
    launch: doubleLaunch('swallows-the-conflict'),
    behaviours: chosen.slice(0, 1).map(({ id }) => id),
  };
  const sdks = ['moody', 'steady'].map((id) => ({ id, ...swallows }));
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
