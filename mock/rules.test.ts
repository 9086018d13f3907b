import { expect, test } from 'vitest';

import { useMock } from '../testing/mock.js';
import { serverToken, userToken } from './tokens.js';

const mock = useMock();
const jane = { id: 'jane', data: { name: 'Jane' } };

function bodyOf({ body }: { body: unknown }): Record<string, unknown> {
  return body as Record<string, unknown>;
}

test('get_or_create returns the stored user unchanged', async () => {
  const app = await mock.app();
  const query = { get_or_create: 'true' };
  const first = await app.send('POST', 'user/', { query, body: jane });
  const second = await app.send('POST', 'user/', { query, body: { ...jane, data: { other: true } } });
  expect({ ...bodyOf(second), duration: '' }).toEqual({ ...bodyOf(first), duration: '' });
  expect(first.body).toMatchObject({ created_at: bodyOf(first)['updated_at'] });
});

test('20 get_or_creates of one id at once create one user', async () => {
  const app = await mock.app();
  const send = () => app.send('POST', 'user/', { query: { get_or_create: 'true' }, body: jane });
  const answers = await Promise.all(Array.from({ length: 20 }, send));
  expect(new Set(answers.map((answer) => bodyOf(answer)['created_at'])).size).toBe(1);
  expect(await mock.client.users(app.key)).toHaveLength(1);
});

test('an update replaces the data, keeps created_at and moves updated_at', async () => {
  const app = await mock.app({ users: [jane] });
  const before = await app.send('GET', 'user/jane/');
  const after = await app.send('PUT', 'user/jane/', { body: { data: { age: 7 } } });
  expect(after.body).toMatchObject({ data: { age: 7 }, created_at: bodyOf(before)['created_at'] });
  expect(bodyOf(after)['data']).not.toHaveProperty('name');
  expect(String(bodyOf(after)['updated_at']) > String(bodyOf(before)['updated_at'])).toBe(true);
});

test('the id of a deleted user is free again', async () => {
  const app = await mock.app({ users: [jane] });
  expect((await app.send('DELETE', 'user/jane/')).status).toBe(200);
  expect((await app.send('GET', 'user/jane/')).status).toBe(404);
  expect((await app.send('POST', 'user/', { body: { id: 'jane' } })).body).toMatchObject({ data: {} });
});

test('numbers come back as they were written', async () => {
  const app = await mock.app();
  const data = '{"large":12345678901234567890,"float":1.0,"tiny":1e-400,"zero":-0,"text":"1.0"}';
  await app.send('POST', 'user/', { body: `{ "id": "jane", "data": ${data} }` });
  expect((await app.send('GET', 'user/jane/')).text).toContain(`"data":${data},`);
});

test.each([
  ['ASCII', 'x', 1],
  ['two-byte text', 'é', 2],
  ['text outside the basic plane', '😀', 4],
  ['escaped text', '\\u00e9', 2],
  ['an escaped slash', '\\/', 1],
])('10,240 bytes of %s pass and 10,241 do not', async (_name, unit, bytes) => {
  const app = await mock.app();
  const body = (size: number): string => {
    const room = size - '{"t":""}'.length;
    const text = unit.repeat(Math.floor(room / bytes)) + 'x'.repeat(room % bytes);
    return `{"id":"jane",  "data" : {"t": "${text}"}}`;
  };
  expect((await app.send('POST', 'user/', { body: body(10_241) })).body).toMatchObject({ code: 18 });
  expect(await mock.client.users(app.key)).toEqual([]);
  expect((await app.send('POST', 'user/', { body: body(10_240) })).status).toBe(201);
});

test('a user token that adds too large a user of its own is told the size', async () => {
  const app = await mock.app();
  const headers = { authorization: await userToken(app.secret, 'jane') };
  const body = JSON.stringify({ id: 'jane', data: { text: 'x'.repeat(5 * 2 ** 20) } });
  expect(bodyOf(await app.send('POST', 'user/', { headers, body }))).toMatchObject({ status_code: 413, code: 18 });
});

