import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test } from 'vitest';

import { startMock } from '../mock.js';
import type { Fault } from '../http/fault.js';
import { useMock } from '../../testing/mock.js';

const mock = useMock();
const jane = { id: 'jane', data: { name: 'Jane' } };

async function control(method: string, path: string, body?: string): Promise<[status: number, answer: unknown]> {
  const response = await fetch(`${mock.mock.url}/_mock/${path}`, { method, body });
  const text = await response.text();
  return [response.status, text === '' ? '' : JSON.parse(text)];
}

test('the same functions in this process need no HTTP, and give values at once', async () => {
  const { control: local } = mock.mock;
  const { key } = local.createApp({ users: [jane] });
  local.seedUsers(key, [{ id: 'john', data: { big: { $number: '9007199254740993' } } }]);
  expect(local.users(key).map(({ id, data }) => ({ id, data }))).toEqual([
    jane,
    { id: 'john', data: { big: { $number: '9007199254740993' } } },
  ]);
  expect(local.users(key)).toEqual(await mock.client.users(key));
  expect(local.users(key, { offset: 1, limit: 1 })).toEqual(local.users(key, 'john'));
  local.injectFault(key, { status: 500 });
  expect((await fetch(`${mock.mock.url}/api/v1.0/user/john/?api_key=${key}`)).status).toBe(500);
  expect(local.exchanges(key)).toEqual(await mock.client.exchanges(key));
  expect(local.recorded(key)).toMatchObject({ exchanges: [{ response: { status: 500 } }], dropped: 0 });
  expect(local.deleteApp(key)).toHaveLength(1);
  expect(local.exchanges(key)).toEqual([]);
  expect(() => local.users(key)).toThrow(`Failed to find the app: no app has the key "${key}".`);
  expect(local.health()).toEqual(await mock.client.health());
});

test('what is seeded comes back to the digit', async () => {
  const { key } = await mock.app();
  const data = '{"a":9007199254740993,"b":1.0,"c":1e400,"d":-0}';
  expect(await control('POST', `apps/${key}/users`, `{"users":[{"id":"jbig","data":${data}}]}`)).toEqual([204, '']);
  const shown = await (await fetch(`${mock.mock.url}/_mock/apps/${key}/users`)).text();
  expect(shown).toContain(`"data":${data},`);
});

test.each(['1.0', '9007199254740993', '[]'])('data that is %s is refused, for it is no object', async (data) => {
  const [status, answer] = await control('POST', 'apps', `{"users":[{"id":"jane","data":${data}}]}`);
  expect([status, answer]).toEqual([
    400,
    { error: 'Failed to read the app: users.0.data must be object. Look at docs/mock.md for its shape.' },
  ]);
});

test.each([
  ['apps', (levels: number) => `{"users":[{"id":"jane","data":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}]}`],
  ['faults', (levels: number) => `{"status":200,"body":${'['.repeat(levels)}${']'.repeat(levels)}}`],
])('what is nested too deeply is refused: POST %s', async (path, body) => {
  const key = path === 'apps' ? '' : `apps/${(await mock.app()).key}/`;
  expect((await control('POST', `${key}${path}`, body(900)))[0]).toBeLessThan(300);
  expect(await control('POST', `${key}${path}`, body(20_000))).toEqual([
    400,
    { error: expect.stringMatching(/^Failed to read the body: it is nested more than 1000 levels deep/) as string },
  ]);
});

test('a number outside of data counts by its value', async () => {
  const [status] = await control('POST', 'apps', '{"rateLimit":{"limit":5.0,"windowSeconds":60.0}}');
  expect(status).toBe(201);
});

test('a user may have counts and moments of its own', async () => {
  const app = await mock.app();
  mock.mock.control.seedUsers(app.key, [
    {
      id: 'jane',
      data: {},
      followers_count: 3,
      following_count: 2,
      created_at: '2018-04-06T09:56:15.833318Z',
      updated_at: '2019-01-01T00:00:00Z',
    },
    { id: 'john', data: {}, updated_at: '2018-01-01T00:00:00Z' },
  ]);
  const jane = await app.send('GET', 'user/jane/', { query: { with_follow_counts: 'true' } });
  expect(jane.body).toMatchObject({
    followers_count: 3,
    following_count: 2,
    created_at: '2018-04-06T09:56:15.833318Z',
    updated_at: '2019-01-01T00:00:00.000000Z',
  });
  const john = await app.send('GET', 'user/john/', { query: { with_follow_counts: 'true' } });
  expect(john.body).toMatchObject({ followers_count: 0, created_at: '2018-01-01T00:00:00.000000Z' });
  const updated = await app.send('PUT', 'user/jane/', { body: {} });
  expect(updated.body).toMatchObject({ created_at: '2018-04-06T09:56:15.833318Z' });
  expect((await app.send('GET', 'user/jane/', { query: { with_follow_counts: '1' } })).body).toHaveProperty(
    'followers_count',
    3,
  );
});

