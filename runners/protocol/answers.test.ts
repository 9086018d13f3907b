import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

import { packageRoot } from '../../spec/package-root.js';
import { faultOf } from './answers.js';
import { calls, type Client, credentials, type Request, type Response } from './messages.js';

const client: Client = { name: 'c1', baseUrl: 'http://localhost:41873', apiKey: 'key', secret: 'secret' };
const tokenClient: Client = { name: 'c2', baseUrl: 'https://[::1]:41873', apiKey: 'key', userToken: 'token' };

const requests: Request[] = [
  { hello: 2 },
  { do: [] },
  { do: calls.map((call) => ({ client, call, args: { userId: '' } })) },
  {
    do: [
      { client, call: 'create', args: { userId: 'john', data: null } },
      { client: tokenClient, call: 'create', args: { userId: 'john', data: ['not', 'an', 'object'] } },
      { client, call: 'addActivity', args: { userId: 'john', activity: { verb: 'follow', object: 'jane' } } },
      { client, call: 'activities', args: { userId: 'john', enriched: false } },
    ],
  },
];

const hello: Response = {
  hello: 2,
  sdk: { name: 'stream-python', version: '5.4.0' },
  runtime: 'CPython 3.11.7',
  calls: [...calls],
  credentials: [...credentials],
  concurrent: true,
};

const responses: Response[] = [
  hello,
  { done: [] },
  { done: [{ ok: null }, { ok: { reference: 'SU:john' } }, { ok: { user: {} }, changed: null }] },
  { done: [{ ok: { user: { id: 'john', data: { born: { $native: 'datetime.date', text: '2018-04-06' } } } } }] },
  {
    done: [
      { ok: { user: { id: 'john', data: [], createdAt: 'x', updatedAt: 'y', followersCount: 0, followingCount: 1 } } },
    ],
  },
  { done: [{ ok: { user: { id: 42, createdAt: 1522994175, followersCount: '0' } } }, { ok: { reference: 42 } }] },
  { done: [{ ok: { activity: { id: 42, verb: null } } }, { ok: { activities: [] } }] },
  { done: [{ ok: { activities: [{ id: '1', actor: 'SU:john', verb: 'follow', object: { id: 'jane', data: {} } }] } }] },
  { done: [{ error: { type: 'ApiError', message: '' } }] },
  { done: [{ error: { type: 'ApiError', message: 'taken', status: 409, code: 22 } }, { driverError: 'it is broken' }] },
];

test.each(requests)('a request of the types is one of the schema: %j', (request) => {
  expect(faultOf('Request', request)).toBeUndefined();
});

test.each(responses)('a response of the types is one of the schema: %j', (response) => {
  expect(faultOf('Response', response)).toBeUndefined();
});

const get = { client, call: 'get', args: { userId: 'john' } };

const wrongRequests: [unknown, string][] = [
  [{ hello: 1 }, 'hello must be 2'],
  [{ do: get }, 'do must be array'],
  [{ id: 1, do: [] }, 'it has the undocumented member id'],
  [{ do: [{ ...get, client: 'c1' }] }, 'do.0.client must'],
  [{ do: [{ ...get, client: { ...client, baseUrl: 'http://localhost/api' } }] }, 'baseUrl must match pattern'],
  [{ do: [{ ...get, client: { ...client, secret: undefined } }] }, 'do.0.client lacks the member secret'],
  [{ do: [{ ...get, client: { ...client, userToken: 'token' } }] }, 'client must match exactly one schema in oneOf'],
  [{ do: [get, { ...get, call: 'destroy' }] }, 'do.1.call must be one of create, getOrCreate'],
  [{ do: [{ ...get, args: {} }] }, 'do.0.args lacks the member userId'],
  [{ do: [{ ...get, args: { userId: '', data: {}, enriched: true } }] }, 'args has more than 2 members'],
  [{ do: [{ ...get, args: { userId: '', activity: { verb: '' } } }] }, 'args.activity lacks the member object'],
  [{ do: [{ ...get, args: { userId: '', enriched: 1 } }] }, 'args.enriched must be boolean'],
  [{ id: 1 }, 'it has none of the members hello, do'],
];

test.each(wrongRequests)('%j is no request: %s', (value, fault) => {
  expect(faultOf('Request', value)).toContain(fault);
});

const wrongResponses: [unknown, string][] = [
  [null, 'it is not a JSON object'],
  [[], 'it is not a JSON object'],
  ['hello', 'it is not a JSON object'],
  [{ id: 1, ok: null }, 'it has none of the members hello, done'],
  [{ done: {} }, 'done must be array'],
  [{ done: [null] }, 'done.0 must be object'],
  [{ done: [{}] }, 'done.0 has no member'],
  [{ done: [{ ok: null, took: 3 }] }, 'done.0 has more than 1 member'],
  [{ done: [{ changed: {} }] }, 'done.0 has fewer than 2 members'],
  [{ done: [{ result: null }] }, 'done.0 has the undocumented member result'],
  [{ done: [], id: 1 }, 'it has the undocumented member id'],
  [{ done: [{ ok: {} }] }, 'done.0.ok has no member'],
  [{ done: [{ ok: { user: {}, reference: '' } }] }, 'done.0.ok has more than 1 member'],
  [{ done: [{ ok: { user: { email: '' } } }] }, 'done.0.ok.user has the undocumented member email'],
  [{ done: [{ ok: { activities: {} } }] }, 'done.0.ok.activities must be array'],
  [{ done: [{ ok: { activity: { time: '' } } }] }, 'done.0.ok.activity has the undocumented member time'],
  [{ done: [{ error: { type: 'E', message: '', code: '22' } }] }, 'done.0.error.code must be integer'],
  [{ done: [{ error: { message: '' } }] }, 'done.0.error lacks the member type'],
  [{ done: [{ driverError: '' }] }, 'done.0.driverError has no character'],
  [{ ...hello, calls: ['fly'] }, 'calls.0 must be one of'],
  [{ ...hello, concurrent: 'yes' }, 'concurrent must be boolean'],
];

test.each(wrongResponses)('%j is no response: %s', (value, fault) => {
  expect(faultOf('Response', value)).toContain(fault);
});

const schema = JSON.parse(
  readFileSync(join(packageRoot, 'runners', 'protocol', 'protocol.schema.json'), 'utf8'),
) as object;

test('the schema as a whole takes every message, and nothing that is neither', () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  const validate = ajv.compile(schema);
  for (const message of [...requests, ...responses]) expect(validate(message), JSON.stringify(message)).toBe(true);
  for (const [value] of [...wrongRequests, ...wrongResponses])
    expect(validate(value), JSON.stringify(value)).toBe(false);
});

test('the lists of names are the same in the types and in the schema', () => {
  expect(schema).toMatchObject({
    $defs: {
      callName: { enum: [...calls] },
      helloResponse: { properties: { credentials: { items: { enum: [...credentials] } } } },
    },
  });
});

test('the schema keeps to its own schema', () => {
  expect(new Ajv2020().validateSchema(schema)).toBe(true);
});
