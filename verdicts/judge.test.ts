import { describe, expect, it } from 'vitest';

import type { Ending, Observation } from '../suites/observation.js';
import { exchange } from '../testing/exchange.js';
import { judge, worst } from './judge.js';

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

const verdictOf = (observation: Observation) => judge(observation, { strict: false }).verdict;
const failureOf = (observation: Observation) => judge(observation, { strict: false }).failure;

describe('a verdict', () => {
  it('is passed when the behaviour held', () => {
    expect(verdictOf(observed({ kind: 'held' }))).toBe('passed');
  });
  it('is passed when it held and the wire strayed, unless nothing is allowed', () => {
    const strayed = observed({ kind: 'held' }, ['path/doubled-slash']);
    expect(verdictOf(strayed)).toBe('passed');
    expect(judge(strayed, { strict: true })).toEqual({
      verdict: 'failed',
      failure: { message: 'path/doubled-slash', blame: 'wire' },
    });
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
    expect(worst([{ verdict: 'passed' }, { verdict: 'failed' }, { verdict: 'known' }])).toBe(1);
    expect(worst([{ verdict: 'failed' }, { verdict: 'crashed' }])).toBe(1);
    expect(worst([{ verdict: 'passed' }, { verdict: 'passed' }])).toBe(0);
  });
  it('of several rounds that failed is one that no baseline allows', () => {
    expect(worst([{ verdict: 'known' }, { verdict: 'failed' }])).toBe(1);
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
  it('shows words as words, and text that could be taken for JSON in quotes', () => {
    const told = (expected: unknown, actual: unknown) =>
      failureOf(observed({ kind: 'broken', message: '', expected, actual }));
    expect(told('an error with status 409', { ok: null })).toMatchObject({
      expected: 'an error with status 409',
      actual: expect.stringContaining('"ok": null') as string,
    });
    expect(told(22, '22')).toMatchObject({ expected: '22', actual: '"22"' });
  });
  it('has no comparison where nothing was compared', () => {
    expect(failureOf(observed({ kind: 'broken', message: 'fails' }))).toEqual({ message: 'fails', step: undefined });
    expect(failureOf(observed({ kind: 'broken', message: 'prints', rule: 'quiet' }))).toMatchObject({ rule: 'quiet' });
  });
});
