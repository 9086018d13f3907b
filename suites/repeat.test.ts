import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Mock, startMock } from '../mock/index.js';
import { assembleResults } from '../verdicts/assemble.js';
import type { SdkRecord } from '../verdicts/model.js';
import { renderTerminal } from '../report/terminal.js';
import type { Launch } from '../runners/index.js';
import { loadContract } from '../spec/contract.js';
import { packageRoot } from '../spec/package-root.js';
import { behaviours } from './catalogue.js';
import { runSuites } from './engine.js';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const chosen = behaviours.filter(({ id }) => /^conflict\/(same-data|other-data)-is-an-error$/.test(id));

function launch(script: string, ...args: string[]): Launch {
  return { command: ['node', join(packageRoot, 'dist', script), ...args], directory: packageRoot, environment: {} };
}

function sdk(id: string): SdkRecord {
  const base = { runner: id, language: 'TypeScript', name: id, version: '1.0.0', runtime: null, example: null };
  return { ...base, id, status: 'ran', credentials: ['secret'], calls: [] };
}

it('a behaviour that does not always agree is shown at its worst, with every round', async () => {
  const ids = chosen.map(({ id }) => id);
  const subjects = [
    { id: 'steady', launch: launch('runners/reference/driver.js'), behaviours: ids },
    // It hides the first of its conflicts and shows the second, and so on.
    {
      id: 'moody',
      launch: launch('fixtures/doubles/driver.js', 'swallows-every-other-conflict'),
      behaviours: ids.slice(0, 1),
    },
  ];
  const seen = await runSuites({ mockUrl: mock.url, subjects, repeat: 3 });
  const { results } = assembleResults({
    contract: loadContract(),
    suite: { version: '1.0.0', of: chosen.length },
    startedAt: new Date(0),
    durationMs: 1,
    behaviours: chosen.slice(0, 1),
    sdks: subjects.map(({ id }) => sdk(id)),
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
    'moody  conflict/same-data-is-an-error  does not always agree: failed, passed, failed',
  );
});
