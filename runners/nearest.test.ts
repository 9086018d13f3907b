import { expect, test } from 'vitest';

import { nearest } from './nearest.js';

const ids = ['csharp', 'go', 'java', 'javascript', 'javascript-client', 'php', 'python', 'python-async', 'ruby'];

test.each([
  ['js', 'javascript'],
  ['node', 'javascript'],
  ['Node.js', 'javascript'],
  ['py', 'python'],
  ['golang', 'go'],
  ['rb', 'ruby'],
  ['c#', 'csharp'],
  ['jvm', 'java'],
  ['pyton', 'python'],
  ['rubby', 'ruby'],
  ['cobol-2002-edition', undefined],
])('whoever types %s means %s', (typed, meant) => {
  expect(nearest(typed, ids)).toBe(meant);
});

test('what an alias stands for is not suggested where it is not there', () => {
  expect(nearest('c#', ['go', 'java'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});
