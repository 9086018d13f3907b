/** A deployment that does not answer, and a client that does not wait for it. */
import { afterEach, expect, test, vi } from 'vitest';

import type { Fault } from '../http/fault.js';
import { startMock } from '../mock.js';
import { serverToken } from '../tokens.js';
import { startTarget } from './index.js';

const app = { key: 'deployed', secret: 'secret-of-the-deployment' };
const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

/** A deployment that holds john of old and jane for an app of the target, and a way to ask for a user. */
async function start() {
  const deployed = await startMock({ apps: [{ ...app, users: [{ id: 'john' }] }] });
  const { url, control, close } = await startTarget({ url: new URL(deployed.url), app });
  closers.push(close, deployed.close);
  const { key, secret } = await control.createApp();
  await control.seedUsers(key, [{ id: 'jane', data: { a: 1 } }]);
  const headers = { authorization: await serverToken(secret), 'stream-auth-type': 'jwt', 'x-stream-client': 'test-1' };
  const ask = (method: string, id: string, signal?: AbortSignal): Promise<Response> =>
    fetch(`${url}/api/v1.0/user/${id}/?api_key=${key}`, { method, headers, signal });
  return { deployed: deployed.control, control, key, ask };
}

test.each<[string, string, string, Fault, number]>([
  ['a user of old was looked for', 'GET', 'john', { when: { method: 'GET' } }, 200],
  ['a user of old was removed', 'GET', 'john', { when: { method: 'DELETE' } }, 200],
  ['it took effect', 'DELETE', 'jane', {}, 404],
  ['it took no effect', 'DELETE', 'jane', { status: 500 }, 200],
])(
  'a request is given up with its client, keeps no other waiting, and blames nobody: %s',
  async (_what, method, id, fault, status) => {
    const { deployed, control, key, ask } = await start();
    deployed.injectFault(app.key, { ...fault, hang: true });
    const client = new AbortController();
    const given = [ask(method, id, client.signal).catch(String)];
    await expect.poll(() => deployed.exchanges(app.key).some(({ injected }) => injected)).toBe(true);
    given.push(ask('GET', 'queued', client.signal).catch(String));
    await expect.poll(async () => (await control.exchanges(key))[1]?.request.token).toBeTruthy();
    client.abort();

    expect((await ask('GET', 'jane')).status).toBe(status);
    expect(await control.users(key)).toHaveLength(status === 200 ? 1 : 0);
    expect((await control.deleteApp(key)).flatMap(({ faults = [] }) => faults)).toEqual([]);
    expect(deployed.users(app.key, 'jane')).toEqual([]);
    expect(await Promise.all(given)).toEqual(Array(2).fill('AbortError: This operation was aborted'));
    expect(deployed.exchanges(app.key).filter(({ request }) => request.path.includes('queued'))).toEqual([]);
  },
  5_000,
);

test('a deployment that lets a client wait until it gives up is told of', async () => {
  const { deployed, control, key, ask } = await start();
  deployed.injectFault(app.key, { hang: true });
  const client = new AbortController();
  const given = ask('GET', 'jane', client.signal).catch(String);
  await expect.poll(() => deployed.exchanges(app.key).some(({ injected }) => injected)).toBe(true);
  const now = performance.now.bind(performance);
  const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 9_000);
  client.abort();
  await given;
  await ask('GET', 'jane');
  later.mockRestore();
  const [slow] = await control.exchanges(key);
  expect(slow?.faults).toMatchObject([
    {
      id: 'answer/none',
      message: expect.stringMatching(/^The deployment answered nothing in 9\.\d s, and the client/),
    },
  ]);
});
