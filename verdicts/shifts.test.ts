import { describe, expect, it } from 'vitest';

import type { ExchangeRecord, ResultRecord } from './model.js';
import { shiftClause, shiftKey, shiftsOf } from './shifts.js';
import { exchange } from '../testing/exchange.js';
import { runOf } from '../testing/run-of.js';

type Request = Partial<ExchangeRecord['request']>;

/** A result that sent these requests for john-doe. */
function sent(requests: Request[], outcome = 'done'): ResultRecord {
  const [base] = runOf({
    python: { 'create/x': { verdict: 'passed', outcome: [`create(john-doe) → ${outcome}`] } },
  }).results;
  return {
    ...base!,
    steps: [{ call: 'create', args: { userId: 'john-doe' }, outcome: { ok: null }, durationMs: 1 }],
    exchanges: requests.map((request) => ({ ...exchange(), request: { ...exchange().request, ...request }, step: 0 })),
  };
}

const query = (value: string): Request => ({
  query: [
    ['api_key', 'key'],
    ['get_or_create', value],
  ],
});
const clauses = (before: ResultRecord, after: ResultRecord) =>
  shiftsOf(before, after).map((shift) => shiftClause(shift, '5.4.0'));

describe('what an SDK does otherwise', () => {
  it.each<[string, Request, Request, string]>([
    ['another value', query('False'), query('True'), 'sends get_or_create=True where 5.4.0 sends False'],
    ['a parameter more', {}, query('True'), 'sends get_or_create=True, which 5.4.0 does not'],
    ['a parameter less', query('False'), {}, 'no longer sends get_or_create=False'],
    ['another method', {}, { method: 'PUT' }, 'sends PUT where 5.4.0 sends POST'],
    [
      'another path, whatever the id',
      { path: '/api/v1.0/user/john-doe/' },
      { path: '/api/v1.0/user/john-doe' },
      'asks for /api/v1.0/user/{id} where 5.4.0 asks for /api/v1.0/user/{id}/',
    ],
    [
      'another member of the body',
      { body: '{"id":"a","data":{"n":1}}' },
      { body: '{"id":"a","data":{"n":"1"}}' },
      'sends data.n "1" where 5.4.0 sends 1',
    ],
    ['no body', {}, { body: null }, 'no longer sends the body'],
  ])('%s', (_name, before, after, clause) => {
    expect(clauses(sent([before]), sent([after]))).toEqual([clause]);
  });

  it('has one key for all that is of its kind, whatever the values', () => {
    const key = (before: Request, after: Request) => shiftsOf(sent([before]), sent([after])).map(shiftKey);
    const body = (data: object) => ({ body: JSON.stringify({ id: 'a', data }) });
    expect(key(body({ a: null }), body({}))).toEqual(['body.data.*: lost']);
    expect(key(body({ b: { c: null } }), body({ b: {} }))).toEqual(['body.data.*: lost']);
    expect(key(body({ n: 1 }), body({ n: '1' }))).toEqual(['body.data.*: number → string']);
    expect(key(query('False'), query('True'))).toEqual(['query.get_or_create: False → True']);
    const path = (id: string) => key({ path: '/user/john-doe/' }, { path: `/user/${id}/` });
    expect(path('x')).toEqual(path('y'));
    const requests = (before: number, after: number) =>
      shiftsOf(sent(Array<Request>(before).fill({})), sent(Array<Request>(after).fill({}))).map(shiftKey);
    expect(requests(1, 2)).toEqual(['requests: more']);
    expect(requests(6, 0)).toEqual(['requests: fewer']);
    const given = (before: object, after: object) =>
      shiftsOf(sent([{}], `user ${JSON.stringify(before)}`), sent([{}], `user ${JSON.stringify(after)}`)).map(shiftKey);
    expect(given({ data: { a: '' } }, { data: {} })).toEqual(['outcome.data.*: lost']);
    expect(given({ data: { b: '', c: 1 } }, { data: { c: 1 } })).toEqual(['outcome.data.*: lost']);
    expect(key({ body: '{"id":"a"}' }, { body: null })).toEqual(key({ body: '{"id":"b"}' }, { body: null }));
    const lines = (before: string, after: string) => shiftsOf(sent([{}], before), sent([{}], after)).map(shiftKey);
    const activity = (verb: string) => `activity {"actor":"SU:a","verb":"${verb}"}`;
    expect(lines(activity('a'), activity('A'))).toEqual(['outcome.activity.verb: string']);
    const feed = (...verbs: string[]) => `activities ${verbs.map((verb) => `{"verb":"${verb}"}`).join(', ')}`;
    expect(lines(feed('a', 'b'), feed('a', 'B'))).toEqual(['outcome.activities.*.verb: string']);
    expect(lines(feed('a'), 'activities that are no list')).toEqual(['outcome.activities: list → words']);
    expect(lines(activity('a'), 'error 500, code -1')).toEqual([
      'outcome of create: an activity → an error 500, code -1',
    ]);
  });

  it('is nothing where only the key of the app differs', () => {
    expect(shiftsOf(sent([{ query: [['api_key', 'a']] }]), sent([{ query: [['api_key', 'b']] }]))).toEqual([]);
  });

  it('is nothing where calls that were made at once came in another order', () => {
    const both: Request[] = [{ method: 'GET', body: null }, query('False')];
    const atOnce = (result: ResultRecord): ResultRecord => ({
      ...result,
      accounts: { outcome: [], wire: [], ...result.accounts, atOnce: true },
    });
    expect(shiftsOf(atOnce(sent(both)), atOnce(sent(both.toReversed())))).toEqual([]);
    expect(shiftsOf(sent(both), atOnce(sent(both.toReversed())))).toEqual([]);
    expect(shiftsOf(sent(both), sent(both.toReversed())).length).toBeGreaterThan(0);
    const [one, other] = [query('False'), query('True')];
    expect(shiftsOf(atOnce(sent([one, other])), atOnce(sent([other, one])))).toEqual([]);
    const changed = [query('True'), { method: 'GET', body: null }];
    expect(clauses(atOnce(sent(both)), atOnce(sent(changed)))).toEqual([
      'sends get_or_create=True where 5.4.0 sends False',
    ]);
  });

  it('does not depend on whether it is known which call a request belongs to', () => {
    const path = '/user/john-doe/';
    const unknown = (requests: Request[]) => {
      const { exchanges, ...rest } = sent(requests);
      return { ...rest, exchanges: exchanges.map((one) => ({ ...one, step: null })) };
    };
    expect(shiftsOf(sent([{ path }]), unknown([{ path }]))).toEqual([]);
    expect(clauses(sent([{ path }]), unknown([{ path: '/users/john-doe/' }]))).toEqual([
      'asks for /users/{id}/ where 5.4.0 asks for /user/{id}/',
    ]);
    const [before, more]: Request[][] = [[query('False'), { method: 'GET' }], [{ method: 'DELETE' }]];
    const clause = 'sends DELETE /api/v1.0/user/ more often than 5.4.0';
    expect(clauses(sent(before!), unknown([...before!, ...more!]))).toEqual([clause]);
    expect(clauses(sent(before!), sent([...more!, ...before!]))).toEqual([clause]);
  });

  it('names the request that is sent less or more often, where it is one kind', () => {
    const [get, remove] = ['GET', 'DELETE'].map((method) => ({ method, path: '/user/john-doe/' }));
    expect(clauses(sent([get!, remove!]), sent([get!]))).toEqual(['no longer sends DELETE /user/{id}/']);
    expect(clauses(sent([get!]), sent([get!, get!]))).toEqual(['sends GET /user/{id}/ more often than 5.4.0']);
    expect(clauses(sent([get!, remove!]), sent([]))).toEqual(['sends 0 requests where 5.4.0 sends 2']);
  });

  it('names an exception of its own, which explains that nothing is sent', () => {
    const [get] = [{ method: 'GET', path: '/user/john-doe/' }];
    const thrown = (message: string, more = {}): ResultRecord => {
      const { steps, ...rest } = sent([]);
      const outcome = { error: { type: 'RuntimeError', message, ...more } };
      return { ...rest, steps: steps.map((step) => ({ ...step, outcome })) };
    };
    const [clause] = clauses(sent([get]), thrown('boom'));
    expect(clause).toBe('fails with RuntimeError: boom where 5.4.0 does not');
    expect(shiftsOf(sent([get]), thrown('boom')).map(shiftKey)).toEqual(['exception: RuntimeError']);
    expect(shiftsOf(thrown('bang'), thrown('boom'))).toEqual([]);
  });

  it('tells another class of an error, and another header, versions aside', () => {
    const failed = (type: string, status = 404): ResultRecord => {
      const { steps, ...rest } = sent([{}]);
      const outcome = { error: { type, message: 'no', ...(status > 0 ? { status } : {}) } };
      return { ...rest, steps: steps.map((step) => ({ ...step, outcome })) };
    };
    expect(clauses(failed('DoesNotExist'), failed('UserMissing'))).toEqual([
      'throws UserMissing where 5.4.0 throws DoesNotExist',
    ]);
    // Which of its errors an HTTP library throws when nothing is answered is chance.
    expect(clauses(failed('ConnectError', 0), failed('ReadError', 0))).toEqual([]);
    const named = (client: string) => sent([{ headers: { 'x-stream-client': client } }]);
    expect(clauses(named('stream-python-client-5.4.0'), named('stream-python-client-5.5.0'))).toEqual([]);
    expect(clauses(named('stream-python-client-5.4.0'), named('python-5.4.0'))).toEqual([
      'sends x-stream-client: python-{version} where 5.4.0 sends stream-python-client-{version}',
    ]);
  });

  describe('where a request is sent twice, or not at all', () => {
    const add = (id: string): Request => ({ body: JSON.stringify({ id }) });
    it.each<[string, Request[], string[]]>([
      ['twice', [add('a'), add('a'), add('b')], ['requests: more']],
      ['not at all', [add('b')], ['requests: fewer']],
      ['after another', [add('x'), add('a'), add('b')], ['requests: more']],
    ])('is that and nothing else: %s', (_, after, keys) => {
      expect(shiftsOf(sent([add('a'), add('b')]), sent(after)).map(shiftKey)).toEqual(keys);
    });
  });

  it('is of the one request that is another, of those that were made at once', () => {
    const add = (id: string, value: string): Request => ({ ...query(value), body: JSON.stringify({ id }) });
    const atOnce = (...requests: Request[]): ResultRecord => ({
      ...sent(requests),
      accounts: { outcome: [], wire: [], atOnce: true },
    });
    const before = atOnce(add('a', 'False'), add('b', 'False'), add('c', 'False'));
    const after = atOnce(add('c', 'False'), add('a', 'True'), add('b', 'False'));
    expect(shiftsOf(before, after).map(shiftKey)).toEqual(['query.get_or_create: False → True']);
  });

  it('is a request for the other of two users', () => {
    const both = (...ids: string[]): ResultRecord => {
      const asked = sent(ids.map((id) => ({ path: `/user/${id}/` })));
      return { ...asked, steps: ['john', 'jane'].map((userId) => ({ ...asked.steps[0]!, args: { userId } })) };
    };
    expect(clauses(both('john', 'jane'), both('john', 'john'))).toEqual([
      'asks for /user/{id}/ where 5.4.0 asks for /user/{id 2}/',
    ]);
  });

  it('comes before what follows from it', () => {
    const shifts = shiftsOf(sent([query('False')], 'error 409, code 22'), sent([query('True'), query('True')], 'done'));
    expect(shifts.map((shift) => [shift.tier, shiftKey(shift)])).toEqual([
      [1, 'query.get_or_create: False → True'],
      [2, 'requests: more'],
      [3, 'outcome of create: an error 409, code 22 → done'],
    ]);
  });
});
