import { describe, expect, it } from 'vitest';

import { coursesOf, entriesOf, type HistoryEntry, joinHistory } from './history.js';
import { type Cells, runOf } from '../testing/run-of.js';

const failed = (message: string) => ({ verdict: 'failed', message }) as const;

function entries(version: string, cells: Cells, startedAt = '2026-03-04T00:00:00Z'): HistoryEntry[] {
  const run = runOf(cells);
  return entriesOf({ ...run, startedAt, sdks: run.sdks.map((sdk) => ({ ...sdk, version })) });
}

describe('the history', () => {
  it('tells per SDK how causes came and went over its versions', () => {
    const history = [
      ...entries('5.10.0', { 'python@5.10.0': { 'create/x': failed('no'), 'create/y': failed('no') } }),
      ...entries('5.2.0', { 'python@5.2.0': { 'create/x': failed('no'), 'create/y': failed('other') } }),
      ...entries('5.11.0', { 'python@5.11.0': { 'create/x': 'passed', 'create/y': 'passed' } }),
    ];
    const [course] = coursesOf(history);
    expect(course?.versions.map(({ version }) => version)).toEqual(['5.2.0', '5.10.0', '5.11.0']);
    expect(course?.rows.map(({ sentence, counts }) => [sentence, counts])).toEqual([
      ['no', [1, 2, 0]],
      ['other', [1, 0, 0]],
    ]);
  });

  it('follows a cause that is known in one version and new in the next', () => {
    const known = { by: 'list', reason: 'It is so.', entry: 0 } as const;
    const history = [
      ...entries('1.0.0', { go: { 'create/x': failed('no') } }),
      ...entries('1.1.0', { go: { 'create/x': { verdict: 'known', message: 'no', known } } }),
    ];
    expect(coursesOf(history)[0]?.rows).toMatchObject([{ sentence: 'It is so.', counts: [1, 1] }]);
  });

  it('keeps each run once, and of a version the latest', () => {
    const one = entries('1.0.0', { go: { 'create/x': failed('no') } }, '2026-01-01T00:00:00Z');
    const two = entries('1.0.0', { go: { 'create/x': 'passed' } }, '2026-01-02T00:00:00Z');
    const history = joinHistory(joinHistory(two, one), one);
    expect(history.map(({ startedAt }) => startedAt)).toEqual(['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z']);
    expect(coursesOf(history)[0]?.rows).toEqual([]);
  });

  it('keeps nothing of a part, or of what could not be judged', () => {
    const run = runOf({ go: { 'create/x': 'passed' } });
    expect(entriesOf(run)).toHaveLength(1);
    expect(entriesOf({ ...run, suite: { ...run.suite, part: '--only create' } })).toEqual([]);
    expect(entriesOf(runOf({ go: { 'create/x': 'crashed' } }))).toEqual([]);
  });
});
