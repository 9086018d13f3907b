import { expect, it } from 'vitest';

import type { CauseRecord } from '../verdicts/model.js';
import type { Lookup } from './lookup.js';
import { beneathHeading, tallyOf } from './tally.js';

it('counts causes as they are told, those with one sentence once', () => {
  const cause = { sdk: 'go', kind: 'failure', status: 'new', behaviours: ['a/b'], remedy: 'Mend it.' } as CauseRecord;
  const causes = ['one', 'one', 'two'].map((sentence, index) => ({ ...cause, sentence, key: String(index) }));
  const index = { results: { causes }, resultsOf: () => [{ verdict: 'failed' }] } as unknown as Lookup;
  expect(tallyOf(index, 'go').fresh).toEqual({ causes: 2, behaviours: 1 });
});

const heading = 'Passed: nothing new fails.';

it.each([
  ['what the heading says already', heading, ''],
  ['what follows the heading', `${heading} 1 of them held only when run again.`, '1 of them held only when run again.'],
  ['another sentence of the same label', 'Passed: every behaviour holds.', 'Every behaviour holds.'],
  ['one that begins with a name', 'Passed: java does better.', 'java does better.'],
  ['one of another label', 'Let through: every behaviour holds.', 'Let through: every behaviour holds.'],
])('beneath the heading: %s', (_, sentence, beneath) => {
  expect(beneathHeading({ heading, sentence })).toBe(beneath);
});
