import { describe, expect, it } from 'vitest';

import { applyBaseline, uncoveredVersions } from './apply-baseline.js';
import { type Divergence, parseBaseline, semverOf, suiteOf } from './baseline.js';
import { type Cells, runOf } from '../testing/run-of.js';

const known = {
  sdks: ['python', 'go'],
  behaviours: ['create/stores', 'create/keeps-text', 'update/replaces'],
  rules: ['conflict', 'quiet'],
  today: '2026-03-04',
  nearest: (_wrong: string, valid: readonly string[]) => valid[0],
};

const parse = (text: string) => parseBaseline(text, 'known.yaml', known);
const entry = (lines: string) => `divergences:\n  - ${lines.trim().replaceAll('\n', '\n    ')}\n`;
const valid = "sdk: python\nversions: '>=5.3.1 <6'\nbehaviour: create/stores\nreason: it does not";

describe('a baseline', () => {
  it('with lists stands for every combination', () => {
    const text = entry('sdk: [python, go]\nversions: "*"\nbehaviour: [create, update/replaces]\nreason: both');
    expect(parse(text).map(({ sdk, behaviour, entry: index, place }) => [sdk, behaviour, index, place])).toEqual([
      ['python', 'create', 0, 'known.yaml:2: - sdk: [python, go]'],
      ['python', 'update/replaces', 0, 'known.yaml:2: - sdk: [python, go]'],
      ['go', 'create', 0, 'known.yaml:2: - sdk: [python, go]'],
      ['go', 'update/replaces', 0, 'known.yaml:2: - sdk: [python, go]'],
    ]);
  });

  it('may be empty', () => {
    expect(parse('divergences: []')).toEqual([]);
  });

  it.each([
    ['a byte order mark', `\ufeff${entry(valid)}`],
    ['line ends of Windows', entry(valid).replaceAll('\n', '\r\n')],
    [
      'a merge of a mapping',
      `x-mine: &mine\n  sdk: python\n  versions: '*'\ndivergences:\n  - <<: *mine\n    behaviour: create\n    reason: both\n`,
    ],
    ['anchors', entry(`${valid.replace('create/stores', '&one create/stores')}\nowner: *one`)],
    [
      'a comment behind a list, and a hash in quotes',
      entry("sdk: python\nversions: '*'\nbehaviour: [create] # all\nreason: 'an id with # in it' # quoted"),
    ],
  ])('with %s is read', (_name, text) => {
    expect(parse(text)).toMatchObject([{ sdk: 'python', entry: 0 }]);
  });

  it('says of which version of the suites it is', () => {
    expect([suiteOf(`suite: '1.2.0'\n${entry(valid)}`), suiteOf(entry(valid))]).toEqual(['1.2.0', undefined]);
  });

  it('is allowed on the day it expires', () => {
    expect(parse(entry(`${valid}\nexpires: 2026-03-04`))).toHaveLength(1);
  });

  it('that is no YAML is refused with its first error alone', () => {
    const text = 'suites: 1\ndivergences:\n  - sdk: [python\n    behaviour: conflict: x\n';
    expect(() => parse(text)).toThrow(
      /^Failed to read the baseline known\.yaml:\nknown\.yaml:4: behaviour: conflict: x\n {2}is no YAML: [^\n]*$/,
    );
  });

  it.each([
    ['no list', 'divergence: []', 'known.yaml: has no list "divergences". Write "divergences: []" to allow none.'],
    ['no YAML', 'divergences: [', 'is no YAML: '],
    ['an unknown key', entry(`${valid}\nowners: me`), '"owners" is unknown.'],
    ['no reason', entry(valid.replace('reason: it does not', 'owner: me')), '"reason" is missing.'],
    ['an unknown SDK', entry(valid.replace('python', 'pyton')), 'There is no SDK "pyton". Did you mean python?'],
    [
      'an unknown behaviour',
      entry(valid.replace('create/stores', 'crate/stores')),
      'There is no behaviour "crate/stores". Did you mean create/stores?',
    ],
    [
      'no range',
      entry(valid.replace('>=5.3.1 <6', 'new')),
      '"new" is no range of versions. Write one like ">=5.2.0 <6".',
    ],
    ['no date', entry(`${valid}\nexpires: soon`), '"soon" is no date. Write it like 2027-06-30.'],
    [
      'a number for a version',
      entry(valid.replace("'>=5.3.1 <6'", '5.3')),
      'known.yaml:3: versions: 5.3\n  "versions" is the number 5.3, not a text.',
    ],
    ['an empty text', entry(valid.replace('it does not', "''")), 'known.yaml:5: reason: \'\'\n  "reason" is empty.'],
    [
      'a text that loses its tail',
      entry(valid.replace('it does not', 'an id with ? or # is lost')),
      '"reason" ends before "# is lost", which YAML takes for a comment. Put the whole text in quotes.',
    ],
    ['a tab for an indent', entry(valid).replace('    versions', '\tversions'), 'known.yaml:3: '],
    ['an alias of nothing', entry(valid.replace('create/stores', '*nothing')), 'nothing'],
    ['two ways to say what fails', entry(`${valid}\ncause: conflict`), 'Both "behaviour" and "cause" are there.'],
    [
      'no way to say what fails',
      entry(valid.replace('behaviour: create/stores\n', '')),
      'Neither "behaviour" nor "cause" is there.',
    ],
    [
      'an unknown rule',
      entry(valid.replace('behaviour: create/stores', 'cause: conflcit')),
      'There is no rule "conflcit". Did you mean conflict?',
    ],
    [
      'an unknown key beside the list',
      `owners: []\n${entry(valid)}`,
      'known.yaml:1: owners: []\n  "owners" is unknown.',
    ],
    ['a number for the suite', `suite: 1.0\n${entry(valid)}`, '"suite" is no version of the suites.'],
    ['an impossible date', entry(`${valid}\nexpires: 2026-13-40`), '"2026-13-40" is no date.'],
    ['an entry that is a text', 'divergences:\n  - create\n', 'known.yaml:2: - create\n  is no entry.'],
    [
      'a date that has passed',
      entry(`${valid}\nexpires: 2026-03-03`),
      'It expired on 2026-03-03. Mend the SDK, or decide anew until when it is allowed.',
    ],
  ])('with %s is refused', (_name, text, sentence) => {
    expect(() => parse(text)).toThrow(sentence);
  });

  it('is refused with the line of every fault', () => {
    const text = `divergences:\n  - sdk: pyton\n    versions: '*'\n    behaviour: create\n    reason: x\n  - sdk: go\n    versions: '*'\n    behaviour: craete\n    reason: x\n`;
    expect(() => parse(text)).toThrow(
      [
        'Failed to read the baseline known.yaml:',
        'known.yaml:2: - sdk: pyton',
        '  There is no SDK "pyton". Did you mean python?',
        'known.yaml:8: behaviour: craete',
        '  There is no behaviour "craete". Did you mean create/stores?',
      ].join('\n'),
    );
  });
});

