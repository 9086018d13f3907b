import { describe, expect, it } from 'vitest';

import type { Ending, Observation } from '../suites/observation.js';
import { exchange } from './testing/exchange.js';
import { failureOf, verdictOf, worst } from './verdict.js';

function observed(ending: Ending, deviations: string[] = []): Observation {
  return {
    behaviour: 'create/returns-the-user',
    durationMs: 1,
    checks: 1,
    before: [],
    steps: [],
    exchanges: [exchange({ deviations: deviations.map((id) => ({ id, location: 'path', message: id })) })],
    ending,
  };
}

describe('a verdict', () => {
  it('is passed when the behaviour held', () => {
    expect(verdictOf(observed({ kind: 'held' }))).toBe('passed');
  });
  it('is tolerated when it held and the wire strayed', () => {
    expect(verdictOf(observed({ kind: 'held' }, ['path/doubled-slash']))).toBe('tolerated');
  });
  it('is failed when an expectation broke, however the wire strayed', () => {
    expect(verdictOf(observed({ kind: 'broken', message: 'no' }, ['path/doubled-slash']))).toBe('failed');
  });
  it("is the driver's failure, the lack of a call, or the suite's own bug", () => {
    const stderr: string[] = [];
    expect(verdictOf(observed({ kind: 'driver', failure: 'crashed', message: '', stderr }))).toBe('crashed');
    expect(verdictOf(observed({ kind: 'not-applicable', reason: '' }))).toBe('not-applicable');
    expect(verdictOf(observed({ kind: 'bug', message: '' }))).toBe('suite-bug');
  });
  it('of several rounds is the worst', () => {
    expect(worst([{ verdict: 'passed' }, { verdict: 'failed' }, { verdict: 'tolerated' }])).toBe(1);
    expect(worst([{ verdict: 'failed' }, { verdict: 'crashed' }])).toBe(1);
    expect(worst([{ verdict: 'passed' }, { verdict: 'passed' }])).toBe(0);
  });
  it('of several rounds that failed is one that no baseline allows', () => {
    expect(worst([{ verdict: 'failed', known: { reason: 'by chance' } }, { verdict: 'failed' }])).toBe(1);
  });
});

describe('a failure', () => {
  it('shows what was expected and seen, sorted, so that a diff shows the difference alone', () => {
    const ending: Ending = { kind: 'broken', message: 'differs', expected: { b: 1, a: 2 }, actual: undefined, step: 0 };
    expect(failureOf(observed(ending))).toEqual({
      message: 'differs',
      expected: '{\n  "a": 2,\n  "b": 1\n}',
      actual: '"(absent)"',
      step: 0,
    });
  });
  it('has no comparison where nothing was compared', () => {
    expect(failureOf(observed({ kind: 'broken', message: 'fails' }))).toEqual({ message: 'fails', step: undefined });
  });
});
