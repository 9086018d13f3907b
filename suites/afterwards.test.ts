import { describe, expect, it } from 'vitest';

import { exchange } from '../verdicts/testing/exchange.js';
import { loadContract } from '../spec/contract.js';
import { errorEntry } from '../spec/error-entry.js';

import { afterwards } from './afterwards.js';
import { type CallResult, Checks } from './checks.js';
import type { Observation } from './observation.js';

const contract = loadContract();
const silent = { error: { type: 'TypeError', message: 'undefined is not a function' } };
const result: CallResult = { step: 0, call: 'create', outcome: silent };

function seen(statuses: number[]): Observation {
  const step = { call: 'create' as const, args: { userId: 'a' }, outcome: silent, startedAt: 0, durationMs: 1 };
  const exchanges = statuses.map((status) => exchange({ response: { status, headers: {}, body: '{}' } }));
  return { behaviour: 'a/b', durationMs: 1, checks: 1, steps: [step], exchanges, ending: { kind: 'held' } };
}

function check(status: number, statuses: number[]) {
  const checks = new Checks();
  checks.isApiError(result, errorEntry(contract, status));
  return afterwards(seen(statuses), checks.untold).kind;
}

describe('an error that says neither status nor code', () => {
  it('is the error that the API answered', () => {
    expect(check(409, [409])).toBe('held');
  });
  it('is not an error that the API did not answer', () => {
    expect(check(409, [201])).toBe('broken');
    expect(check(409, [])).toBe('broken');
  });
  it('may be the SDK’s own refusal of what it was given', () => {
    expect(check(400, [])).toBe('held');
  });
});
