import { describe, expect, it } from 'vitest';

import { judgeAgainst, judgeByBaseline } from './gate.js';
import { type Cell, type Cells, runOf } from '../testing/run-of.js';
import type { Verdict } from './verdicts.js';

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
      { 'create/x': 'passed', 'create/y': 'passed' },
      { 'create/x': 'passed', 'create/y': 'passed' },
    );
    expect(verdict).toMatchObject({
      exitCode: 0,
      sentence: 'Let through: python=. does all that python@5.3.1 does. 2 behaviours were compared.',
    });
    expect(changes).toEqual({ before: 'python@5.3.1', after: 'python=.', compared: 2, causes: [], items: [] });
  });

  it('lets through what the release fails as well: known in the candidate, and no divergence of the release', () => {
    const { verdict, results, sdks } = gate(
      { 'create/x': 'failed', 'create/y': 'passed' },
      { 'create/x': 'failed', 'create/y': 'passed' },
    );
    expect(verdict).toMatchObject({ exitCode: 0, counts: { known: 1, passed: 1, failed: 0 } });
    expect(results.map(({ sdk, verdict: own, known }) => [sdk, own, known])).toEqual([
      ['python@5.3.1', 'failed', undefined],
      ['python@5.3.1', 'passed', undefined],
      ['python=.', 'known', { by: 'release', reason: 'python@5.3.1 fails it as well.' }],
      ['python=.', 'passed', undefined],
    ]);
    expect(sdks.map(({ against }) => against)).toEqual([undefined, 'python@5.3.1']);
  });

  it('lets through what got better, and says so', () => {
    const release: Record<string, Cell | Verdict> = { 'create/x': 'failed', 'create/y': 'not-applicable' };
    expect(gate(release, { 'create/x': 'passed', 'create/y': 'passed' }).verdict).toMatchObject({
      exitCode: 0,
      sentence: 'Let through: python=. does all that python@5.3.1 does. 1 behaviour was compared (fixed: 1, new: 1).',
    });
  });

  it.each<[string, Cell | Verdict, Cell | Verdict, string]>([
    [
      'no longer holds',
      'passed',
      { verdict: 'failed', message: 'it broke' },
      'fails: it broke, so 1 behaviour no longer holds',
    ],
    ['no longer comes to an end', 'passed', 'crashed', 'passed → crashed, so 1 behaviour no longer holds'],
    ['no longer runs', 'passed', 'not-applicable', 'passed → not applicable, so 1 behaviour no longer runs'],
    [
      'has another outcome',
      'passed',
      { verdict: 'passed', outcome: ['create(john-doe) → error 409, no code'] },
      'gives the application an error 409, no code from create where python@5.3.1 gives done, so the application sees something else in 1 behaviour',
    ],
    [
      'strays further',
      'passed',
      { verdict: 'passed', deviations: [{ id: 'path/doubled-slash', location: 'path', message: 'The path is //.' }] },
      'strays where python@5.3.1 does not: the path is //, so 1 behaviour strays further from the contract',
    ],
  ])('holds what %s', (_name, release, candidate, clause) => {
    const { verdict } = gate(
      { 'create/x': release, 'create/y': 'passed' },
      { 'create/x': candidate, 'create/y': 'passed' },
    );
    expect(verdict).toMatchObject({
      exitCode: 1,
      heading: 'Held: python=. does worse in 1 behaviour.',
      sentence: `Held: python=. ${clause}.`,
      command: 'npx sdk-conformance gate --only create/x',
    });
  });

  it('counts the behaviours of the largest cause, and the other causes', () => {
    const other: Cell = { verdict: 'passed', outcome: ['create(john-doe) → nothing'] };
    const broke: Cell = { verdict: 'failed', message: 'it broke' };
    const { verdict, changes } = gate(
      { 'create/x': 'passed', 'create/y': 'passed', 'create/z': 'passed' },
      { 'create/x': broke, 'create/y': other, 'create/z': broke },
    );
    expect(verdict.sentence).toBe(
      'Held: python=. fails: it broke, so 2 behaviours no longer hold. 1 other change holds it back as well.',
    );
    expect(changes?.causes.map(({ behaviours }) => behaviours)).toEqual([['create/x', 'create/z'], ['create/y']]);
  });

  it('judges several pairs in one sentence', () => {
    const one = { 'create/x': 'passed' } as const;
    const { verdict } = gate(one, one, { 'go@8.9.0': one, 'go=.': one });
    expect(verdict.sentence).toBe(
      'Let through: python=. and go=. do all that python@5.3.1 and go@8.9.0 do. 2 behaviours were compared.',
    );
  });

  it('does not compare what a baseline calls a matter of chance', () => {
    const known = { by: 'list', reason: 'it comes and goes', intermittent: true } as const;
    const { verdict } = gate(
      { 'create/x': 'passed', 'create/y': 'passed' },
      { 'create/x': { verdict: 'known', known }, 'create/y': 'passed' },
    );
    expect(verdict).toMatchObject({ exitCode: 0, counts: { known: 1 } });
  });

  it('does not take for chance what came to no end', () => {
    const chance = {
      verdict: 'known',
      known: { by: 'list', reason: 'it comes and goes', intermittent: true },
    } as const;
    const { verdict } = gate(
      { 'create/x': chance, 'create/y': 'passed' },
      { 'create/x': 'crashed', 'create/y': 'passed' },
    );
    expect(verdict).toMatchObject({ exitCode: 1 });
  });

  it('says of what fails and was not there before that the release does not have it', () => {
    const { results } = gate(
      { 'create/x': 'not-applicable', 'create/y': 'passed' },
      { 'create/x': 'failed', 'create/y': 'passed' },
    );
    const own = results.find(({ sdk, behaviour }) => sdk === 'python=.' && behaviour === 'create/x');
    expect(own?.known).toEqual({ by: 'release', reason: 'python@5.3.1 does not have it.' });
  });

  it('holds one pair whatever comes and goes in another', () => {
    const chance = { verdict: 'known', known: { by: 'list', reason: 'it comes and goes' } } as const;
    const { verdict } = gate(
      { 'create/x': 'passed' },
      { 'create/x': chance },
      { 'go@8.9.0': { 'create/x': 'passed' }, 'go=.': { 'create/x': 'failed' } },
    );
    expect(verdict).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('Held: go=. ') as string });
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
      sentence: 'Could not judge: python@5.3.1 ran no behaviour to its end. There is nothing to compare.',
    });
  });

  it('cannot judge by a behaviour that is at fault itself', () => {
    const release: Record<string, Cell | Verdict> = { 'create/x': 'suite-bug', 'create/y': 'passed' };
    expect(gate(release, release).verdict).toMatchObject({
      exitCode: 3,
      sentence: 'Could not judge: the behaviour create/x is at fault itself.',
      command: 'npx sdk-conformance gate --only create/x',
    });
  });
});

