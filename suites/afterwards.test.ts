import { describe, expect, it } from 'vitest';

import { exchange } from '../verdicts/testing/exchange.js';
import { afterwards } from './afterwards.js';
import { badSignature, conflict, invalidInput } from './errors.js';
import type { Observation } from './observation.js';

function endingOf(due: typeof conflict, statuses: number[]) {
  const step = {
    ...{ call: 'create' as const, args: { userId: 'a' }, startedAt: 0, durationMs: 1, due },
    outcome: { error: { type: 'TypeError', message: 'undefined is not a function' } },
  };
  const seen: Observation = {
    ...{ behaviour: 'a/b', durationMs: 1, checks: 1, before: [], steps: [step], ending: { kind: 'held' } },
    exchanges: statuses.map((status) => exchange({ response: { status, headers: {}, body: '{}' } })),
  };
  return afterwards(seen).kind;
}

describe('an error that says neither status nor code', () => {
  it('is the error that the API answered', () => {
    expect(endingOf(conflict, [409])).toBe('held');
  });
  it('is not an error that the API did not answer', () => {
    expect(endingOf(conflict, [201])).toBe('broken');
    expect(endingOf(badSignature, [])).toBe('broken');
  });
  it('may be the SDK’s own refusal of what it was given', () => {
    expect(endingOf(invalidInput, [])).toBe('held');
  });
});
