import { describe, expect, it } from 'vitest';

import { applyBaseline, type Divergence, parseBaseline, semverOf } from './baseline.js';
import { type Cells, runOf } from './testing/run-of.js';

const known = {
  sdks: ['python', 'go'],
  behaviours: ['create/stores', 'create/keeps-text', 'update/replaces'],
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

  it('is allowed on the day it expires', () => {
    expect(parse(entry(`${valid}\nexpires: 2026-03-04`))).toHaveLength(1);
  });

  it.each([
    ['no list', 'divergence: []', 'known.yaml: has no list "divergences". Write "divergences: []" to allow none.'],
    ['no YAML', 'divergences: [', 'is no YAML: '],
    ['an unknown key', entry(`${valid}\nowners: me`), '"owners" is unknown.'],
    ['no reason', entry(valid.replace('reason: it does not', 'owner: me')), '"reason" is missing. It is a text.'],
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
        'known.yaml:6: - sdk: go',
        '  There is no behaviour "craete". Did you mean create/stores?',
      ].join('\n'),
    );
  });
});

describe('a run judged by a baseline', () => {
  const apply = (text: string, cells: Cells) => {
    const { sdks, results } = runOf(cells);
    return applyBaseline(parse(text), sdks, results);
  };
  const names = (stale: Divergence[]) => stale.map(({ sdk, behaviour }) => `${sdk} ${behaviour}`);

  it('knows the failures that are listed, and no others', () => {
    const { results, stale } = apply(entry(`${valid}\nowner: users-team\nlink: https://example.com/1`), {
      python: { 'create/stores': 'failed', 'create/keeps-text': 'failed' },
      go: { 'create/stores': 'failed' },
    });
    expect(results.map(({ known: listed }) => listed)).toEqual([
      { reason: 'it does not', owner: 'users-team', link: 'https://example.com/1' },
      undefined,
      undefined,
    ]);
    expect(stale).toEqual([]);
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
    const { sdks, results } = runOf({ python: { [one]: 'failed', [`${one}-or-create`]: 'failed' } });
    const marked = applyBaseline(listed, sdks, results).results;
    expect(marked.map((result) => result.known !== undefined)).toEqual([true, false]);
  });

  it('names what is listed and no longer fails', () => {
    const cells: Cells = { python: { 'create/stores': 'passed', 'create/keeps-text': 'failed' } };
    expect(names(apply(entry(valid), cells).stale)).toEqual(['python create/stores']);
    expect(names(apply(entry(valid.replace('create/stores', 'create')), cells).stale)).toEqual([]);
  });

  it('says nothing of what did not run, or comes and goes', () => {
    expect(apply(entry(valid), { go: { 'create/stores': 'passed' } }).stale).toEqual([]);
    expect(apply(entry(valid), { python: { 'create/stores': 'not-run' } }).stale).toEqual([]);
    expect(apply(entry(`${valid}\nintermittent: true`), { python: { 'create/stores': 'passed' } }).stale).toEqual([]);
  });

  it('never allows what broke, and calls nothing mended because of it', () => {
    for (const verdict of ['driver-error', 'crashed', 'timed-out', 'suite-bug', 'not-applicable'] as const) {
      const { results, stale } = apply(entry(valid), { python: { 'create/stores': verdict } });
      expect([results[0]?.known, stale]).toEqual([undefined, []]);
    }
  });

  it('with an error allows only the failure of the call that had it', () => {
    const { sdks, results } = runOf({ python: { 'create/stores': 'failed' } });
    const error = { type: 'IOException', message: 'closed by the peer' };
    const step = { call: 'create' as const, args: { userId: 'john-doe' }, outcome: { error }, durationMs: 1 };
    const listed = parse(entry(`${valid}\nerror: 'IOException: closed'`));
    const known = (of: number) => {
      const failure = { message: 'differs', step: of };
      const told = results.map((result) => ({ ...result, failure, steps: [step, { ...step, outcome: { ok: null } }] }));
      return applyBaseline(listed, sdks, told).results[0]?.known !== undefined;
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
