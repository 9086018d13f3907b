import { expect, test } from 'vitest';

import { stringifyJson } from '../../spec/json.js';
import { parseSeed } from './seed.js';

test('a seed is a list of users', () => {
  expect(parseSeed('- {id: jane, data: {name: Jane}}\n- id: john', 'users.yaml')).toEqual([
    { id: 'jane', data: { name: 'Jane' } },
    { id: 'john', data: {} },
  ]);
});

test.each([
  ['jane: {}', 'Failed to read users.yaml: line 1, it is not a list. Write a list of users, each with an id and data.'],
  ['', 'Failed to read users.yaml: line 1, it is empty. Write a list of users, each with an id and data.'],
  ['# nobody', 'Failed to read users.yaml: line 1, it is empty.'],
  ['- id: a\n- 7', 'Failed to read users.yaml: line 2, a user is 7, not an object. Write it as {id, data}.'],
  ['- id: a\n- id: a b', 'Failed to read users.yaml: line 2, the id of a user is "a b". An id is text of letters,'],
  ['- data: {}', 'Failed to read users.yaml: line 1, the id of a user is absent.'],
  ['- id: a\n\n- id: a', 'Failed to read users.yaml: line 3, the id "a" is given a second time.'],
  ['- id: a\n  data: [1]', 'Failed to read users.yaml: line 2, the data of a user is [1]. Data is an object.'],
  ['- id: a\n  name: b', 'Failed to read users.yaml: line 2, a user has the unknown key "name".'],
  ['- id: "a', 'Failed to read users.yaml: line 1, '],
  [
    '- id: a\n- id: 5',
    'Failed to read users.yaml: line 2, the id of a user is 5. An id is text of letters, digits, dashes and',
  ],
  ['- id: a\n- id: b\n  data: 1.0', 'Failed to read users.yaml: line 3, the data of a user is 1.0. Data is an object.'],
  ['- id: a\n  data:\n    x: .inf', 'Failed to read users.yaml: line 3, .inf is no number that JSON has.'],
  ['- id: a\n  data:\n\t- x', 'Failed to read users.yaml: line 3, a tab indents it.'],
  ['- id: a\n\tdata: {}', 'Failed to read users.yaml: line 2, a tab indents it. Correct the YAML; spaces indent it.'],
  [
    '- id: a\n  data: *nothing',
    'Failed to read users.yaml: line 2, *nothing stands for nothing, for no &nothing is before it.',
  ],
  ['- id: a\n  id: b', 'Failed to read users.yaml: line 2, Map keys must be unique. Correct the YAML'],
  [
    '- id: a\n  followers_count: -1',
    'Failed to read users.yaml: line 2, the followers_count of a user is -1. A count is',
  ],
  ['- id: a\n  created_at: today', 'Failed to read users.yaml: line 2, the created_at of a user is "today". A moment'],
])('a seed %j is refused with its line', (text, message) => {
  expect(() => parseSeed(text, 'users.yaml')).toThrow(message);
});

test.each([
  ['a byte order mark', '\ufeff- id: jane\n  data: { a: 1 }\n'],
  ['line ends of Windows', '- id: jane\r\n  data:\r\n    a: 1\r\n'],
  ['an anchor', '- id: jane\n  data: &d { a: 1 }\n- id: john\n  data: *d\n'],
  ['a merge', '- id: jane\n  data: &d { a: 1 }\n- id: john\n  data: { <<: *d }\n'],
])('a seed with %s is read as it is meant', (_name, text) => {
  expect(parseSeed(text, 'users.yaml').map(({ data }) => data)).toEqual(
    text.includes('john') ? [{ a: 1 }, { a: 1 }] : [{ a: 1 }],
  );
});

test.each([
  ['[{"id":"j","data":{"a":9007199254740993,"b":1.0,"c":1e400,"d":-0,"e":0.5}}]'],
  ['- { id: j, data: { a: 9007199254740993, b: 1.0, c: 1e400, d: -0, e: 0.5 } }'],
])('a seed keeps every number as it is written: %s', (text) => {
  const [user] = parseSeed(text, 'users.yaml');
  expect(stringifyJson(user?.data)).toBe('{"a":9007199254740993,"b":1.0,"c":1e400,"d":-0,"e":0.5}');
});

test('numbers that only YAML can write count by their value, and names stay text', () => {
  const [user] = parseSeed('- { id: j, data: { a: 0x1F, b: +5, c: 007, 1.0: x, d: .5 } }', 'users.yaml');
  expect(stringifyJson(user?.data)).toBe('{"a":31,"b":5,"c":7,"1.0":"x","d":0.5}');
});
