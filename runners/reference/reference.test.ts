import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { createMockClient, type Mock, startMock, userToken } from '../../mock/index.js';
import { parseJson } from '../../spec/json.js';
import { packageRoot } from '../../spec/package-root.js';
import { checkDriver, type RuleResult } from '../../driver-check/check.js';
import { startDriver } from '../driver.js';
import { ensureInstalled } from '../install.js';
import { packagedRunners } from '../load.js';
import { ApiError } from './client.js';
import { createHttpSend, type HttpRequest } from './http.js';
import { createReferenceOperations, type Operations } from './operations.js';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

interface App {
  key: string;
  operations: Operations;
}

/** A client with an app of its own; with `user`, it holds that user's token instead of the secret. */
async function connect(user?: string): Promise<App & { secret: string }> {
  const { key, secret } = await createMockClient(mock.url).createApp();
  const credential = user === undefined ? { secret } : { userToken: await userToken(secret, user) };
  return {
    key,
    secret,
    operations: createReferenceOperations({ name: 'c', baseUrl: mock.url, apiKey: key, ...credential }),
  };
}

const john = { userId: 'john', data: { name: 'John Doe' } };
const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/) as string;

test('each call answers what the API holds', async () => {
  const { operations } = await connect();
  const user = { id: 'john', data: john.data, createdAt: stamp, updatedAt: stamp };
  expect(await operations.create(john)).toEqual({ user });
  expect(await operations.getOrCreate({ userId: 'john' })).toEqual({ user });
  expect(await operations.get(john)).toEqual({ user });
  expect(await operations.profile(john)).toEqual({ user: { ...user, followersCount: 0, followingCount: 0 } });
  expect(await operations.update({ userId: 'john', data: { a: 1 } })).toMatchObject({ user: { data: { a: 1 } } });
  expect(await operations.update({ userId: 'john' })).toMatchObject({ user: { data: {} } });
  expect(await operations.reference(john)).toEqual({ reference: 'SU:john' });
  expect(await operations.delete(john)).toBeNull();
});

test('a feed holds references as they were added, and users when it is read enriched', async () => {
  const { operations } = await connect();
  const jane = { id: 'jane', error: 'ReferenceNotFound', reference: 'SU:jane', reference_type: 'user' };
  await operations.create(john);
  const added = await operations.addActivity({ userId: 'john', activity: { verb: 'follow', object: 'jane' } });
  const activity = { id: expect.any(String) as string, actor: 'SU:john', verb: 'follow', object: 'SU:jane' };
  expect(added).toEqual({ activity });
  expect(await operations.activities({ userId: 'john' })).toEqual({ activities: [activity] });
  const actor = { id: 'john', data: john.data, created_at: stamp, updated_at: stamp };
  expect(await operations.activities({ userId: 'john', enriched: true })).toEqual({
    activities: [{ ...activity, actor, object: jane }],
  });
});

test('with a user token, the user is the token own, and another is refused', async () => {
  const { operations } = await connect('john');
  expect(await operations.setUser(john)).toMatchObject({ user: { id: 'john', data: john.data } });
  await expect(operations.delete({ userId: 'jane' })).rejects.toMatchObject({
    name: 'ApiError',
    status: 403,
    code: 17,
  });
});

test.each([
  ['create', 'john', 409, 22],
  ['create', 'two words', 400, 4],
  ['get', 'missing', 404, 16],
  ['get', 'a/b', 400, 4],
  ['get', '..', 400, 4],
  ['get', 'ž?#%', 400, 4],
  ['update', 'missing', 404, 16],
  ['delete', 'missing', 404, 16],
] as const)('%s of %j is an error of status %i and code %i', async (call, userId, status, code) => {
  const { operations } = await connect();
  await operations.create(john);
  const error: unknown = await operations[call]({ userId, data: {} }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status, code });
});

