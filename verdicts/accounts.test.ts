import { describe, expect, it } from 'vitest';

import type { Observation, Outcome, Step } from '../suites/observation.js';
import { accountsOf } from './accounts.js';
import { exchange } from '../testing/exchange.js';

const conflict: Outcome = { error: { type: 'ConflictError', message: 'taken', status: 409, code: 22 } };

function steps(outcomes: Outcome[], apart = 10): Step[] {
  return outcomes.map((outcome, index) => ({
    call: 'create',
    args: { userId: 'john-doe' },
    outcome,
    startedAt: index * apart,
    durationMs: 1,
  }));
}

function accounts(part: Partial<Observation>) {
  const behaviour = 'conflict/error-carries-the-code';
  const held = {
    behaviour,
    durationMs: 1,
    checks: 1,
    before: [],
    steps: [],
    exchanges: [],
    ending: { kind: 'held' as const },
  };
  return accountsOf({ ...held, ...part });
}

const accountOfSteps = (made: Step[]) => accounts({ steps: made })?.outcome;
const wire = (part: Partial<Observation>) => accounts({ steps: steps([conflict]), ...part })?.wire;

describe('an account of what the application saw', () => {
  it('is the same for errors of other classes that carry the same', () => {
    const other: Outcome = { error: { type: 'StreamApiException', message: 'x', status: 409, code: 22 } };
    expect(accountOfSteps(steps([conflict]))).toEqual(accountOfSteps(steps([other])));
  });
  it('tells an error that carries less', () => {
    const bare: Outcome = { error: { type: 'ConflictError', message: 'taken', status: 409 } };
    expect(accountOfSteps(steps([bare]))).toEqual(['create(john-doe) → error 409, no code']);
  });
  it('tells data, and leaves out timestamps, which are each run’s own', () => {
    const user = (createdAt?: string): Outcome => ({ ok: { user: { id: 'john-doe', data: { a: 1 }, createdAt } } });
    const account = ['create(john-doe) → user {"data":{"a":1},"id":"john-doe"}'];
    expect(accountOfSteps(steps([user('2018-04-06T09:56:15.833318Z')]))).toEqual(account);
    expect(accountOfSteps(steps([user()]))).toEqual(account);
  });
  it('does not take the order of calls made at once for a difference', () => {
    const done: Outcome = { ok: null };
    expect(accountOfSteps(steps([conflict, done], 0))).toEqual(accountOfSteps(steps([done, conflict], 0)));
    expect(accountOfSteps(steps([conflict, done]))).not.toEqual(accountOfSteps(steps([done, conflict])));
    expect(accounts({ steps: steps([conflict, done], 0) })).toHaveProperty('atOnce', true);
    expect(accounts({ steps: steps([conflict, done]) })).not.toHaveProperty('atOnce');
  });
});

describe('an account of the wire', () => {
  it('leaves out the key, and sorts what has no order', () => {
    const query = (key: string): [string, string][] => [
      ['b', '1'],
      ['api_key', key],
      ['a', '2'],
    ];
    const sent = (key: string) =>
      wire({ exchanges: [exchange({ request: { ...exchange().request, query: query(key) } })] });
    expect(sent('one')).toEqual(['POST /api/v1.0/user/?a=2&b=1 {"id":"john-doe"} → 201']);
    expect(sent('two')).toEqual(sent('one'));
  });
  it('tells deviations, and requests that were not answered', () => {
    const deviations = [{ id: 'path/doubled-slash', location: 'path', message: 'doubled' }];
    expect(wire({ exchanges: [exchange({ deviations, response: null })] })).toEqual([
      'POST /api/v1.0/user/ {"id":"john-doe"} → no answer [path/doubled-slash]',
    ]);
  });
});

describe('what can be compared', () => {
  it('is nothing where the driver broke', () => {
    expect(accounts({ ending: { kind: 'driver', failure: 'crashed', message: '', stderr: [] } })).toBeUndefined();
  });
  it('is what held and what broke', () => {
    expect(accounts({ ending: { kind: 'broken', message: 'differs' } })).toEqual({ outcome: [], wire: [] });
  });
});