test('a user token reads every user and writes only its own', async () => {
  const app = await mock.app({ users: [jane, { id: 'john', data: {} }] });
  const headers = { authorization: await userToken(app.secret, 'jane') };
  const send = async (method: string, path: string, body?: unknown): Promise<number> =>
    (await app.send(method, path, { headers, body })).status;
  expect(await send('GET', 'user/john/')).toBe(200);
  expect(await send('PUT', 'user/john/', { data: {} })).toBe(403);
  expect(await send('POST', 'user/', { id: 'john' })).toBe(403);
  expect(await send('DELETE', 'user/john/')).toBe(403);
  expect(await send('PUT', 'user/jane/', { data: {} })).toBe(201);
  expect(await send('DELETE', 'user/jane/')).toBe(200);
});

const past = 1_000_000_000;
const future = 9_000_000_000;

test.each([
  ['expired', 'token/expired', (secret: string) => serverToken(secret, { expiresAt: past })],
  ['not valid yet', 'token/not-yet-valid', (secret: string) => serverToken(secret, { notBefore: future })],
  ['signed with HS512', 'token/algorithm', (secret: string) => serverToken(secret, { algorithm: 'HS512' })],
  ['signed with another secret', 'token/signature', () => serverToken('another')],
  ['no JWT', 'token/malformed', () => Promise.resolve('a.b')],
  ['without signature', 'token/algorithm', () => Promise.resolve('eyJhbGciOiJub25lIn0.e30.')],
  ['absent', 'token/missing', () => Promise.resolve(null)],
])('a token that is %s is error 3, noted as %s', async (_name, id, make) => {
  const app = await mock.app({ users: [jane] });
  const response = await app.send('GET', 'user/jane/', { headers: { authorization: await make(app.secret) } });
  expect([response.status, response.body]).toEqual([401, expect.objectContaining({ code: 3 })]);
  const [exchange] = await mock.client.exchanges(app.key);
  expect(exchange?.violations.map((violation) => violation.id)).toContain(id);
});

test.each([
  ['another resource', { resource: 'feed' }, 'token/resource'],
  ['one feed', { feed_id: 'user:1' }, 'token/feed_id'],
  ['the reading of users only', { action: 'read' }, 'token/action'],
  ['nothing', { resource: undefined }, 'token/no-claims'],
])('a server token for %s does not cover a delete and is error 3', async (_name, claims, id) => {
  const app = await mock.app({ users: [jane] });
  const authorization = await serverToken(app.secret, { claims });
  const response = await app.send('DELETE', 'user/jane/', { headers: { authorization } });
  expect([response.status, response.body]).toEqual([401, expect.objectContaining({ code: 3 })]);
  expect((await mock.client.exchanges(app.key))[0]?.violations).toMatchObject([{ id }]);
});

test('checks come in the order of the contract: each fault hides the ones after it', async () => {
  const wrongKey = { query: { api_key: 'unknown' } };
  const wrongToken = { headers: { authorization: 'x' } };
  const tooLarge = { id: 'john', data: { t: 'x'.repeat(10_240) } };
  const app = await mock.app({ rateLimit: { limit: 3, windowSeconds: 3_600 } });
  const jane = { headers: { authorization: await userToken(app.secret, 'jane') } };
  const code = async (sent: object, body: unknown): Promise<unknown> =>
    bodyOf(await app.send('POST', 'user/', { ...sent, body }))['code'];
  expect(await code({ ...wrongKey, ...wrongToken }, 'no JSON')).toBe(2);
  expect(await code(wrongToken, 'no JSON')).toBe(3);
  expect(await code(jane, { ...tooLarge, id: 'a b' })).toBe(4);
  expect(await code(jane, tooLarge)).toBe(17);
  expect(await code({}, tooLarge)).toBe(18);
  expect(await code({}, 'no JSON')).toBe(9);
});

test('the rate headers count down, and the limit is of one app', async () => {
  const rateLimit = { limit: 2, windowSeconds: 3_600 };
  const [app, other] = [await mock.app({ rateLimit, users: [jane] }), await mock.app({ rateLimit, users: [jane] })];
  const remaining = async ({ send }: typeof app): Promise<[number, string | undefined]> => {
    const { status, headers } = await send('GET', 'user/jane/');
    return [status, headers['x-ratelimit-remaining']];
  };
  expect([await remaining(app), await remaining(app), await remaining(app)]).toEqual([
    [200, '1'],
    [200, '0'],
    [429, '0'],
  ]);
  expect(await remaining(other)).toEqual([200, '1']);
});
