import { describe, expect, it } from 'vitest';

import { causesOf } from './causes.js';
import type { CauseRecord, ExchangeRecord, FailureRecord, ResultRecord, Results } from './model.js';
import { type Cell, type Cells, runOf } from '../testing/run-of.js';

const capital = (value: string) => ({
  id: 'query/boolean-spelling',
  location: 'query.get_or_create',
  message: `The parameter get_or_create is spelled "${value}".`,
});

const brief = ({ sdk, status, sentence, behaviours }: CauseRecord) => [sdk, status, sentence, behaviours.length];
const causes = (cells: Cells) => runOf(cells).causes.map(brief);

const came = (expected: unknown, actual: unknown) => ({
  expected: JSON.stringify(expected),
  actual: JSON.stringify(actual),
});

/** The one cause of a run of one failure, with what is told of it. */
function causeOf(part: Partial<ResultRecord>): CauseRecord {
  const run = runOf({ python: { 'create/x': 'failed' } });
  const results = run.results.map((result) => ({ ...result, ...part }));
  return causesOf({ ...run, results })[0]!;
}

describe('what to fix', () => {
  it('is one cause for all that fail alike, whatever call it was', () => {
    const failed = (message: string) => ({ verdict: 'failed', message }) as const;
    expect(
      causes({ python: { 'create/x': failed('it is 3'), 'create/y': failed('it is 3'), 'create/z': failed('no') } }),
    ).toEqual([
      ['python', 'new', 'it is 3', 2],
      ['python', 'new', 'no', 1],
    ]);
    const step = (call: 'get' | 'update') => [{ call, args: {}, outcome: null, durationMs: 1 }];
    const key = (call: 'get' | 'update') =>
      causeOf({ steps: step(call), failure: { message: `${call} succeeds although it must fail`, step: 0 } }).key;
    expect(key('get')).toBe(key('update'));
  });

  it('is one cause for what fails in the same way, whatever the values', () => {
    const key = (message: string, expected: unknown, actual: unknown) =>
      causeOf({
        failure: { message, expected: JSON.stringify(expected), actual: JSON.stringify(actual) },
      }).key;
    const user = 'create gives the application another user';
    const lost = key(user, { data: { a: 1, b: '' } }, { data: { a: 1 } });
    expect(key(user, { data: { c: [null] } }, { data: {} })).toBe(lost);
    expect(key(`${user}; of the documents, this is the smallest`, { data: { d: 1 } }, { data: {} })).toBe(lost);
    const renamed = key(user, { data: { firstName: 'J' } }, { data: { first_name: 'J' } });
    const cut = key(user, { data: { a: ' J ' } }, { data: { a: 'J' } });
    const spelled = key(user, { data: { a: '12' } }, { data: { a: 12 } });
    expect(key(user, { data: { other: '0x1' } }, { data: { other: 1 } })).toBe(spelled);
    expect(new Set([lost, renamed, cut, spelled]).size).toBe(4);
    expect(key('more were sent, 2 for 1', 1, 2)).toBe(key('more were sent, 8 for 4', 4, 8));
    const ended = (actual: string) =>
      causeOf({ failure: { message: 'create succeeds', expected: 'an error', actual } }).key;
    expect(ended('a user')).toBe(ended('a list of activities'));
  });

  it.each([
    ['0x7f3a9c10', '0x55b1d2e0'],
    ['2b1f0c5e-3a1f-11e8-8000-0242ac120002', 'c3d4e5f6-0000-4abc-9def-0123456789ab'],
    ['/api/v1.0/user/?api_key=19d85a92c0ffee11', '/api/v1.0/user/?api_key=a0b1c2d3e4f50617'],
    ['Foo@1b6d3586', 'Foo@72ea2f77'],
  ])('has the keys of another run, where an SDK speaks of %s', (one, other) => {
    const keys = (what: string) => {
      const told = { message: `get fails with E: ${what}`, expected: 'success', actual: `E: ${what}` };
      const { key, evidence } = causeOf({ failure: told });
      return [key, evidence[0]?.key];
    };
    expect(keys(one)).toEqual(keys(other));
  });

  it('is one cause for users that are missing, wherever they stand', () => {
    const [a, b] = ['a', 'b'].map((id) => ({ id, data: { of: id } }));
    const without = (...left: unknown[]) =>
      causeOf({ failure: { message: 'the API holds other users', ...came([a, b], left) } }).key;
    expect(without(a)).toBe(without(b));
    expect(without(a)).not.toBe(without(a, { id: 'b', data: { in: 'b' } }));
  });

  it.each<[what: string, one: Partial<FailureRecord>, other: Partial<FailureRecord>]>([
    ['the id and the data', came({ id: 'a b' }, { id: 'a%20b' }), came({ data: { t: 'a ' } }, { data: { t: 'a' } })],
    ['a member and all data', came({ data: { a: 1 } }, { data: {} }), came({ data: { a: 1 } }, {})],
    ['a user and its data', came([{ id: 'a' }], []), came([{ data: { a: 1 } }], [{ data: {} }])],
    [
      'an error without a status and one with another',
      { expected: 'an error with status 409', actual: 'an error without status' },
      { expected: 'an error with status 409', actual: 'an error with status 0' },
    ],
    [
      'what an SDK says after a semicolon',
      { message: 'get fails with E: request failed; connection reset' },
      { message: 'get fails with E: request failed; invalid JSON' },
    ],
  ])('are two causes where it is %s', (_, one, other) => {
    const key = (failure: Partial<FailureRecord>) => causeOf({ failure: { message: 'it differs', ...failure } }).key;
    expect(key(one)).not.toBe(key(other));
  });

  it('is one cause whether or not an instant beside it stays as it is', () => {
    const at = '2026-01-01T00:00:00Z';
    const alone = causeOf({ failure: { message: 'it differs', ...came({ data: { a: 1 } }, { data: { a: '1' } }) } });
    const beside = came({ data: { a: 1, at } }, { data: { a: '1', at } });
    expect(causeOf({ failure: { message: 'it differs', ...beside } })).toMatchObject({
      key: alone.key,
      evidence: [{ text: 'data.a: 1 → "1"' }],
    });
  });

  it('is what was sent, where that explains what the application sees, which is told beside it', () => {
    const sent = 'create sends get_or_create=True, as getOrCreate does';
    const steps = [{ call: 'create' as const, args: {}, outcome: null, durationMs: 1 }];
    const run = runOf({ python: { 'create/x': 'failed', 'create/y': 'failed' } });
    const failures = [{ message: sent }, { message: 'create succeeds although it must fail', sent }];
    const results = run.results.map((result, at) => ({ ...result, steps, failure: failures[at]! }));
    expect(causesOf({ ...run, results })).toMatchObject([
      {
        sentence: sent,
        effect: 'create succeeds although it must fail.',
        behaviours: ['create/x', 'create/y'],
        example: 'create/y',
      },
    ]);
  });

  it('of a deviation is one cause for all its values, and is accepted', () => {
    const strays = (value: string): Cell => ({ verdict: 'passed', deviations: [capital(value)] });
    const run = runOf({
      python: { 'create/x': strays('False'), 'create/y': strays('True'), 'create/z': strays('False') },
    });
    expect(run.causes.map(brief)).toEqual([['python', 'accepted', capital('False').message, 3]]);
    expect(run.causes[0]).toMatchObject({
      key: 'query/boolean-spelling:query.get_or_create',
      kind: 'deviation',
      remedy: 'Spell booleans in the query in lower case: true and false.',
      evidence: [
        { text: capital('False').message, behaviours: ['create/x', 'create/z'] },
        { text: capital('True').message, behaviours: ['create/y'] },
      ],
    });
  });

  it('is one cause for what one entry of a list allows, in the words of the entry', () => {
    const known = { by: 'list', reason: 'It is not escaped.', remedy: 'Escape it.', entry: 3 } as const;
    const cell = (message: string) => ({ verdict: 'known', message, known }) as const;
    const run = runOf({ go: { 'create/x': cell('get succeeds'), 'create/y': cell('others are held') } });
    expect(run.causes).toMatchObject([
      { status: 'known', sentence: 'It is not escaped.', remedy: 'Escape it.', behaviours: ['create/x', 'create/y'] },
    ]);
  });

  it('is one cause for what two entries allow for the same reason', () => {
    const cell = (entry: number, reason: string) =>
      ({ verdict: 'known', message: `no ${entry}`, known: { by: 'list', reason, entry } }) as const;
    const [same, broken] = ['It is not read.', 'It is not\nread.'];
    expect(
      causes({ java: { 'create/x': cell(1, same), 'create/y': cell(2, broken), 'create/z': cell(3, 'x') } }),
    ).toEqual([
      ['java', 'known', same, 2],
      ['java', 'known', 'x', 1],
    ]);
  });

  it('has a key of its own, also where two entries allow the same, and beside what the release does', () => {
    const cell = (entry: number) =>
      ({ verdict: 'known', message: 'no', known: { by: 'list', reason: `It is ${entry}.`, entry } }) as const;
    const shared = {
      verdict: 'known',
      message: 'no',
      known: { by: 'release', reason: 'go@1 fails it as well.' },
    } as const;
    const run = runOf({
      go: {
        'create/x': cell(1),
        'create/y': cell(2),
        'create/z': shared,
        'create/w': { verdict: 'failed', message: 'no' },
        'create/v': { verdict: 'crashed', message: 'no' },
      },
    });
    expect(run.causes.map(({ key }) => key.replace(/:.*/, '')).sort()).toEqual([
      'crashed/no',
      'it-is-1',
      'it-is-2',
      'no',
      'release/no',
    ]);
  });

  it('begins with what is new, and with what explains most', () => {
    const known = { by: 'list', reason: 'known', entry: 0 } as const;
    const of = (message: string) => ({ verdict: 'failed', message }) as const;
    expect(
      causes({
        go: { 'create/a': { verdict: 'known', known }, 'create/b': { verdict: 'passed', deviations: [capital('x')] } },
        java: { 'create/a': of('one'), 'create/b': of('two'), 'create/c': of('two') },
      }).map(([, , sentence]) => sentence),
    ).toEqual(['two', 'one', 'known', capital('x').message]);
  });

  it('keeps what came to no end apart from what failed', () => {
    const run = runOf({ go: { 'create/a': { verdict: 'crashed', message: 'the driver ended by SIGSEGV' } } });
    expect(run.causes).toMatchObject([{ kind: 'unjudged', status: 'new' }]);
    expect(run.causes[0]?.rule).toBeUndefined();
  });

  it('names the rule that is broken, whatever the behaviour rests on', () => {
    const run = runOf({ go: { 'create/x': 'failed', 'wire/quiet': 'passed' } });
    run.behaviours[1]!.rule = { id: 'quiet', sentence: 'It prints nothing.', source: 'observed' };
    run.results[0]!.failure = { message: 'something is printed', rule: 'quiet' };
    const effect = 'Must hold, and does not: It prints nothing.';
    expect(causesOf(run)).toMatchObject([{ rule: { id: 'quiet' }, effect }]);
  });

  it('says nothing of a release that a gate only compares with', () => {
    const run = runOf({ 'python@5.3.1': { 'create/x': 'failed' }, 'python=.': { 'create/x': 'failed' } });
    const sdks = run.sdks.map((sdk, at) => (at === 1 ? { ...sdk, against: 'python@5.3.1' } : sdk));
    expect(causesOf({ ...run, sdks }).map(({ sdk }) => sdk)).toEqual(['python=.']);
  });

  it('has keys that another run, and another build, has as well', () => {
    const run = (sdk: string, at: string): Results =>
      runOf({ [sdk]: { 'create/x': { verdict: 'failed', message: `created_at is ${at}` } } });
    expect(run('python=.', '2026-01-01T00:00:00Z').causes[0]?.key).toBe(
      run('python@5.3.1', '2027-02-02T10:00:00Z').causes[0]?.key,
    );
  });
});

