import { describe, expect, it } from 'vitest';

import { compareSides } from './compare.js';
import { type Cell, runOf } from '../testing/run-of.js';
import type { Verdict } from './verdicts.js';

const id = 'conflict/keeps-the-stored-user';
const capital = {
  id: 'query/boolean-spelling',
  location: 'query.get_or_create',
  message: 'get_or_create is spelled "True".',
};

function compare(before: Cell | Verdict, after: Cell | Verdict) {
  const results = runOf({ 'python@5.3.1': { [id]: before }, 'python=.': { [id]: after } });
  return compareSides({ results, sdk: 'python@5.3.1' }, { results, sdk: 'python=.' }).items;
}

const kinds = (before: Cell | Verdict, after: Cell | Verdict) => compare(before, after).map(({ kind }) => kind);

describe('one behaviour before and after', () => {
  it.each<[string, Cell | Verdict, Cell | Verdict, string[]]>([
    ['that is the same is no change', 'passed', 'passed', []],
    ['that fails alike is no change', 'failed', 'failed', []],
    ['that crashes alike is no change', 'crashed', 'crashed', []],
    ['that did not apply and does not is no change', 'not-applicable', 'not-run', []],
    ['that passed and fails is newly failing', 'passed', 'failed', ['newly-failing']],
    [
      'that strayed and crashes is newly failing',
      { verdict: 'passed', deviations: [capital] },
      'crashed',
      ['newly-failing'],
    ],
    ['that failed and passes is fixed', 'failed', 'passed', ['fixed']],
    ['that timed out and strays is fixed', 'timed-out', { verdict: 'passed', deviations: [capital] }, ['fixed']],
    ['that ran and no longer applies is gone', 'passed', 'not-applicable', ['gone']],
    ['that failed and no longer runs is gone', 'failed', 'not-run', ['gone']],
    ['that runs for the first time is new', 'not-applicable', 'passed', ['new']],
    ['that failed and now crashes has another outcome', 'failed', 'crashed', ['outcome']],
    ['that crashed and now fails did nothing better before', 'crashed', 'failed', []],
    ['that crashed and now hangs has another outcome', 'crashed', 'timed-out', ['outcome']],
    [
      'that shows the application something else has another outcome',
      { verdict: 'passed', outcome: ['create(john-doe) → error 409, code 22'] },
      { verdict: 'passed', outcome: ['create(john-doe) → error 409, no code'] },
      ['outcome'],
    ],
    [
      'that sends something else within the contract differs on the wire',
      { verdict: 'passed', wire: ['POST /user/ {"data":null} → 201'] },
      { verdict: 'passed', wire: ['POST /user/ {"data":{}} → 201'] },
      ['wire'],
    ],
    [
      'that strays where it did not strays further',
      'passed',
      { verdict: 'passed', deviations: [capital], wire: ['POST /user/?get_or_create=True → 201'] },
      ['deviation'],
    ],
    [
      'that strays as before with another value does not stray further',
      { verdict: 'passed', deviations: [{ ...capital, message: 'get_or_create is spelled "False".' }] },
      { verdict: 'passed', deviations: [capital] },
      [],
    ],
    [
      'that no longer strays differs on the wire, and nothing worse',
      { verdict: 'passed', deviations: [capital], wire: ['POST /user/?get_or_create=True → 201'] },
      { verdict: 'passed', wire: ['POST /user/?get_or_create=true → 201'] },
      ['wire'],
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(kinds(before, after)).toEqual(expected);
  });

  it('tells what was and what is, and keeps the lines that differ', () => {
    const error = ['create(john-doe) → error 409, code 22'];
    const done = ['create(john-doe) → done'];
    expect(
      compare({ verdict: 'passed', outcome: error }, { verdict: 'failed', outcome: done, message: 'it succeeds' }),
    ).toEqual([
      {
        kind: 'newly-failing',
        sdk: 'python=.',
        behaviour: id,
        note: 'passed → failed: it succeeds',
        cause: 'outcome of create: an error 409, code 22 → done',
        accounts: { before: error, after: done },
      },
    ]);
    expect(compare({ verdict: 'passed', outcome: error }, { verdict: 'passed', outcome: done })[0]?.note).toBe(
      'was: create(john-doe) → error 409, code 22; is: create(john-doe) → done',
    );
  });

  it('a deviation is told in its own words', () => {
    const after: Cell = { verdict: 'passed', deviations: [capital, capital] };
    expect(compare('passed', after)[0]?.note).toBe('get_or_create is spelled "True".');
  });
});
