import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import type { Exchange } from '../spec/exchange.js';

import { useMock } from '../testing/mock.js';
import type { Sent, TestApp } from '../testing/mock.js';
import { serverToken, userToken } from './tokens.js';

const mock = useMock();

async function exchangeOf(app: TestApp): Promise<Exchange> {
  const exchange = (await mock.client.exchanges(app.key)).at(-1);
  if (!exchange) throw new Error('Failed to find the exchange: none was recorded.');
  return exchange;
}

const jane = { id: 'jane', data: { name: 'Jane' } };
const john = { id: 'john', data: {} };

function declared(type: string, body: unknown = john): Sent {
  return { headers: { 'content-type': type }, body };
}

const tolerated: [id: string, location: string, method: string, path: string, sent: Sent][] = [
  ['path/doubled-slash', 'path', 'GET', 'user//jane/', {}],
  ['path/doubled-slash', 'path', 'POST', 'user//', { body: john }],
  ['path/missing-trailing-slash', 'path', 'GET', 'user/jane', {}],
  ['query/boolean-spelling', 'query.get_or_create', 'POST', 'user/', { query: { get_or_create: 'False' }, body: john }],
  ['query/boolean-spelling', 'query.with_follow_counts', 'GET', 'user/jane/', { query: { with_follow_counts: '1' } }],
  ['query/empty-boolean', 'query.get_or_create', 'POST', 'user/', { query: { get_or_create: '' }, body: john }],
  ['query/undocumented-parameter', 'query.location', 'GET', 'user/jane/', { query: { location: 'unspecified' } }],
  [
    'header/missing-auth-type',
    'header.stream-auth-type',
    'GET',
    'user/jane/',
    { headers: { 'stream-auth-type': null } },
  ],
  ['header/missing-client', 'header.x-stream-client', 'GET', 'user/jane/', { headers: { 'x-stream-client': null } }],
  ['header/client-format', 'header.x-stream-client', 'GET', 'user/jane/', { headers: { 'x-stream-client': 'nobody' } }],
  ['header/content-type', 'header.content-type', 'POST', 'user/', { headers: { 'content-type': null }, body: john }],
  ['body/undocumented-member', 'body.role', 'POST', 'user/', { body: { ...john, role: 'admin' } }],
  ['body/unexpected', 'body', 'DELETE', 'user/jane/', { body: '{}' }],
  ['header/charset', 'header.content-type', 'POST', 'user/', declared('application/json; charset=iso-8859-1')],
  ['header/json-media-type', 'header.content-type', 'POST', 'user/', declared('application/vnd.api+json')],
  ['header/json-media-type', 'header.content-type', 'POST', 'user/', declared('text/json')],
  ['body/byte-order-mark', 'body', 'POST', 'user/', { body: '\ufeff{"id":"john","data":{}}' }],
  ['body/repeated-member', 'body', 'POST', 'user/', { body: '{"id":"jane","id":"john"}' }],
  ['body/repeated-member', 'body', 'PUT', 'user/jane/', { body: '{"data":{"a":[{"b":1,"\\u0062":1}]}}' }],
  ['header/prefer', 'header.prefer', 'GET', 'user/jane/', { headers: { prefer: 'code=418' } }],
];

test.each(tolerated)('%s is tolerated and noted at %s: %s %s', async (id, location, method, path, sent) => {
  const app = await mock.app({ users: [jane] });
  const response = await app.send(method, path, sent);
  expect([200, 201]).toContain(response.status);
  const { deviations, violations } = await exchangeOf(app);
  expect(deviations).toEqual([expect.objectContaining({ id, location })]);
  expect(violations).toEqual([]);
});

