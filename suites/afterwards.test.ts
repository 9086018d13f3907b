import { describe, expect, it } from 'vitest';

import type { Exchange } from '../spec/exchange.js';
import { exchange } from '../testing/exchange.js';
import { afterwards, breaksAny, sentInstead } from './afterwards.js';
import { badSignature, conflict, invalidInput } from './errors.js';
import type { Observation, Step } from './observation.js';

function endingOf(steps: Step[], exchanges: Exchange[]) {
  const seen: Observation = {
    ...{ behaviour: 'a/b', durationMs: 1, checks: 1, before: [], ending: { kind: 'held' } },
    ...{ steps, exchanges },
  };
  return afterwards(seen);
}

const answered = (status: number) => exchange({ response: { status, headers: {}, body: '{}' } });

describe('an error that says neither status nor code', () => {
  const kindOf = (due: typeof conflict, userId: string, statuses: number[]) => {
    const outcome = { error: { type: 'TypeError', message: 'undefined is not a function' } };
    const step: Step = { call: 'create', args: { userId }, startedAt: 0, durationMs: 1, due, outcome };
    return endingOf([step], statuses.map(answered)).kind;
  };
  it('is the error that the API answered', () => {
    expect(kindOf(conflict, 'john-doe', [409])).toBe('held');
  });
  it('is not an error that the API did not answer', () => {
    expect(kindOf(conflict, 'john-doe', [201])).toBe('broken');
    expect(kindOf(badSignature, 'john-doe', [])).toBe('broken');
  });
  it('may be the SDK’s own refusal of what it was given', () => {
    expect(kindOf(invalidInput, 'two words', [])).toBe('held');
  });
});

