import { expect, it } from 'vitest';

import { markPending } from './pending.js';
import { runVerdict } from './run-verdict.js';
import { runOf } from '../testing/run-of.js';

it('a behaviour newer than the list holds no release until it is accepted; all others do', () => {
  const run = runOf({ go: { 'create/old': 'failed', 'create/new': 'failed', 'create/held': 'passed' } });
  const behaviours = run.behaviours.map((one) => (one.id === 'create/old' ? one : { ...one, since: '1.1.0' }));
  const verdicts = (suite: string) => markPending(run.results, behaviours, { file: 'known.yaml', suite });
  expect(verdicts('1.0.0').map(({ verdict }) => verdict)).toEqual(['failed', 'known', 'passed']);
  expect(verdicts('1.0.0')[1]?.known).toEqual({
    by: 'newer',
    reason: 'Pending: the behaviour came with version 1.1.0 of the suites, and known.yaml is of 1.0.0.',
  });
  expect(runVerdict({ ...run, results: verdicts('1.0.0').slice(1) }).exitCode).toBe(0);
  expect(verdicts('1.1.0').map(({ verdict }) => verdict)).toEqual(['failed', 'failed', 'passed']);
});
