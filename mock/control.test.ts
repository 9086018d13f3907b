import { afterEach, describe, expect, test, vi } from 'vitest';

import type { Exchange } from '../spec/exchange.js';

import { createMockClient } from './client.js';
import { Journal } from './journal/journal.js';
import { serverToken } from './tokens.js';
import { startMock } from './mock.js';
import type { Mock } from './mock.js';
import { useMock } from '../testing/mock.js';

const mock = useMock();
const jane = { id: 'jane', data: { name: 'Jane' } };

async function control(method: string, path: string, body?: string): Promise<[status: number, answer: unknown]> {
  const response = await fetch(`${mock.mock.url}/_mock/${path}`, { method, body });
  return [response.status, await response.json()];
}

test('health names the contract', async () => {
  expect(await mock.client.health()).toMatchObject({
    status: 'ok',
    contract: { title: 'Users API', version: '1.0.0' },
  });
});

test('an app has the key and secret it is given, or random ones', async () => {
  expect(await mock.client.createApp({ key: 'mine', secret: 'hush' })).toEqual({ key: 'mine', secret: 'hush' });
  const [one, two] = [await mock.client.createApp(), await mock.client.createApp()];
  expect(one.key).not.toBe(two.key);
  expect(one.secret.length).toBeGreaterThan(20);
});

test('apps see only their own users', async () => {
  const [app, other] = [await mock.app({ users: [jane] }), await mock.app()];
  expect((await other.send('GET', 'user/jane/')).status).toBe(404);
  expect(await mock.client.users(app.key)).toMatchObject([jane]);
  expect(await mock.client.users(other.key)).toEqual([]);
});

test('users are seeded in large batches, replaced, and read one by one or all', async () => {
  const { key } = await mock.app({ users: [jane] });
  const users = Array.from({ length: 2_500 }, (_, index) => ({ id: `user-${index}`, data: { index } }));
  await mock.client.seedUsers(key, [...users, { id: 'jane', data: {} }]);
  const all = await mock.client.users(key);
  expect([all.length, all[0], all[2_500]]).toMatchObject([2_501, { id: 'jane', data: {} }, { id: 'user-2499' }]);
  expect(await mock.client.users(key, 'user-7')).toMatchObject([{ id: 'user-7', data: { index: 7 } }]);
  expect(await mock.client.users(key, 'nobody')).toEqual([]);
});

test('a deleted app is forgotten with all that was recorded of it', async () => {
  const app = await mock.app({ users: [jane] });
  await app.send('GET', 'user/jane/');
  await mock.client.deleteApp(app.key);
  expect(await mock.client.exchanges(app.key)).toEqual([]);
  expect((await app.send('GET', 'user/jane/')).body).toMatchObject({ code: 2 });
});

test("a fault of the mock's own is no fault of the caller's", async () => {
  const told: string[] = [];
  const faulty = await startMock({ onDefect: (message) => told.push(message) });
  const read = vi.spyOn(Journal.prototype, 'read').mockImplementation(() => {
    throw new TypeError('a slip');
  });
  const response = await fetch(`${faulty.url}/_mock/exchanges`);
  read.mockRestore();
  await faulty.close();
  expect(response.status).toBe(500);
  expect(faulty.defects).toEqual([
    expect.stringMatching(/^Failed to answer GET \/_mock\/exchanges: TypeError: a slip/),
  ]);
  expect(told).toEqual(faulty.defects);
});

test('an exchange is what was sent and what was answered', async () => {
  const app = await mock.app();
  const response = await app.send('POST', 'user/', { query: { get_or_create: 'true' }, body: '{ "id": "jane" }' });
  expect(await mock.client.exchanges(app.key)).toEqual([
    {
      sequence: expect.any(Number) as number,
      startedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string,
      durationMs: expect.any(Number) as number,
      operation: 'addUser',
      request: {
        method: 'POST',
        path: '/api/v1.0/user/',
        query: [
          ['api_key', app.key],
          ['get_or_create', 'true'],
        ],
        headers: expect.objectContaining({ authorization: '[redacted]', 'stream-auth-type': 'jwt' }) as object,
        token: { kind: 'server', algorithm: 'HS256', claims: { resource: '*', action: '*', feed_id: '*' } },
        body: '{ "id": "jane" }',
        bodyBytes: 16,
      },
      response: {
        status: 201,
        headers: expect.objectContaining({ 'content-type': 'application/json' }) as object,
        body: response.text,
      },
      violations: [],
      deviations: [],
    },
  ]);
});