const secret = 's3cret"of-an-app';
const carried: [id: string, location: string, path: string, sent: Sent][] = [
  ['header/secret', 'header.cookie', 'user/', { headers: { cookie: `session=${secret}` }, body: john }],
  ['header/secret', 'header.x-app-secret', 'user/', { headers: { 'x-app-secret': secret }, body: john }],
  ['header/secret', 'header.x-case', 'user/', { headers: { 'x-case': secret.toUpperCase() }, body: john }],
  [
    'header/secret',
    'header.x-back',
    'user/',
    { headers: { 'x-back': Array.from(secret).reverse().join('') }, body: john },
  ],
  ['header/secret', 'header.x-hex', 'user/', { headers: { 'x-hex': Buffer.from(secret).toString('hex') }, body: john }],
  [
    'header/secret',
    'header.x-base',
    'user/',
    { headers: { 'x-base': Buffer.from(secret).toString('base64') }, body: john },
  ],
  [
    'header/secret',
    'header.x-basic',
    'user/',
    { headers: { 'x-basic': `Basic ${Buffer.from(`k:${secret}`).toString('base64')}` }, body: john },
  ],
  [
    'header/secret',
    'header.x-json',
    'user/',
    { headers: { 'x-json': Buffer.from(`{"ab":"${secret}"}`).toString('base64url') }, body: john },
  ],
  ['target/secret', 'target', 'user/', { query: { s: encodeURIComponent(encodeURIComponent(secret)) }, body: john }],
  ['target/secret', 'target', 'user/', { query: { app_secret: secret }, body: john }],
  ['body/secret', 'body', 'user/', { body: { ...john, data: { secret } } }],
  ['body/secret', 'body', 'user/', { body: { id: 'john', data: {}, pad: 'x'.repeat(100_000), secret } }],
];

test.each(carried)("the app's secret is noted and never shown: %s at %s", async (id, location, path, sent) => {
  const app = await mock.app({ secret });
  await app.send('POST', path, sent);
  const { deviations } = await exchangeOf(app);
  const found = deviations.filter((finding) => finding.id.endsWith('/secret'));
  expect(found).toEqual([expect.objectContaining({ id, location })]);
  expect(JSON.stringify(found)).not.toContain('s3cret');
});

test('a request to the letter of the contract has no deviations', async () => {
  const app = await mock.app({ users: [jane] });
  await app.send('POST', 'user/', { query: { get_or_create: 'true' }, body: jane });
  expect(await exchangeOf(app)).toMatchObject({ deviations: [], violations: [] });
});

test('a charset beside application/json is no deviation', async () => {
  const app = await mock.app();
  const response = await app.send('POST', 'user/', {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: john,
  });
  expect(response.status).toBe(201);
  expect(await exchangeOf(app)).toMatchObject({ deviations: [], violations: [] });
});