describe('calls and requests', () => {
  const stepOf = (call: Step['call'], userId: string, data?: unknown): Step => ({
    ...{ call, args: { userId, data }, startedAt: 0, durationMs: 1 },
    outcome: { ok: call === 'delete' ? null : { user: { id: userId } } },
  });
  const get = (id: string, status: number | null = 200): Exchange => {
    const { request } = exchange({});
    return {
      ...exchange({ response: status === null ? null : { status, headers: {}, body: '{}' } }),
      operation: 'getUser',
      request: { ...request, method: 'GET', path: `/api/v1.0/user/${id}/`, query: [], body: null },
    };
  };
  const profile = (id: string): Exchange => {
    const { request, ...rest } = get(id);
    return { ...rest, request: { ...request, query: [['with_follow_counts', 'true']] } };
  };
  const uneven = { kind: 'broken', rule: 'retries' };

  it('match one to one', () => {
    expect(endingOf([stepOf('get', 'a'), stepOf('profile', 'b')], [profile('b'), get('a')]).kind).toBe('held');
  });
  it('do not when a get asks as a profile does', () => {
    expect(endingOf([stepOf('get', 'a'), stepOf('profile', 'b')], [profile('b'), profile('a')])).toMatchObject(uneven);
  });
  it('do not when one call sent two', () => {
    expect(endingOf([stepOf('get', 'a')], [get('a'), get('a')])).toMatchObject(uneven);
  });
  it('do not when a call sent none, as out of a cache', () => {
    expect(endingOf([stepOf('get', 'a'), stepOf('get', 'a')], [get('a')])).toMatchObject(uneven);
  });
  it('do not when a call asked for another user, although the numbers agree', () => {
    expect(endingOf([stepOf('get', 'a'), stepOf('get', 'b')], [get('a'), get('a')])).toMatchObject(uneven);
  });
  it('do when a read whose connection was lost was asked again', () => {
    expect(endingOf([stepOf('get', 'a')], [get('a', null), get('a')]).kind).toBe('held');
  });
  it('do not when a call sent none, however often a read whose connection was lost was asked again', () => {
    const calls = [stepOf('get', 'a'), stepOf('get', 'b')];
    expect(endingOf(calls, [get('a', null), get('a', null), get('a')])).toMatchObject(uneven);
  });
  it('do when the SDK refuses by itself what the contract refuses', () => {
    const error = { error: { type: 'TypeError', message: 'no' } };
    for (const refused of [stepOf('create', 'two words'), stepOf('create', 'a', 'text'), stepOf('create', 'a', null)]) {
      expect(endingOf([{ ...refused, outcome: error }], []).kind).toBe('held');
    }
    expect(endingOf([{ ...stepOf('create', 'a', {}), outcome: error }], [])).toMatchObject(uneven);
  });
  describe('where a call sent the request of another', () => {
    const add = (...query: [string, string][]) => exchange({ request: { ...exchange().request, query } });
    const sentBy = (steps: Step[], exchanges: Exchange[]) =>
      sentInstead({
        ...{ behaviour: 'a/b', durationMs: 1, checks: 1, before: [], steps, exchanges },
        ending: { kind: 'broken', message: '' },
      });

    it.each([
      ['create', add(['get_or_create', 'True']), 'create sends get_or_create=True, as getOrCreate does'],
      ['getOrCreate', add(['get_or_create', 'False']), 'getOrCreate sends get_or_create=False, as create does'],
      ['getOrCreate', add(), 'getOrCreate sends no get_or_create, as create does'],
    ] as const)('say which: %s', (call, sent, message) => {
      const step = stepOf(call, 'john-doe');
      expect(endingOf([step], [sent])).toMatchObject({ ...uneven, message });
      expect(sentBy([step], [sent])).toBe(message);
    });
    it('leave to each call its own', () => {
      const both = [add(['get_or_create', 'true']), add()];
      expect(sentBy([stepOf('create', 'john-doe'), stepOf('getOrCreate', 'john-doe')], both)).toBeUndefined();
      expect(sentBy([stepOf('create', 'john-doe')], [])).toBeUndefined();
      expect(sentBy([stepOf('create', 'jane-doe')], [add(['get_or_create', 'true'])])).toBeUndefined();
      const twice = [add(['get_or_create', 'true']), add(['get_or_create', 'true'])];
      expect(sentBy([stepOf('getOrCreate', 'john-doe'), stepOf('create', 'john-doe')], twice)).toMatch(/^create sends/);
    });
    it('say nothing of what the user is made of', () => {
      const seen = {
        behaviour: 'a/b',
        durationMs: 1,
        checks: 1,
        before: [],
        steps: [stepOf('getOrCreate', 'john-doe')],
      };
      const message = 'getOrCreate gives the application another user';
      expect(sentInstead({ ...seen, exchanges: [add()], ending: { kind: 'broken', message } })).toBeUndefined();
    });
    it('say nothing where it is spelled as no call does', () => {
      expect(sentBy([stepOf('getOrCreate', 'john-doe')], [add(['get_or_create', 'yes'])])).toBeUndefined();
      const both = add(['get_or_create', 'false'], ['get_or_create', 'true']);
      expect(sentBy([stepOf('create', 'john-doe')], [both])).toBeUndefined();
    });
  });
  it('need none for a reference', () => {
    expect(endingOf([{ ...stepOf('reference', 'a'), outcome: { ok: { reference: 'SU:a' } } }], []).kind).toBe('held');
  });
});

it('the secret in a request breaks a behaviour that is about something else', () => {
  const deviations = [{ id: 'header/secret', location: 'header.x', message: 'It stands there.' }];
  const { request } = exchange();
  const get = exchange({ operation: 'getUser', request: { ...request, method: 'GET' }, response: null, deviations });
  expect(breaksAny({ steps: [], exchanges: [get] }, '', () => false)).toMatchObject({
    ...{ kind: 'broken', rule: 'secret', message: 'It stands there.' },
  });
});