test('a long body is recorded up to 64 KiB, with its whole length', async () => {
  const app = await mock.app();
  await app.send('POST', 'user/', { body: `"${'x'.repeat(100_000)}"` });
  const [exchange] = await mock.client.exchanges(app.key);
  expect([exchange?.request.body?.length, exchange?.request.bodyBytes]).toEqual([65_536, 100_002]);
});

test('requests with an unknown key are recorded under that key', async () => {
  const app = await mock.app();
  await app.send('GET', 'user/jane/', { query: { api_key: 'stranger' } });
  expect(await mock.client.exchanges('stranger')).toMatchObject([{ operation: 'getUser', response: { status: 401 } }]);
});

test('a part of what was sent is never taken for the whole', async () => {
  const { key } = await mock.app();
  for (let index = 0; index < 501; index += 1) await (await fetch(`${mock.mock.url}/?api_key=${key}`)).text();
  await expect(mock.client.exchanges(key)).rejects.toThrow(
    `Failed to read the exchanges of "${key}": the mock has forgotten the first 1 of them. Read them earlier,`,
  );
});

describe('faults', () => {
  test('befall as many requests as they say, in the order injected, and take no effect', async () => {
    const app = await mock.app();
    await mock.client.injectFault(app.key, { status: 500, times: 2 });
    await mock.client.injectFault(app.key, { status: 401, code: 2 });
    const answers = [];
    for (let index = 0; index < 4; index += 1) answers.push(await app.send('POST', 'user/', { body: jane }));
    expect(answers.map(({ status, body }) => [status, (body as { code?: number }).code])).toEqual([
      [500, -1],
      [500, -1],
      [401, 2],
      [201, undefined],
    ]);
  });

  test('answer with a body and headers of their own, also outside the contract', async () => {
    const app = await mock.app();
    await mock.client.injectFault(app.key, { status: 502, body: '<html>', headers: { 'retry-after': '1' } });
    const response = await app.send('GET', 'user/jane/');
    expect([response.status, response.text, response.headers['retry-after']]).toEqual([502, '<html>', '1']);
    await mock.client.injectFault(app.key, { status: 503 });
    expect((await app.send('GET', 'user/jane/')).body).toMatchObject({ status_code: 503, code: -1 });
    await mock.client.injectFault(app.key, { status: 200, body: { id: 7 } });
    expect((await app.send('GET', 'user/jane/')).body).toEqual({ id: 7 });
  });

  test('hold an answer back, or close the connection, and the request is recorded all the same', async () => {
    const app = await mock.app();
    await mock.client.injectFault(app.key, { status: 500, delayMs: 20 });
    expect((await app.send('GET', 'user/jane/')).status).toBe(500);
    await mock.client.injectFault(app.key, { disconnect: true });
    await expect(app.send('GET', 'user/jane/')).rejects.toThrow('socket hang up');
    const [delayed, cut] = await mock.client.exchanges(app.key);
    expect(delayed?.durationMs).toBeGreaterThanOrEqual(19);
    expect(cut).toMatchObject({ operation: 'getUser', response: null });
  });
});

test.each([
  [
    'GET',
    'nothing',
    undefined,
    404,
    'Failed to find GET /_mock/nothing: the control API has no such call. GET /_mock/ lists them.',
  ],
  ['DELETE', 'apps/nobody', undefined, 404, 'Failed to find the app: no app has the key "nobody".'],
  ['GET', 'apps/a%zz/users', undefined, 404, 'Failed to find the app: no app has the key "a%zz".'],
  ['POST', 'apps', '{', 400, 'Failed to read the body: it is not JSON,'],
  ['POST', 'apps', '{"kee":"a"}', 400, 'Failed to read the app: it has the undocumented member kee.'],
  ['POST', 'apps', '{"users":[{"id":"a b"}]}', 400, 'Failed to read the app: users.0.id must match pattern'],
  ['POST', 'apps', '{"secret":""}', 400, 'Failed to read the app: secret has no character.'],
  ['POST', 'apps/taken/faults', '{"status":99}', 400, 'Failed to read the fault: status must be 200 or more.'],
  ['POST', 'apps/taken/users', '[]', 400, 'Failed to read the users: it lacks the member users.'],
  ['GET', 'apps/taken/users?limit=x', undefined, 400, 'Failed to read limit: it is "x". Give a whole number from 0.'],
  ['POST', 'apps', '{"key":"taken"}', 409, 'Failed to create the app: the key "taken" is taken.'],
])('%s %s %s is refused with a sentence', async (method, path, body, status, sentence) => {
  await mock.client.createApp({ key: 'taken' }).catch(() => undefined);
  const [actual, answer] = await control(method, path, body);
  expect([actual, answer]).toEqual([status, { error: expect.stringContaining(sentence) as string }]);
});

