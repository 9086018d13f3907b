import { describe, expect, it } from 'vitest';

import { judgeAgainst, judgeByBaseline } from './gate-verdict.js';
import { type Cell, type Cells, runOf } from './testing/run-of.js';
import type { Verdict } from './model.js';

const commandFor = (only: string) => `npx sdk-conformance gate --only ${only}`;

function gate(release: Record<string, Cell | Verdict>, candidate: Record<string, Cell | Verdict>, more: Cells = {}) {
  const results = runOf({ 'python@5.3.1': release, 'python=.': candidate, ...more });
  const pairs = [{ candidate: 'python=.', release: 'python@5.3.1' }];
  if (more['go=.']) pairs.push({ candidate: 'go=.', release: 'go@8.9.0' });
  return judgeAgainst(results, pairs, { commandFor });
}

describe('a gate against a release', () => {
  it('lets through what is alike, and says how much was compared', () => {
    const { verdict, changes } = gate(
      { 'create/x': 'passed', 'create/y': 'tolerated' },
      { 'create/x': 'passed', 'create/y': 'tolerated' },
    );
    expect(verdict).toMatchObject({
      exitCode: 0,
      sentence: 'Let through: python=. does all that python@5.3.1 does; 2 behaviours compared.',
    });
    expect(changes).toEqual({ before: 'python@5.3.1', after: 'python=.', items: [] });
  });

  it('lets through what the release fails as well, and marks it in both', () => {
    const { verdict, results } = gate(
      { 'create/x': 'failed', 'create/y': 'passed' },
      { 'create/x': 'failed', 'create/y': 'passed' },
    );
    expect(verdict).toMatchObject({ exitCode: 0, known: 2 });
    expect(results.flatMap(({ sdk, known }) => (known ? [[sdk, known.reason]] : []))).toEqual([
      ['python@5.3.1', 'It is the release that another version is compared with.'],
      ['python=.', 'python@5.3.1 fails it as well.'],
    ]);
  });

  it('lets through what got better, and says so', () => {
    const release: Record<string, Cell | Verdict> = { 'create/x': 'failed', 'create/y': 'not-applicable' };
    expect(gate(release, { 'create/x': 'passed', 'create/y': 'passed' }).verdict).toMatchObject({
      exitCode: 0,
      sentence: 'Let through: python=. does all that python@5.3.1 does; 2 behaviours compared (fixed: 1, new: 1).',
    });
  });

  it.each<[string, Cell | Verdict, Cell | Verdict, string]>([
    ['no longer holds', 'passed', 'failed', 'it passed and no longer does'],
    ['no longer comes to an end', 'passed', 'crashed', 'it passed and no longer does'],
    ['no longer runs', 'passed', 'not-applicable', 'it no longer runs'],
    [
      'has another outcome',
      'passed',
      { verdict: 'passed', outcome: ['create(john-doe) → error 409, no code'] },
      'the application sees something else',
    ],
    [
      'strays further',
      'passed',
      { verdict: 'tolerated', deviations: [{ id: 'path/doubled-slash', location: 'path', message: '//' }] },
      'it strays further from the contract on the wire',
    ],
  ])('holds what %s', (_name, release, candidate, reason) => {
    const { verdict } = gate(
      { 'create/x': release, 'create/y': 'passed' },
      { 'create/x': candidate, 'create/y': 'passed' },
    );
    expect(verdict).toMatchObject({
      exitCode: 1,
      sentence: `Held: python=. does worse than python@5.3.1 in create/x (${reason}). See it alone: npx sdk-conformance gate --only create/x`,
    });
  });

  it('counts the behaviours besides, each once', () => {
    const other: Cell = { verdict: 'passed', outcome: ['create(john-doe) → nothing'] };
    const { verdict } = gate(
      { 'create/x': 'passed', 'create/y': 'passed', 'create/z': 'passed' },
      { 'create/x': 'failed', 'create/y': other, 'create/z': 'failed' },
    );
    expect(verdict.sentence).toContain(
      'in create/x (it passed and no longer does), and in 2 other behaviours besides.',
    );
  });

  it('judges several pairs in one sentence', () => {
    const one = { 'create/x': 'passed' } as const;
    const { verdict } = gate(one, one, { 'go@8.9.0': one, 'go=.': one });
    expect(verdict.sentence).toBe(
      'Let through: python=. and go=. do all that python@5.3.1 and go@8.9.0 do; 2 behaviours compared.',
    );
  });

  it('does not compare what a baseline calls a matter of chance', () => {
    const known = { reason: 'it comes and goes' };
    const { verdict } = gate(
      { 'create/x': 'passed', 'create/y': 'passed' },
      { 'create/x': { verdict: 'failed', known }, 'create/y': 'passed' },
    );
    expect(verdict).toMatchObject({ exitCode: 0, known: 1 });
  });

  it('holds one pair whatever comes and goes in another', () => {
    const chance = { verdict: 'failed', known: { reason: 'it comes and goes' } } as const;
    const { verdict } = gate(
      { 'create/x': 'passed' },
      { 'create/x': chance },
      { 'go@8.9.0': { 'create/x': 'passed' }, 'go=.': { 'create/x': 'failed' } },
    );
    expect(verdict).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('go=. does worse') as string });
  });

  it('marks what holds the release as failed, for every report', () => {
    const { results, verdict } = gate(
      { 'create/x': 'passed', 'create/y': 'passed' },
      {
        'create/x': { verdict: 'passed', outcome: ['create(john-doe) → error 409, no code'] },
        'create/y': 'not-applicable',
      },
    );
    expect(results.filter(({ sdk }) => sdk === 'python=.').map((result) => result.verdict)).toEqual([
      'failed',
      'failed',
    ]);
    expect(verdict.counts.failed).toBe(2);
  });

  it('cannot judge when a behaviour is at fault, also where the release had none', () => {
    expect(gate({ 'create/x': 'passed' }, { 'create/x': 'suite-bug' }).verdict.exitCode).toBe(3);
  });

  it('cannot judge beside a release that ran nothing to its end', () => {
    expect(gate({ 'create/x': 'crashed' }, { 'create/x': 'passed' }).verdict).toMatchObject({
      exitCode: 3,
      sentence: 'Could not judge: python@5.3.1 ran no behaviour to its end, so there is nothing to compare.',
    });
  });

  it('cannot judge by a behaviour that is at fault itself', () => {
    const release: Record<string, Cell | Verdict> = { 'create/x': 'suite-bug', 'create/y': 'passed' };
    expect(gate(release, release).verdict).toMatchObject({
      exitCode: 3,
      sentence:
        'Could not judge: the behaviour create/x is at fault itself. See it alone: npx sdk-conformance gate --only create/x',
    });
  });
});

