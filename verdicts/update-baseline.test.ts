import { describe, expect, it } from 'vitest';

import { applyBaseline } from './apply-baseline.js';
import { parseBaseline } from './baseline.js';
import { type Cells, runOf } from '../testing/run-of.js';
import { updateBaseline } from './update-baseline.js';

const known = {
  sdks: ['python', 'python-async', 'go'],
  behaviours: ['create/stores', 'create/keeps-text', 'update/replaces'],
  rules: ['conflict'],
  today: '2026-03-04',
  nearest: () => undefined,
};

function update(text: string, cells: Cells) {
  const run = runOf(cells);
  const divergences = text === '' ? [] : parseBaseline(text, 'known.yaml', known);
  const { results, stale } = applyBaseline(divergences, run, run.results);
  const updated = updateBaseline(text, { divergences, stale, sdks: run.sdks, results });
  // What was written allows exactly what failed.
  const again = applyBaseline(parseBaseline(updated.text, 'known.yaml', known), run, run.results);
  expect(again.stale).toEqual([]);
  expect(again.results.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  return updated;
}

const list = `# What released SDKs fail.
divergences:
  # The type has no timestamps.
  - sdk: go
    versions: '>=5 <6'
    behaviour: create/stores # and nothing else
    reason: The type User has no created_at.
    owner: go-team
    expires: 2027-01-31
  - sdk: [python, python-async]
    versions: '>=5 <6'
    behaviour: &both [create/stores, update/replaces]
    reason: >-
      A long reason, on
      two lines.
  - sdk: go
    versions: '>=5 <6'
    behaviour: *both
    reason: Like Python.
`;

describe('a baseline that is written anew', () => {
  it('is left as it is when nothing is to be added or taken off', () => {
    const cells: Cells = { go: { 'create/stores': 'failed', 'update/replaces': 'failed' } };
    expect(update(list, cells)).toEqual({ text: list, added: 0, removed: 0, unlisted: [] });
  });

  it('gains what fails, those that fail alike in one entry', () => {
    const { text, added } = update('', {
      python: {
        'create/stores': { verdict: 'failed', message: 'create succeeds' },
        'create/keeps-text': { verdict: 'failed', message: 'create succeeds' },
        'update/replaces': { verdict: 'failed', message: 'update merges' },
      },
    });
    expect(added).toBe(3);
    expect(text).toMatchInlineSnapshot(`
      "divergences:
        - sdk: python
          versions: ^5.3.1
          behaviour:
            - create/stores
            - create/keeps-text
          reason: 'Not explained yet. What failed: create succeeds'
        - sdk: python
          versions: ^5.3.1
          behaviour: update/replaces
          reason: 'Not explained yet. What failed: update merges'
      "
    `);
  });

  it.each([null, '(devel)'])('counts nothing of an SDK whose version is %s, and says so', (version) => {
    const run = runOf({ go: { 'create/stores': 'failed' }, python: { 'create/stores': 'failed' } });
    run.sdks.find(({ id }) => id === 'go')!.version = version;
    const shown = { divergences: [], stale: [], sdks: run.sdks, suite: '1.1.0' };
    const { text, ...counts } = updateBaseline("suite: '1.0.0'\ndivergences: []\n", { ...shown, results: run.results });
    expect(counts).toEqual({ added: 1, removed: 0, unlisted: ['go'] });
    expect(text).toContain("suite: '1.0.0'");
    expect(text).not.toContain('sdk: go');
    const onlyGo = run.results.filter(({ sdk }) => sdk === 'go');
    expect(updateBaseline('', { ...shown, results: onlyGo })).toEqual({
      ...{ text: '', added: 0, removed: 0, unlisted: ['go'] },
    });
  });

  it('loses what no longer fails, and keeps comments, owner, expiry and what others refer to', () => {
    const { text, removed } = update(list, {
      go: { 'create/stores': 'failed', 'update/replaces': 'failed' },
      python: { 'create/stores': 'passed', 'update/replaces': 'failed' },
    });
    expect(removed).toBe(1);
    expect(text).toMatchInlineSnapshot(`
      "# What released SDKs fail.
      divergences:
        # The type has no timestamps.
        - sdk: go
          versions: '>=5 <6'
          behaviour: create/stores # and nothing else
          reason: The type User has no created_at.
          owner: go-team
          expires: 2027-01-31
        - sdk: python
          versions: '>=5 <6'
          behaviour: &both update/replaces
          reason: >-
            A long reason, on
            two lines.
        - sdk: python-async
          versions: '>=5 <6'
          behaviour: [create/stores, update/replaces]
          reason: >-
            A long reason, on
            two lines.
        - sdk: go
          versions: '>=5 <6'
          behaviour: [create/stores, update/replaces]
          reason: Like Python.
      "
    `);
  });

  it('is empty when everything is mended', () => {
    const all = { 'create/stores': 'passed', 'update/replaces': 'passed' } as const;
    const { text } = update(list, { go: all, python: all, 'python-async': all });
    expect(text).toMatchInlineSnapshot(`
      "# What released SDKs fail.
      divergences: []
        # The type has no timestamps.
      "
    `);
  });

  it('changes no line that says the same, whatever the line ends', () => {
    const own =
      '\ufeff# Ours\r\nsuite: "1.0.0"\r\ndivergences:\r\n- sdk: go # the one\r\n  versions:   ">=5"\r\n  behaviour:\r\n  - create/stores\r\n  - update/replaces # later\r\n  reason:  "it  is so"\r\n';
    const { text } = update(own, {
      go: {
        'create/stores': 'passed',
        'update/replaces': 'failed',
        'create/keeps-text': { verdict: 'failed', message: 'no' },
      },
    });
    expect(text.split('\r\n')).toEqual([
      ...own
        .split('\r\n')
        .filter((line) => line !== '  - create/stores')
        .slice(0, -1),
      '- sdk: go',
      '  versions: ^5.3.1',
      '  behaviour: create/keeps-text',
      "  reason: 'Not explained yet. What failed: no'",
      '',
    ]);
  });

  it('is written anew as a whole where an entry has no lines of its own', () => {
    const own =
      "x-go: &go { sdk: go, versions: '>=5' }\n# Ours\ndivergences:\n  - <<: *go\n    behaviour: [create/stores, update/replaces]\n    reason: both\n";
    const { text } = update(own, { go: { 'create/stores': 'passed', 'update/replaces': 'failed' } });
    expect(text).toContain('# Ours\n');
    expect(text).toContain('behaviour: update/replaces');
  });

  it('is of the version of the suites that ran', () => {
    const text = "suite: '1.0.0'\ndivergences: []\n";
    const shown = { divergences: [], stale: [], sdks: [], results: [], suite: '1.1.0' };
    expect(updateBaseline(text, shown).text).toBe("suite: '1.1.0'\ndivergences: []\n");
    expect(updateBaseline('divergences: []\n', shown).text).toBe('divergences: []\n');
  });

  it('allows no crash: that is mended, not listed', () => {
    expect(update(list, { go: { 'create/keeps-text': 'crashed' } }).added).toBe(0);
  });
});
