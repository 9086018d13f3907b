import { expect, test } from 'vitest';

import { plainJson } from '../../verdicts/text.js';
import { arrayLines, encodeJson } from './encode.js';

test('what is encoded in blocks is what it is as one text, one value a line', () => {
  const values = Array.from({ length: 40 }, (_, index) => ({ index, text: `→ \u200b \u{1f600} ${'é'.repeat(9_000)}` }));
  const whole = `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]`;
  expect(encodeJson(arrayLines(values)).toString()).toBe(plainJson(whole));
  expect(plainJson(whole)).not.toBe(whole);
});

test.each([
  [[], '[]'],
  [[1], '[\n1\n]'],
])('%j', (values, text) => {
  expect(encodeJson(arrayLines(values)).toString()).toBe(text);
});
