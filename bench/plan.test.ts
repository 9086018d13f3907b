import { expect, it } from 'vitest';

import { type SdkCall, turnsOf } from './plan.js';

const call = (client: number): SdkCall => ({ kind: 'call', client, call: 'get', args: { userId: 'john-doe' } });
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
