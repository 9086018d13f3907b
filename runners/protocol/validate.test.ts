import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

import { packageRoot } from '../../spec/package-root.js';
import { calls, credentials, type Request, type Response } from './messages.js';
import { faultOfRequest, faultOfResponse } from './validate.js';

const requests: Request[] = [
  { hello: 1 },
  { id: 1, connect: 'c1', baseUrl: 'http://localhost:41873', apiKey: 'key', secret: 'secret' },
  { id: 1, connect: 'c1', baseUrl: 'https://[::1]:41873', apiKey: 'key', userToken: 'token' },
  ...calls.map((call): Request => ({ id: 2, client: 'c1', call, args: { userId: '' } })),
  { id: 2, client: 'c1', call: 'create', args: { userId: 'john', data: null } },
  { id: 2, client: 'c1', call: 'create', args: { userId: 'john', data: ['not', 'an', 'object'] } },
  { id: 3, disconnect: 'c1' },
];

const responses: Response[] = [
  {
    hello: 1,
    sdk: { name: 'stream-python', version: '5.3.1' },
    runtime: 'CPython 3.11.7',
    calls: [...calls],
    credentials: [...credentials],
  },
  { id: 1, ok: null },
  { id: 1, ok: { reference: 'SU:john' } },
  { id: 1, ok: { user: {} } },
  { id: 1, ok: { user: { id: 'john', data: { born: { $native: 'datetime.date', text: '2018-04-06' } } } } },
  {
    id: 1,
    ok: { user: { id: 'john', data: [], createdAt: 'x', updatedAt: 'y', followersCount: 0, followingCount: 1 } },
  },
  { id: 1, error: { type: 'ApiError', message: '' } },
  { id: 1, error: { type: 'ApiError', message: 'taken', status: 409, code: 22 } },
  { id: 1, driverError: 'no client is called c9' },
];

test.each(requests)('a request of the types is one of the schema: %j', (request) => {
  expect(faultOfRequest(request)).toBeUndefined();
});

test.each(responses)('a response of the types is one of the schema: %j', (response) => {
  expect(faultOfResponse(response)).toBeUndefined();
});

const wrongRequests: [unknown, string][] = [
  [{ hello: 2 }, 'hello must be 1'],
  [{ id: 0, disconnect: 'c1' }, 'id must be >= 1'],
  [{ id: 1, connect: 'c1', baseUrl: 'http://localhost/api', apiKey: 'k', secret: 's' }, 'baseUrl must match pattern'],
  [{ id: 1, connect: 'c1', baseUrl: 'http://localhost', apiKey: 'k' }, 'it lacks the member secret'],
  [{ id: 1, client: 'c1', call: 'destroy', args: { userId: 'a' } }, 'call must be one of create, getOrCreate'],
  [{ id: 1, client: 'c1', call: 'get', args: {} }, 'args lacks the member userId'],
  [{ id: 1 }, 'it has none of the members hello, connect, call, disconnect'],
];

test.each(wrongRequests)('%j is no request: %s', (value, fault) => {
  expect(faultOfRequest(value)).toContain(fault);
});

const wrongResponses: [unknown, string][] = [
  [null, 'it is not a JSON object'],
  [[], 'it is not a JSON object'],
  ['hello', 'it is not a JSON object'],
  [{ id: 1 }, 'it has none of the members hello, ok, error, driverError'],
  [{ id: '1', ok: null }, 'id must be integer'],
  [{ id: 1, ok: null, took: 3 }, 'it has the undocumented member took'],
  [{ id: 1, ok: null, error: { type: 'E', message: '' } }, 'it has the undocumented member error'],
  [{ id: 1, ok: {} }, 'ok must NOT have fewer than 1 properties'],
  [{ id: 1, ok: { user: {}, reference: '' } }, 'ok must NOT have more than 1 properties'],
  [{ id: 1, ok: { user: { email: '' } } }, 'ok.user has the undocumented member email'],
  [{ id: 1, error: { type: 'E', message: '', code: '22' } }, 'error.code must be integer'],
  [{ id: 1, error: { message: '' } }, 'error lacks the member type'],
  [{ id: 1, driverError: '' }, 'driverError must NOT have fewer than 1 characters'],
  [
    { hello: 1, sdk: { name: 'a', version: 'b' }, runtime: 'c', calls: ['fly'], credentials: ['secret'] },
    'calls.0 must be one of',
  ],
];

test.each(wrongResponses)('%j is no response: %s', (value, fault) => {
  expect(faultOfResponse(value)).toContain(fault);
});

test('the schema as a whole takes every message, and nothing that is neither', () => {
  const file = join(packageRoot, 'runners', 'protocol', 'protocol.schema.json');
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
  for (const message of [...requests, ...responses]) expect(validate(message), JSON.stringify(message)).toBe(true);
  for (const [value] of [...wrongRequests, ...wrongResponses])
    expect(validate(value), JSON.stringify(value)).toBe(false);
});

test('the lists of names are the same in the types and in the schema', () => {
  const file = join(packageRoot, 'runners', 'protocol', 'protocol.schema.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as {
    $defs: {
      callName: { enum: string[] };
      helloResponse: { properties: { credentials: { items: { enum: string[] } } } };
    };
  };
  expect(schema.$defs.callName.enum).toEqual([...calls]);
  expect(schema.$defs.helloResponse.properties.credentials.items.enum).toEqual([...credentials]);
});

test('the schema keeps to its own schema', () => {
  const file = join(packageRoot, 'runners', 'protocol', 'protocol.schema.json');
  expect(new Ajv2020().validateSchema(JSON.parse(readFileSync(file, 'utf8')) as object)).toBe(true);
});