describe('a gate with a baseline', () => {
  const judge = (cells: Cells, stale: { place: string }[] = []) => {
    const results = runOf(cells);
    if (stale.length > 0) results.verdict.exitCode = 1;
    return judgeByBaseline(results, { file: 'known.yaml', stale, commandFor }).verdict;
  };
  const listed: Cell = { verdict: 'failed', known: { reason: 'known' } };

  it('lets through what holds or is listed', () => {
    expect(judge({ go: { 'create/x': 'passed', 'create/y': listed } }).sentence).toBe(
      'Let through: every behaviour that applies to go holds, or is listed in known.yaml (1).',
    );
  });

  it('holds what fails and is not listed', () => {
    expect(judge({ go: { 'create/x': 'failed', 'create/y': 'failed', 'create/z': listed } }).sentence).toBe(
      'Held: go fails create/x, which known.yaml does not allow, and fails 1 other behaviour besides. See it alone: npx sdk-conformance gate --only create/x',
    );
  });

  it('holds what is listed and no longer fails, and quotes the line', () => {
    expect(judge({ go: { 'create/x': 'passed' } }, [{ place: 'known.yaml:3: - sdk: go' }]).sentence).toBe(
      'Held: what an entry of known.yaml allows no longer fails; take it off the list, or let --update-baseline do it: known.yaml:3: - sdk: go',
    );
  });

  it('leaves a run that could not be judged as it is', () => {
    expect(judge({ go: { 'create/x': 'crashed' } })).toMatchObject({
      exitCode: 3,
      sentence: 'Could not judge: 1 behaviour in go came to no end.',
    });
  });
});