test('nothing it sends strays from the contract', async () => {
  const { key, operations } = await connect();
  for (const call of ['create', 'getOrCreate', 'get', 'profile', 'update', 'delete'] as const)
    await operations[call](john);
  await operations.getOrCreate({ userId: 'jane' });
  const exchanges = await createMockClient(mock.url).exchanges(key);
  expect(exchanges).toHaveLength(7);
  for (const exchange of exchanges) {
    expect(exchange).toMatchObject({ violations: [], deviations: [] });
    expect(exchange.request.headers).toMatchObject({ 'stream-auth-type': 'jwt', 'x-stream-client': 'reference-1.0.0' });
    expect(exchange.request.token).toMatchObject({ kind: 'server', algorithm: 'HS256' });
  }
  expect(exchanges[0]?.request.query).toEqual([['api_key', key]]);
  expect(exchanges[1]?.request.query).toEqual([
    ['api_key', key],
    ['get_or_create', 'true'],
  ]);
  expect(exchanges[6]?.request.body).toBe('{"id":"jane"}');
});

test('a failed request is not sent again', async () => {
  const { key, operations } = await connect();
  await createMockClient(mock.url).injectFault(key, { status: 500 });
  await expect(operations.create(john)).rejects.toMatchObject({ status: 500, code: -1 });
  expect(await createMockClient(mock.url).exchanges(key)).toHaveLength(1);
});

test('an answer that is not JSON is an error with a status and no code', async () => {
  const { key, operations } = await connect();
  await createMockClient(mock.url).injectFault(key, {
    status: 502,
    body: '<html>',
    headers: { 'content-type': 'text/html' },
  });
  await expect(operations.get(john)).rejects.toMatchObject({ status: 502, code: undefined });
});

test('a double can spoil what goes over the wire', async () => {
  const { key, secret } = await createMockClient(mock.url).createApp();
  const send = createHttpSend(mock.url);
  const shouting = (request: HttpRequest): ReturnType<typeof send> =>
    send({ ...request, path: request.path.replace('john', 'JOHN') });
  const client = { name: 'c', baseUrl: mock.url, apiKey: key, secret };
  const operations = createReferenceOperations(client, { send: shouting });
  await expect(operations.get(john)).rejects.toMatchObject({ status: 404 });
  expect((await createMockClient(mock.url).exchanges(key))[0]?.request.path).toBe('/api/v1.0/user/JOHN/');
});

// The next two run what `npm run build` made: a driver is a program, and Node.js runs no TypeScript.
test('its driver keeps every rule of the protocol', async () => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'reference-'));
  vi.stubEnv('SDK_CONFORMANCE_CACHE', cacheDir);
  try {
    const runner = packagedRunners.find(({ id }) => id === 'reference')!;
    const installation = await ensureInstalled(runner, {});
    const { key, secret } = await createMockClient(mock.url).createApp();
    const connection = { baseUrl: mock.url, apiKey: key, secret, userToken: await userToken(secret, 'own') };
    const results: RuleResult[] = [];
    for await (const result of checkDriver({ ...installation, reach: [mock] }, connection)) results.push(result);
    expect(results.filter(({ state }) => state !== 'kept')).toEqual([]);
    expect(results.find(({ rule }) => rule === 'errors')?.detail).toBe('ApiError, status 404, code 16');
  } finally {
    vi.unstubAllEnvs();
    rmSync(cacheDir, { recursive: true });
  }
});

test('numbers keep their digits on the way to the API and back', async () => {
  const { key, secret } = await createMockClient(mock.url).createApp();
  const command = ['node', join(packageRoot, 'dist', 'runners', 'reference', 'driver.js')];
  const driver = await startDriver({ command, directory: packageRoot });
  try {
    const client = { name: 'c', baseUrl: mock.url, apiKey: key, secret };
    const data = parseJson('{"long":9007199254740993,"large":1e400,"exact":0.12345678901234567890}');
    const outcome = await driver.call({ client, call: 'create', args: { userId: 'john', data } });
    expect(outcome).toMatchObject({ ok: { user: { data } } });
    expect(data).toMatchObject({ long: { $number: '9007199254740993' } });
  } finally {
    await driver.stop();
  }
});