describe('a run judged by a baseline', () => {
  const apply = (text: string, cells: Cells) => {
    const run = runOf(cells);
    return applyBaseline(parse(text), run, run.results);
  };
  const names = (stale: Divergence[]) => stale.map(({ sdk, behaviour }) => `${sdk} ${behaviour}`);

  it('says nothing of what may show elsewhere when a part of the behaviours ran', () => {
    const run = runOf({ python: { 'create/stores': 'passed' } });
    run.suite.part = '--only create/stores';
    const listed = [valid, valid.replace('create/stores', 'create')].flatMap((lines) => parse(entry(lines)));
    expect(names(applyBaseline(listed, run, run.results).stale)).toEqual(['python create/stores']);
  });

  it('knows the failures that are listed, and no others', () => {
    const { results, stale } = apply(entry(`${valid}\nowner: users-team\nlink: https://example.com/1`), {
      python: { 'create/stores': 'failed', 'create/keeps-text': 'failed' },
      go: { 'create/stores': 'failed' },
    });
    expect(results.map(({ known: listed }) => listed)).toEqual([
      { by: 'list', reason: 'it does not', owner: 'users-team', link: 'https://example.com/1', entry: 0 },
      undefined,
      undefined,
    ]);
    expect(stale).toEqual([]);
  });

  it('knows what has a cause that is listed, by its rule, its key or that of its evidence', () => {
    const failed: Cells = {
      python: {
        'create/stores': { verdict: 'failed', message: 'create succeeds' },
        'update/replaces': { verdict: 'failed', message: 'it merges' },
      },
    };
    const { key = '', evidence = [] } = runOf(failed).causes[0] ?? {};
    const verdicts = (cause: string) =>
      apply(entry(valid.replace('behaviour: create/stores', `cause: ${cause}`)), failed).results.map(
        ({ verdict }) => verdict,
      );
    expect(key).toMatch(/^create-succeeds:[0-9a-f]{6}$/);
    expect(verdicts(key)).toEqual(['known', 'failed']);
    expect(verdicts(evidence[0]?.key ?? '')).toEqual(['known', 'failed']);
    expect(evidence[0]?.key).not.toBe(key);
    expect(verdicts('conflict')).toEqual(['known', 'known']);
  });

  it('knows nothing of another version', () => {
    const text = entry(valid.replace('>=5.3.1 <6', '<5.3.1'));
    expect(apply(text, { python: { 'create/stores': 'failed' } }).results[0]?.known).toBeUndefined();
  });

  it('with a behaviour in full says nothing of one whose id is longer', () => {
    const one = 'authentication/wrong-secret-fails-get';
    const listed = parseBaseline(entry(valid.replace('create/stores', one)), 'known.yaml', {
      ...known,
      behaviours: [one, `${one}-or-create`],
    });
    const run = runOf({ python: { [one]: 'failed', [`${one}-or-create`]: 'failed' } });
    const marked = applyBaseline(listed, run, run.results).results;
    expect(marked.map(({ verdict }) => verdict)).toEqual(['known', 'failed']);
  });

  it('knows no failure by its behaviour that breaks another rule, and one by that rule', () => {
    const run = runOf({ python: { 'create/stores': 'failed' } });
    const [result] = run.results;
    result!.failure = { message: 'something is printed', rule: 'quiet' };
    const verdict = (lines: string) => applyBaseline(parse(entry(lines)), run, run.results).results[0]?.verdict;
    expect(verdict(valid)).toBe('failed');
    expect(verdict(valid.replace('behaviour: create/stores', 'cause: conflict'))).toBe('failed');
    expect(verdict(valid.replace('behaviour: create/stores', 'cause: quiet'))).toBe('known');
  });

  it('names what is listed and no longer fails', () => {
    const cells: Cells = { python: { 'create/stores': 'passed', 'create/keeps-text': 'failed' } };
    expect(names(apply(entry(valid), cells).stale)).toEqual(['python create/stores']);
    expect(names(apply(entry(valid.replace('create/stores', 'create')), cells).stale)).toEqual([]);
  });

  it('tells of which versions it speaks, where an SDK that fails is of none of them', () => {
    const told = (version: string, verdict: 'failed' | 'passed', sdk = 'python') => {
      const run = runOf({ [sdk]: { 'create/stores': verdict } });
      const sdks = run.sdks.map((one) => ({ ...one, version }));
      const policy = { strict: false, repeat: 1, baseline: parse(entry(valid)) };
      return uncoveredVersions({ ...run, sdks, policy });
    };
    expect(told('6.0.0', 'failed')).toEqual([
      'python says it is 6.0.0; what is known of python is of >=5.3.1 <6, and allows nothing here.',
    ]);
    expect([told('5.4.0', 'failed'), told('6.0.0', 'passed'), told('6.0.0', 'failed', 'go')]).toEqual([[], [], []]);
  });

  it('says nothing of what did not run, or comes and goes', () => {
    expect(apply(entry(valid), { go: { 'create/stores': 'passed' } }).stale).toEqual([]);
    expect(apply(entry(valid), { python: { 'create/stores': 'not-run' } }).stale).toEqual([]);
    const unsteady = runOf({ python: { 'create/stores': 'passed' } });
    unsteady.results[0]!.firstFailure = { message: 'no answer' };
    expect(applyBaseline(parse(entry(valid)), unsteady, unsteady.results).stale).toEqual([]);
    expect(apply(entry(`${valid}\nintermittent: true`), { python: { 'create/stores': 'passed' } }).stale).toEqual([]);
  });

  it('never allows what broke, and calls nothing mended because of it', () => {
    for (const verdict of ['driver-error', 'crashed', 'timed-out', 'suite-bug', 'not-applicable'] as const) {
      const { results, stale } = apply(entry(valid), { python: { 'create/stores': verdict } });
      expect([results[0]?.known, stale]).toEqual([undefined, []]);
    }
  });

  it('with an error allows only the failure of the call that had it', () => {
    const run = runOf({ python: { 'create/stores': 'failed' } });
    const error = { type: 'IOException', message: 'closed by the peer' };
    const step = { call: 'create' as const, args: { userId: 'john-doe' }, outcome: { error }, durationMs: 1 };
    const listed = parse(entry(`${valid}\nerror: 'IOException: closed'`));
    const known = (of: number) => {
      const failure = { message: 'differs', step: of };
      const told = run.results.map((result) => ({
        ...result,
        failure,
        steps: [step, { ...step, outcome: { ok: null } }],
      }));
      return applyBaseline(listed, run, told).results[0]?.known !== undefined;
    };
    expect([known(0), known(1)]).toEqual([true, false]);
  });
});

describe('a version as semver has it', () => {
  it.each([
    ['5.3.1', '5.3.1'],
    ['v5.3.1', 'v5.3.1'],
    ['5.4.0rc1', '5.4.0-rc.1'],
    ['5.4.0.dev0', '5.4.0-dev.0'],
    ['5.4', '5.4.0'],
    ['4.0.0-SNAPSHOT', '4.0.0-SNAPSHOT'],
    ['(devel)', null],
  ])('%s is %s', (version, expected) => {
    expect(semverOf(version)).toBe(expected);
  });
});
