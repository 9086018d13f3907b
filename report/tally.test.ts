import { expect, it } from 'vitest';

import { beneathHeading } from './tally.js';

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