it('the secret in an error, or in what is printed, breaks a behaviour that is about something else', () => {
  const isSecretIn = (text: string) => text.includes('s3cret');
  const failed = (message: string): Step => ({
    ...{ call: 'get', args: { userId: 'a' }, startedAt: 0, durationMs: 1 },
    outcome: { error: { type: 'ApiError', message } },
  });
  expect(breaksAny({ steps: [failed('no')], exchanges: [] }, ' \n', isSecretIn)).toBeUndefined();
  expect(breaksAny({ steps: [failed('no'), failed('no to s3cret')], exchanges: [] }, '', isSecretIn)).toMatchObject({
    ...{ kind: 'broken', rule: 'secret', step: 1, message: "the error of get holds the app's secret" },
  });
  expect(breaksAny({ steps: [], exchanges: [] }, 'signed with s3cret', isSecretIn)).toMatchObject({
    ...{ kind: 'broken', rule: 'secret', message: "the app's secret is printed" },
  });
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJyZXNvdXJjZSI6InVzZXJzIn0.c2lnbmF0dXJl';
  expect(breaksAny({ steps: [failed(`sent ${token}`)], exchanges: [] }, '', isSecretIn)).toMatchObject({
    ...{ kind: 'broken', rule: 'secret', step: 0, message: 'the error of get holds a token' },
  });
  expect(breaksAny({ steps: [], exchanges: [] }, `authorization: ${token}`, isSecretIn)).toMatchObject({
    ...{ kind: 'broken', rule: 'secret', message: 'a token is printed' },
  });
});

it('data that a call changes breaks a behaviour that is about something else', () => {
  const create: Step = {
    ...{ call: 'create', args: { userId: 'a', data: { b: 1 } }, startedAt: 0, durationMs: 1 },
    ...{ outcome: { ok: { user: {} } }, changed: { b: 1, id: 'a' } },
  };
  expect(breaksAny({ steps: [create], exchanges: [] }, '', () => false)).toEqual({
    ...{ kind: 'broken', rule: 'givenData', message: 'create changes the data that the application gave it', step: 0 },
    ...{ expected: { b: 1 }, actual: { b: 1, id: 'a' } },
  });
});

it('what is printed breaks a behaviour that is about something else', () => {
  const printed = '\nDEBUG 200\nDEBUG 404\n';
  expect(breaksAny({ steps: [], exchanges: [] }, printed, () => false)).toEqual({
    ...{ kind: 'broken', rule: 'quiet', message: 'something is printed, which is for the application to do' },
    ...{ expected: 'nothing', actual: 'DEBUG 200' },
  });
});

it('a request that has another form than the first of its call breaks a behaviour that is about something else', () => {
  const { request } = exchange();
  const named = (client: string) => {
    const headers = { ...request.headers, 'x-stream-client': client };
    return exchange({ operation: 'getUser', request: { ...request, method: 'GET', headers }, response: null });
  };
  const refused: Step = {
    ...{ call: 'get', args: { userId: 'two words' }, startedAt: 0, durationMs: 1 },
    outcome: { error: { type: 'TypeError', message: 'no' } },
  };
  expect(endingOf([], [named('a-1'), named('a-1')]).kind).toBe('held');
  expect(endingOf([], [named('a-1'), named('a-2')])).toEqual({
    ...{ kind: 'broken', rule: 'wireForm', message: 'two requests of one call differ in their x-stream-client' },
    ...{ expected: { 'x-stream-client': 'a-1' }, actual: { 'x-stream-client': 'a-2' } },
  });
  const strays = { ...named('a-1'), deviations: [{ id: 'path/x', location: 'path', message: '' }] };
  expect(endingOf([], [named('a-1'), strays])).toMatchObject({ actual: { deviations: 'path/x' } });
  expect(endingOf([refused], [named('a-1'), named('a-2')]).kind).toBe('held');
});

it('requests of two calls may differ in their form', () => {
  const { request } = exchange();
  const add = (accept: string, ...query: [string, string][]) =>
    exchange({ request: { ...request, query, headers: { ...request.headers, accept } } });
  const called = (...calls: Step['call'][]): Step[] =>
    calls.map((call) => ({
      ...{ call, args: { userId: 'john-doe' }, startedAt: 0, durationMs: 1 },
      outcome: { ok: { user: { id: 'john-doe' } } },
    }));
  const asking: [string, string] = ['get_or_create', 'true'];
  const both = called('create', 'getOrCreate');
  expect(endingOf(both, [add('a', ['get_or_create', 'false']), add('b', asking)]).kind).toBe('held');
  expect(endingOf(called('setUser', 'getOrCreate'), [add('a', asking), add('b', asking)]).kind).toBe('held');
  const twice = called('getOrCreate', 'getOrCreate');
  expect(endingOf(twice, [add('a', asking), add('b', asking)])).toMatchObject({ kind: 'broken', rule: 'wireForm' });
});
