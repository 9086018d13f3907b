import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { changeLines, countChanges } from '../report/terminal-changes.js';
import { diffResults, IncomparableError } from './diff-results.js';
import { type Cells, runOf } from '../testing/run-of.js';

const names = { before: 'a/results.json', after: 'b/results.json' };
const diff = (before: Cells, after: Cells) => diffResults(runOf(before), runOf(after), names);

describe('the difference of two runs', () => {
  it('is nothing between a run and itself', () => {
    const cells: Cells = { python: { 'create/x': 'passed', 'create/y': 'failed' } };
    expect(diff(cells, cells)).toEqual({ ...names, compared: 2, causes: [], items: [] });
    expect(countChanges(diff(cells, cells))).toBe('No difference between a/results.json and b/results.json.');
  });

  it('pairs SDKs by id, and else the two that are alone with their runner', () => {
    const changes = diff(
      { go: { 'create/x': 'passed' }, 'python@5.3.1': { 'create/x': 'passed' } },
      { go: { 'create/x': 'passed' }, 'python=.': { 'create/x': 'failed' } },
    );
    expect(changes.items.map(({ sdk, kind }) => `${sdk} ${kind}`)).toEqual(['python=. newly-failing']);
  });

  it('an SDK without a counterpart is new or gone, behaviour by behaviour', () => {
    const one = { 'create/x': 'passed' } as const;
    const changes = diff({ go: one, 'python@5.2.0': one, 'python@5.3.0': one }, { java: one, 'python@5.3.1': one });
    expect(changes.items.map(({ sdk, kind }) => `${sdk} ${kind}`)).toEqual([
      'java new',
      'python@5.3.1 new',
      'go gone',
      'python@5.2.0 gone',
      'python@5.3.0 gone',
    ]);
  });

  it('tells an SDK that one run lacks as one change, whatever it did', () => {
    const row: Cells[string] = { 'create/x': 'passed', 'create/y': { verdict: 'failed', message: 'it fails' } };
    const { causes } = diff({ go: row, java: row }, { go: row, ruby: row });
    expect(causes.map(({ sdk, sentence, consequence }) => `${sdk} ${sentence}: ${consequence}`)).toEqual([
      'java is not in b/results.json: 2 behaviours no longer run',
      'ruby is not in a/results.json: 2 behaviours are new',
    ]);
  });

  it('pairs what a gate tested with the release of another run, and leaves out what the gate compared it with', () => {
    const after = runOf({ 'python@5.3.1': { 'create/x': 'passed' }, 'python=.': { 'create/x': 'failed' } });
    after.sdks[1]!.against = 'python@5.3.1';
    const changes = diffResults(runOf({ python: { 'create/x': 'passed' } }), after, names);
    expect(changes.items.map(({ sdk, kind }) => `${sdk} ${kind}`)).toEqual(['python=. newly-failing']);
  });

  it('a behaviour that only one run has is new or gone', () => {
    const changes = diff({ go: { 'create/old': 'passed' } }, { go: { 'create/new': 'passed' } });
    expect(changes.items.map(({ behaviour, kind, note }) => [behaviour, kind, note])).toEqual([
      ['create/old', 'gone', 'passed → not part of the run'],
      ['create/new', 'new', 'not part of the run → passed'],
    ]);
  });

  it('is refused when the contracts are different', () => {
    const other = runOf({ go: { 'create/x': 'passed' } });
    other.contract = { ...other.contract, version: '1.1.0', digest: 'beef'.repeat(16) };
    const compare = () => diffResults(runOf({ go: { 'create/x': 'passed' } }), other, names);
    expect(compare).toThrow(IncomparableError);
    expect(compare).toThrow(
      'Failed to compare a/results.json with b/results.json: they rest on different contracts (Users API 1.0.0, digest c0ffee00c0ff; Users API 1.1.0, digest beefbeefbeef). Run both with the same version of sdk-conformance.',
    );
  });

  it('is told kind by kind, the worst first, line by line', () => {
    const changes = diff(
      {
        go: {
          'create/x': { verdict: 'passed', outcome: ['create(a) → done', 'create(a) → error 409, code 22'] },
          'create/y': 'failed',
          'create/z': { verdict: 'passed', wire: ['POST /user/ → 201'] },
        },
      },
      {
        go: {
          'create/x': { verdict: 'failed', outcome: ['create(a) → done', 'create(a) → done'], message: 'it succeeds' },
          'create/y': 'passed',
          'create/z': { verdict: 'passed', wire: ['POST /user → 201'] },
        },
      },
    );
    expect(changeLines(changes, { colors: pc.createColors(false), width: 80, verbose: true }).join('\n\n'))
      .toMatchInlineSnapshot(`
        "✕ go gives the application done from create where 5.3.1 gives an error 409, code
          22
          1 behaviour no longer holds, such as create/x
            create/x
              passed → failed: it succeeds
                  create(a) → done
                - create(a) → error 409, code 22
                + create(a) → done

        · go exchanges POST /user → 201 where 5.3.1 exchanges POST /user/ → 201: the
          wire differs in 1 behaviour that holds as before
            create/z
                - POST /user/ → 201
                + POST /user → 201
        ✓ go failed → passed: 1 behaviour is fixed
            create/y
              failed → passed"
      `);
    expect(countChanges(changes)).toMatchInlineSnapshot(
      `"3 differences from a/results.json to b/results.json, 1 for the worse, from 3 causes."`,
    );
  });
});