test('a client says which mock it cannot reach', async () => {
  const gone = await startMock();
  await gone.close();
  const client = createMockClient(gone.url);
  await expect(client.health()).rejects.toThrow(`Failed to reach the mock at ${gone.url}: `);
});

describe('a mock of its own', () => {
  const started: Mock[] = [];
  afterEach(() => Promise.all(started.splice(0).map((each) => each.close())));

  const start = async (options: Parameters<typeof startMock>[0]): Promise<Mock> => {
    const own = await startMock(options);
    started.push(own);
    return own;
  };

  test('serves one port on both loopback addresses', async () => {
    const own = await start({});
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      expect((await fetch(`http://${host}:${own.port}/_mock/health`)).status).toBe(200);
    }
  });

  test('serves one address only when it is told so', async () => {
    const own = await start({ host: '127.0.0.1' });
    expect(own.url).toBe(`http://127.0.0.1:${own.port}`);
    await expect(fetch(`http://[::1]:${own.port}/_mock/health`)).rejects.toThrow();
  });

  test('refuses a port that is taken', async () => {
    const { port } = await start({});
    await expect(startMock({ port })).rejects.toThrow(
      `Failed to listen on port ${port} of 127.0.0.1: the port is in use. Choose another port, or 0 for any that is free.`,
    );
  });

  test('refuses two apps with one key', async () => {
    const apps = [
      { key: 'a', secret: 'x' },
      { key: 'a', secret: 'y' },
    ];
    await expect(startMock({ apps })).rejects.toThrow('Failed to start the mock: two apps have the key "a".');
  });

  test('tells of every exchange once it is over', async () => {
    const seen: Exchange[] = [];
    const own = await start({ onExchange: (exchange) => seen.push(exchange) });
    await (await fetch(`${own.url}/api/v1.0/user/jane/`)).text();
    await expect.poll(() => seen).toMatchObject([{ operation: 'getUser', response: { status: 401 } }]);
  });

  test('sends what a wrapper makes of an answer, and records it', async () => {
    const own = await start({
      apps: [{ key: 'key', secret: 'secret' }],
      decorate: (answer) => (call) => ({ ...answer(call), status: 418, body: { wrong: call.operation } }),
    });
    const response = await fetch(`${own.url}/api/v1.0/user/jane/?api_key=key`);
    expect([response.status, await response.json()]).toEqual([418, { wrong: 'getUser' }]);
    expect(await createMockClient(own.url).exchanges('key')).toMatchObject([{ response: { status: 418 } }]);
    expect(own.defects).toEqual([]);
  });

  test('sends what a wrapper leaves alone as it is, and nothing where that has no body', async () => {
    const own = await start({ apps: [{ key: 'key', secret: 'secret' }], decorate: (answer) => answer });
    own.control.seedUsers('key', [{ id: 'jane', data: { big: { $number: '9007199254740993' } } }]);
    const headers = { authorization: await serverToken('secret'), 'stream-auth-type': 'jwt' };
    const response = await fetch(`${own.url}/api/v1.0/user/jane/?api_key=key`, { headers });
    expect(await response.text()).toContain('{"big":9007199254740993}');
    const silent = await start({ decorate: (answer) => (call) => ({ ...answer(call), body: undefined }) });
    expect(await (await fetch(`${silent.url}/api/v1.0/user/jane/`)).text()).toBe('');
    expect([...own.defects, ...silent.defects]).toEqual([]);
  });

  test('answers 500, and says why, when its own logic fails', async () => {
    const warned: string[] = [];
    const own = await start({
      decorate: () => () => {
        throw new Error('broken on purpose');
      },
      onDefect: (message) => warned.push(message),
    });
    const response = await fetch(`${own.url}/api/v1.0/user/jane/?api_key=key`);
    expect([response.status, await response.json()]).toEqual([500, expect.objectContaining({ code: -1 })]);
    expect(own.defects).toEqual(warned);
    expect(warned[0]).toContain('Failed to answer GET /api/v1.0/user/jane/: Error: broken on purpose');
  });
});

test.each(['/_mock', '/_mock?x=1'])('%s is the control API too, and no request to the API', async (target) => {
  const response = await fetch(`${mock.mock.url}${target}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(await (await fetch(`${mock.mock.url}/_mock/`)).json());
  const other = await fetch(`${mock.mock.url}/_mocks`);
  expect(((await other.json()) as { exception?: string }).exception).toBeDefined();
});
