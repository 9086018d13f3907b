import { describe, expect, it } from 'vitest';

import type { ResultRecord, SdkRecord } from './model.js';
import { runVerdict } from './run-verdict.js';
import type { Verdict } from './verdicts.js';

const sdk = (id: string, status: SdkRecord['status'] = 'ran'): SdkRecord => ({
  id,
  runner: id,
  language: id,
  name: id,
  version: '1.0.0',
  runtime: null,
  status,
  credentials: [],
  calls: [],
  example: null,
});

const result = (verdict: Verdict, part: Partial<ResultRecord> = {}): ResultRecord => ({
  sdk: 'go',
  behaviour: 'create/returns-the-user',
  suite: 'create',
  verdict,
  durationMs: 1,
  checks: 1,
  before: [],
  steps: [],
  exchanges: [],
  command: '',
  ...part,
});

const judge = (results: ResultRecord[], stale: unknown[]) => {
  const material = { sdks: [sdk('go'), sdk('java')], results, suite: { behaviours: 2, of: 2 } };
  const { exitCode, heading, sentence } = runVerdict(material, stale);
  expect(heading.split(' ').length).toBeLessThanOrEqual(12);
  return `${exitCode}: ${heading} | ${sentence}`;
};

describe('the verdict of a run', () => {
  it.each([
    ['passes', [result('passed'), result('passed')], []],
    ['passes what held only when run again', [result('passed', { rounds: ['failed', 'passed'] })], []],
    ['passes with known divergences', [result('known'), result('passed')], []],
    ['fails', [result('failed'), result('failed', { sdk: 'java' }), result('passed')], []],
    ['fails before it gives up', [result('failed'), result('crashed')], []],
    ['fails on a stale entry', [result('passed')], ['an entry']],
    ['cannot judge a crash', [result('passed'), result('crashed')], []],
    ['cannot judge a bug of the suite', [result('suite-bug')], []],
    ['cannot judge nothing', [], []],
    ['cannot judge what did not run', [result('not-run'), result('not-applicable')], []],
  ])('%s', (name, results, stale) => {
    expect(judge(results, stale)).toMatchSnapshot(name);
  });
});

it('heads a part by what it is a part of', () => {
  const suite = { behaviours: 2, of: 9, part: '--only create' };
  const { heading, sentence } = runVerdict({ sdks: [sdk('go')], results: [result('passed')], suite });
  expect(heading).toBe('Passed: nothing fails among 2 of 9 behaviours.');
  expect(sentence).toContain('This is 2 of 9 behaviours (--only create).');
});