test.each([
  [{ created_at: 'today' }, 'users.0.created_at must match format "ISO 8601 in UTC"'],
  [{ followers_count: -1 }, 'users.0.followers_count must be 0 or more'],
])('a user with %j is refused', (more, why) => {
  const seed = () => mock.mock.control.createApp({ users: [{ id: 'jane', data: {}, ...more }] });
  expect(seed).toThrow(`Failed to read the app: ${why}.`);
});

test.each<[Fault, string]>([
  [{}, 'it has no member'],
  [{ disconnect: 'never' as 'after' }, 'disconnect must be one of true, false, before, within, after'],
  [{ chunks: [0] }, 'chunks.0 must be 1 or more'],
  [{ headers: { 'a b': 'c' } }, 'the name "a b" in headers must match format "name of a header"'],
  [{ headers: { a: 'b\nc' } }, 'headers.a must match format "value of a header"'],
])('a fault that cannot be meant is refused: %j', (fault, why) => {
  expect(() => mock.mock.control.injectFault(null, fault)).toThrow(`Failed to read the fault: ${why}.`);
});

test('the calls are listed, each with what it does', async () => {
  const [status, answer] = await control('GET', '');
  expect(status).toBe(200);
  expect(Object.keys((answer as { calls: object }).calls)).toEqual([
    'GET /_mock/',
    'GET /_mock/health',
    'POST /_mock/apps',
    'DELETE /_mock/apps/KEY',
    'GET /_mock/apps/KEY/users',
    'POST /_mock/apps/KEY/users',
    'GET /_mock/apps/KEY/exchanges',
    'GET /_mock/exchanges',
    'POST /_mock/apps/KEY/faults',
    'POST /_mock/faults',
  ]);
});

test('exchanges can be followed as lines of JSON, as they end', async () => {
  const [app, other] = [await mock.app(), await mock.app()];
  const response = await fetch(`${mock.mock.url}/_mock/apps/${app.key}/exchanges?follow`);
  expect(response.headers.get('content-type')).toBe('application/jsonl');
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  await other.send('GET', 'user/nobody/');
  await app.send('GET', 'user/jane/');
  await app.send('DELETE', 'user/jane/');
  let lines = '';
  while (lines.split('\n').length < 3) lines += (await reader.read()).value ?? '';
  await reader.cancel();
  const followed = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(followed).toEqual(mock.mock.control.exchanges(app.key));
});

test('who follows and does not read is cut off', async () => {
  const app = await mock.app();
  const socket = connect(mock.mock.port, '127.0.0.1').pause();
  socket.write(`GET /_mock/apps/${app.key}/exchanges?follow HTTP/1.1\r\nhost: x\r\n\r\n`);
  await once(socket, 'readable');
  const body = { id: 'jane', data: { text: 'x'.repeat(60_000) } };
  // What the system holds back for a client comes to some megabytes.
  for (let sent = 0; sent < 500; sent += 1) await app.send('POST', 'user/', { body });
  const ended = once(socket, 'close');
  socket.resume();
  await ended;
});

test('following ends when it is told to', async () => {
  const app = await mock.app();
  const seen: string[] = [];
  const stop = mock.mock.control.follow(app.key, ({ request }) => seen.push(request.method));
  await app.send('GET', 'user/jane/');
  await expect.poll(() => seen).toEqual(['GET']);
  stop();
  await app.send('DELETE', 'user/jane/');
  expect(seen).toEqual(['GET']);
});

test('a journal keeps as many exchanges of a key as it is told, and counts the others', async () => {
  const own = await startMock({ journal: { exchanges: 2 } });
  for (const path of ['a', 'b', 'c']) await (await fetch(`${own.url}/${path}`)).text();
  const { exchanges, dropped } = own.control.recorded('');
  expect([exchanges.map(({ request }) => request.path), dropped]).toEqual([['/b', '/c'], 1]);
  await own.close();
});