test('a token after "Bearer" is tolerated, and recorded without itself', async () => {
  const app = await mock.app({ users: [jane] });
  const token = await serverToken(app.secret);
  const response = await app.send('GET', 'user/jane/', { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  const exchange = await exchangeOf(app);
  expect(exchange.deviations).toMatchObject([{ id: 'token/bearer-prefix' }]);
  expect(exchange.request.headers['authorization']).toBe('[redacted]');
  expect(JSON.stringify(exchange)).not.toContain(token);
});

test('a token for just the action at hand is tolerated', async () => {
  const app = await mock.app({ users: [jane] });
  const authorization = await serverToken(app.secret, { claims: { action: 'read' } });
  expect((await app.send('GET', 'user/jane/', { headers: { authorization } })).status).toBe(200);
  expect((await exchangeOf(app)).deviations).toMatchObject([{ id: 'token/narrow-action' }]);
});

test('a server token that claims more is tolerated; what an application claims in a user token is its own', async () => {
  const app = await mock.app({ users: [jane] });
  const claims = { iat: 1_523_008_575 };
  const tokens = [await serverToken(app.secret, { claims }), await userToken(app.secret, 'jane', { claims })];
  const deviations = [];
  for (const authorization of tokens) {
    expect((await app.send('GET', 'user/jane/', { headers: { authorization } })).status).toBe(200);
    deviations.push((await exchangeOf(app)).deviations);
  }
  const message = 'The contract knows no claim iat of a server token; it is 1523008575.';
  expect(deviations).toEqual([[{ id: 'token/undocumented-claim', location: 'header.authorization', message }], []]);
});

test('a parameter given twice counts with its first value', async () => {
  const app = await mock.app({ users: [jane] });
  const response = await app.send('GET', `user/jane/?api_key=${app.key}&with_follow_counts=true&x=`, {
    query: { with_follow_counts: 'false' },
  });
  expect(response.body).toHaveProperty('followers_count', 0);
  expect((await exchangeOf(app)).deviations).toContainEqual(
    expect.objectContaining({ id: 'query/repeated-parameter' }),
  );
});

/** Its object is a list of lists of lists. */
const nestedActivity = (levels: number): string =>
  `{"actor":"SU:jane","verb":"like","object":"SU:jane","n":1.0,"more":${'['.repeat(levels)}${']'.repeat(levels)}}`;

const rejected: [id: string, location: string, method: string, path: string, sent: Sent][] = [
  ['path/pattern', 'path.user_id', 'GET', 'user/a%2Fb/', {}],
  ['path/pattern', 'path.user_id', 'GET', 'user/j%C3%B6rg/', {}],
  ['path/required', 'path.user_id', 'GET', 'user//', {}],
  ['path/malformed-escape', 'path.user_id', 'GET', 'user/a%zz/', {}],
  ['path/encoding', 'path.user_id', 'GET', 'user/%ff/', {}],
  ['path/encoded-twice', 'path.user_id', 'GET', 'user/%2541/', {}],
  ...['gzip', 'deflate', 'br'].map((encoding): (typeof rejected)[number] => [
    'body/content-encoding',
    'body',
    'POST',
    'user/',
    { headers: { 'content-encoding': encoding }, body: gzipSync('{"id":"john"}') },
  ]),
  ['query/type', 'query.with_follow_counts', 'GET', 'user/jane/', { query: { with_follow_counts: 'perhaps' } }],
  ['header/enum', 'header.stream-auth-type', 'GET', 'user/jane/', { headers: { 'stream-auth-type': 'simple' } }],
  [
    'header/content-type',
    'header.content-type',
    'POST',
    'user/',
    { headers: { 'content-type': 'text/plain' }, body: john },
  ],
  ['header/content-type', 'header.content-type', 'POST', 'user/', { headers: { 'content-type': ';;;' }, body: john }],
  ['body/required', 'body.id', 'POST', 'user/', { body: {} }],
  ['body/required', 'body', 'POST', 'user/', { body: '' }],
  ['body/required', 'body', 'POST', 'user/', { body: 'null' }],
  ['body/required', 'body', 'POST', 'user/', declared('text/plain', 'null')],
  ['body/type', 'body', 'PUT', 'user/jane/', { body: [] }],
  ['body/type', 'body.data', 'POST', 'user/', { body: { id: 'john', data: [] } }],
  ['body/type', 'body.data', 'PUT', 'user/jane/', { body: { data: 'text' } }],
  ['body/pattern', 'body.id', 'POST', 'user/', { body: { id: '' } }],
  ['body/type', 'body.id', 'POST', 'user/', { body: { id: 7 } }],
  ['body/malformed-json', 'body', 'POST', 'user/', { body: '{"id": ' }],
  ['body/encoding', 'body', 'POST', 'user/', { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }],
  ['body/nesting', 'body', 'POST', 'user/', { body: `{"data":{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}}` }],
  ['body/nesting', 'body', 'POST', 'feed/user/jane/', { body: nestedActivity(1_000) }],
  ['path/malformed-escape', 'path.feed_user', 'GET', 'feed/tim%65line/%zz/', {}],
];

test.each(rejected)('%s is refused with error 4, at %s: %s %s', async (id, location, method, path, sent) => {
  const app = await mock.app({ users: [jane] });
  const response = await app.send(method, path, sent);
  expect([response.status, response.body]).toEqual([400, expect.objectContaining({ code: 4 })]);
  expect(response.body).toHaveProperty(['exception_fields', location.split('.').at(-1) ?? '']);
  // One fault is told once.
  expect((await exchangeOf(app)).violations).toEqual([expect.objectContaining({ id, location })]);
  expect(await mock.client.users(app.key)).toMatchObject([jane]);
});

test('a message about a value says the value', async () => {
  const app = await mock.app();
  await app.send('POST', 'user/', { body: { id: 'a b' } });
  const [violation] = (await exchangeOf(app)).violations;
  expect(violation?.message).toBe('Request body property id must match pattern "^[a-zA-Z0-9_-]+$"; it is "a b".');
});

test('the same member in two objects is not told, nor is one that stands in text', async () => {
  const app = await mock.app();
  const body = '{"id":"john","data":{"id":1,"a":{"id":2},"b":[{"id":3},{"id":4}],"c":"\\"id\\": {\\"id\\":","d:":":"}}';
  expect((await app.send('POST', 'user/', { body })).status).toBe(201);
  expect((await exchangeOf(app)).deviations).toEqual([]);
});

test('a compressed body is refused by that name, and by nothing else', async () => {
  const app = await mock.app();
  await app.send('POST', 'user/', { headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"id":"john"}') });
  expect((await exchangeOf(app)).violations).toEqual([
    {
      id: 'body/content-encoding',
      location: 'body',
      message: 'The body is encoded with "gzip"; the API reads it only as it is.',
    },
  ]);
});