describe('a gate with a baseline', () => {
  const judge = (cells: Cells, stale: { place: string }[] = []) => {
    const results = runOf(cells);
    if (stale.length > 0) results.verdict.exitCode = 1;
    return judgeByBaseline(results, { file: 'known.yaml', stale, commandFor }).verdict;
  };
  const listed: Cell = { verdict: 'known', known: { by: 'list', reason: 'known' } };

  it('lets through what holds or is listed', () => {
    expect(judge({ go: { 'create/x': 'passed', 'create/y': listed } }).sentence).toBe(
      'Let through: every behaviour that applies to go holds, but for 1 that known.yaml allows.',
    );
  });

  it('holds what fails and is not listed', () => {
    const failed: Cell = { verdict: 'failed', message: 'it succeeds' };
    expect(judge({ go: { 'create/x': failed, 'create/y': failed, 'create/z': listed } })).toMatchObject({
      heading: 'Held: 2 behaviours fail that known.yaml does not allow.',
      sentence: 'Held: go: it succeeds, in 2 behaviours, which known.yaml does not allow.',
      command: 'npx sdk-conformance gate --only create/x',
    });
  });

  it('holds what is listed and no longer fails, and quotes the line', () => {
    expect(judge({ go: { 'create/x': 'passed' } }, [{ place: 'known.yaml:3: - sdk: go' }]).sentence).toBe(
      'Held: what an entry of known.yaml allows no longer fails. Take it off the list, or let --update-baseline do it: known.yaml:3: - sdk: go',
    );
  });

  it('leaves a run that could not be judged as it is', () => {
    expect(judge({ go: { 'create/x': 'crashed' } })).toMatchObject({
      exitCode: 3,
      sentence: 'Could not judge: 1 behaviour in go came to no end.',
    });
  });
});
