import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isJsonNumber, parseJson, stringifyJson } from './json.js';

test.each([
  ['9007199254740993', { $number: '9007199254740993' }],
  ['9007199254740992', 9007199254740992],
  ['1e400', { $number: '1e400' }],
  ['1e-400', { $number: '1e-400' }],
  ['0.1', 0.1],
  ['0.12345678901234567890', { $number: '0.12345678901234567890' }],
  ['-0', -0],
  ['1.0', 1],
  ['1e2', 100],
  ['1e21', 1e21],
])('%s is read as %j', (text, value) => {
  expect(parseJson(text)).toStrictEqual(value);
});

test('a number that was not read as one keeps its digits, whatever is done with it', () => {
  const text = '{"a":[9007199254740993,1.5],"b":{"c":1E400}}';
  const value = parseJson(text);
  expect(stringifyJson(structuredClone(value))).toBe(text);
  expect(isDeepStrictEqual(value, parseJson(text))).toBe(true);
  expect(value).not.toEqual(parseJson(text.replace('993', '992')));
});

test('as it was written, every number comes back to the letter', () => {
  const text = '[1.0,1e2,-0,-0.0,1E+2,12345678901234567890,0.10,5]';
  expect(stringifyJson(parseJson(text, { asWritten: true }))).toBe(text);
});

test('an object that only looks like such a number stays an object', () => {
  const text = '[{"$number":"1"},{"$$number":"1"},{"$number":"1","a":1},{"\\u0024number":"2"},1e400]';
  const value = parseJson(text) as unknown[];
  expect(value.map(isJsonNumber)).toEqual([false, false, false, false, true]);
  expect(stringifyJson(value)).toBe(text.replace('\\u0024', '$'));
});

test.each(['{"a":', '', '01', '[1.0,]'])('what is no JSON is told as JSON.parse tells it: %j', (text) => {
  let told: unknown;
  try {
    JSON.parse(text);
  } catch (error) {
    told = error;
  }
  expect(() => parseJson(text)).toThrow(told);
});

test('it agrees with JSON on everything JavaScript has a value for', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(parseJson(text)).toEqual(JSON.parse(text));
      expect(stringifyJson(parseJson(text, { asWritten: true }))).toBe(text);
      expect(stringifyJson(parseJson(text), 2)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }),
    { numRuns: 1_000, examples: [[{ __proto__: { a: 1 } }], [JSON.parse('{"__proto__":1.5}')]] },
  );
});
