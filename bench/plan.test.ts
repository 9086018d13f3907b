import { expect, it } from 'vitest';

import type { Call } from '../runners/index.js';
import { turnsOf } from './plan.js';

const call = (number: number): Call => ({
  client: { name: `c${number}`, baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'secret' },
  call: 'get',
  args: { userId: 'john-doe' },
});
const prepare = () => Promise.resolve();

it('keeps together what was under way at the same time, and in order what was not', () => {
  const turns = turnsOf([
    { start: 0, end: 1, what: { prepare } },
    { start: 5, end: 9, what: call(2) },
    { start: 2, end: 6, what: call(1) },
    { start: 9, end: 10, what: call(3) },
  ]);
  expect(turns).toEqual([
    { stage: [prepare], calls: [] },
    { stage: [], calls: [call(1), call(2)] },
    { stage: [], calls: [call(3)] },
  ]);
});