describe('the evidence', () => {
  it.each<[string, string, string]>([
    ['22', '1', '22 → 1'],
    ['{"a": 1, "b": {"c": "x"}}', '{"a": 1, "b": {"c": "y"}}', 'b.c: "x" → "y"'],
    ['{"error": {}}', '{"ok": {"user": {"id": "john"}}}', 'an error → a user'],
    ['{"error": {"status": 409}}', '{"ok": null}', 'an error with status 409 → success without a value'],
    ['an error with status 409', 'a user', 'an error with status 409 → a user'],
    ['"2026-01-01T00:00:00Z"', 'null', 'an instant → null'],
    ['"2026-01-01T00:00:00Z"', '"2026-01-01T00:00:01Z"', '"2026-01-01T00:00:00Z" → "2026-01-01T00:00:01Z"'],
    ['"e\u0301 x"', '"\u00e9 x"', '"e\\u0301 x" → "\\u00e9 x"'],
    ['"a b"', '"a\u00a0b"', '"a b" → "a\\u00a0b"'],
    ['"\u00e9"', '"\u00e8"', '"\u00e9" → "\u00e8"'],
    [`"${'a'.repeat(70)}bc"`, `"${'a'.repeat(70)}cc"`, '… aaaaaaaaaabc" → … aaaaaaaaaacc"'],
    [`"${'a'.repeat(61)}🙈aaaaaaaaab"`, `"${'a'.repeat(61)}🙈aaaaaaaaac"`, '… 🙈aaaaaaaaab" → … 🙈aaaaaaaaac"'],
    ['{"constructor": "mine"}', '{}', 'constructor: "mine" → nothing'],
    ['[1, 2, 3, 4]', '[5, 6, 7, 8]', '0: 1 → 5, 1: 2 → 6, 2: 3 → 7, …'],
  ])('of %s and %s is %s', (expected, actual, text) => {
    expect(causeOf({ failure: { message: 'it differs', expected, actual } }).evidence[0]?.text).toBe(text);
  });

  it('begins with what is not known of the SDK', () => {
    const run = runOf({
      go: {
        'create/x': { verdict: 'known', known: { by: 'list', reason: 'No instants.', entry: 0 } },
        'create/y': 'failed',
      },
    });
    const at = { a: 'x', b: 'x', c: 'x' };
    const failures = [came(at, {}), came({ ...at, data: { d: 1 } }, { data: {} })];
    const results = run.results.map((result, index) => ({
      ...result,
      failure: { message: 'it differs', ...failures[index]! },
    }));
    const [fresh, known] = causesOf({ ...run, results });
    expect(fresh?.evidence[0]?.text).toBe('data.d: 1 → nothing, a: "x" → nothing, b: "x" → nothing, …');
    expect(known?.evidence[0]?.text).toBe('a: "x" → nothing, b: "x" → nothing, c: "x" → nothing');
    const alone = causesOf({ ...run, results: results.slice(1) });
    expect(alone[0]?.evidence[0]?.key).toBe(fresh?.evidence[0]?.key);
  });

  it('of a process that ends is what it said of it, and one cause whatever it was asked', () => {
    const ended = (asked: string, stderr: string) =>
      causeOf({
        verdict: 'crashed',
        failure: { message: `The driver crashed: it exited with 1 before it answered ${asked}.`, stderr },
      });
    const one = ended('create', 'file:1\nTypeError: no such thing\n    at run (file:1:2)\n\nNode.js v20.20.2\n');
    expect(one.evidence[0]?.text).toBe('TypeError: no such thing');
    expect(ended('9 calls (get, update)', '').key).toBe(one.key);
  });

  it('of a call that fails because the API refuses its request is the refusal', () => {
    const refusal = { id: 'body/type', location: 'body.data', message: 'data must be an object; it is 42.' };
    const { exchanges } = runOf({ go: { 'create/x': { verdict: 'passed', deviations: [capital('x')] } } }).results[0]!;
    const exchange: ExchangeRecord = { ...exchanges[0]!, deviations: [], violations: [refusal] };
    const error = { type: 'ApiError', message: 'bad', status: 400 };
    const steps = [{ call: 'create' as const, args: {}, outcome: { error }, durationMs: 1 }];
    const failure = { message: 'create fails with ApiError: bad', step: 0 };
    expect(causeOf({ steps, failure, exchanges: [exchange] })).toMatchObject({
      key: 'body/type:body.data',
      evidence: [{ text: refusal.message }],
    });
  });
});
