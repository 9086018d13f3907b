import { expect, it } from 'vitest';

import type { Step } from '../suites/observation.js';
import { callTime, wholeTime } from './behaviour-cost.js';

const steps = [
  [0, 10],
  [2, 3],
  [8, 6],
  [20, 5],
].map(([startedAt = 0, durationMs = 0]) => ({ startedAt, durationMs }) as Step);

it('the time of calls counts what overlaps once, and what is between calls not at all', () => {
  expect([wholeTime(steps), callTime(steps)]).toEqual([25, 19]);
});
