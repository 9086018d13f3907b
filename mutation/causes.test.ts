/** One defect is told as one cause, or as few: a maintainer mends causes, not behaviours. */
import { expect, test } from 'vitest';

import { loadContract } from '../spec/contract.js';
import { behaviours } from '../suites/catalogue.js';
import { inProcess } from '../testing/in-process.js';
import { observeAll } from '../testing/observe-all.js';
import { assembleResults } from '../verdicts/assemble.js';
import type { CauseRecord, SdkRecord } from '../verdicts/model.js';
import { mutants } from './mutants.js';
import { type Hooks, plant } from './plant.js';

const sdk: SdkRecord = {
  ...{ id: 'planted', runner: 'planted', language: 'TypeScript', name: 'planted', version: '1.0.0', runtime: null },
  ...{ status: 'ran', credentials: ['secret', 'userToken'], calls: [], example: null },
};

/** Of an SDK with all these defects at once. */
async function causesOf(names: readonly string[], suite: string): Promise<CauseRecord[]> {
  const chosen = behaviours.filter((behaviour) => behaviour.suite === suite);
  const planted = names.map((name) => mutants.find((mutant) => mutant.name === name)!);
  const hooks = Object.assign({}, ...planted.map(({ operator }) => operator.hooks!())) as Hooks;
  const seen = await observeAll(inProcess(plant(hooks, planted[0]!.calls)), chosen);
  const { results } = assembleResults({
    ...{
      contract: loadContract(),
      suite: { version: '1.0.0', of: behaviours.length },
      behaviours: chosen,
      sdks: [sdk],
    },
    ...{ startedAt: new Date(0), durationMs: 1, baseline: [], strict: false, repeat: 1, commandFor: () => '' },
    observations: new Map([[sdk.id, seen]]),
  });
  return results.causes.filter(({ status }) => status === 'new');
}

test.each([
  ['request/plain-add on all', 'get-or-create', 'getOrCreate sends no get_or_create, as create does', 3],
  ['answer/drops-empty-text on all', 'fidelity', 'gives the application another user', 2],
  ['answer/snake-cases-names on all', 'fidelity', 'gives the application another user', 2],
  ['error/status-as-code on all', 'errors', 'the error carries another code', 1],
])('%s breaks many behaviours of %s: "%s", and has at most %i causes in all', async (name, suite, sentence, most) => {
  const causes = await causesOf([name], suite);
  expect(causes[0]?.sentence).toContain(sentence);
  expect(causes[0]?.behaviours.length).toBeGreaterThanOrEqual(8);
  expect(causes.length).toBeLessThanOrEqual(most);
});

test('two defects in one call are two causes', async () => {
  const causes = await causesOf(['request/plain-add on all', 'answer/drops-empty-text on all'], 'fidelity');
  const sentences = causes.map(({ sentence }) => sentence.replace(/^\w+ /, ''));
  expect(sentences).toContain('sends no get_or_create, as create does');
  expect(sentences).toContain('gives the application another user');
});
