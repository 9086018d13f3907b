import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { createMockClient } from '../client.js';
import { startMock, type Mock } from '../mock.js';
import { serverToken } from '../tokens.js';
import { startTarget, type Target } from './index.js';

const app = { key: 'deployed', secret: 'secret-of-the-deployment' };
let deployed: Mock;
beforeAll(async () => {
  deployed = await startMock({ apps: [app] });
});
afterAll(() => deployed.close());

const started: Target[] = [];
afterEach(() => Promise.all(started.splice(0).map((target) => target.close())));

async function start(url: string): Promise<Target> {
  const target = await startTarget({ url: new URL(url), app });
  started.push(target);
  return target;
}

test.each(['', '/', '/api/v1.0', '/api/v1.0/'])(
  'the base path of the contract may stand in the address: "%s"',
  async (path) => {
    const { url, control } = await start(`${deployed.url}${path}`);
    const { key, secret } = await control.createApp();
    await control.seedUsers(key, [{ id: 'jane', data: { a: 1 } }]);
    const headers = {
      authorization: await serverToken(secret),
      'stream-auth-type': 'jwt',
      'x-stream-client': 'test-1',
    };
    const response = await fetch(`${url}/api/v1.0/user/jane/?api_key=${key}`, { headers });
    expect([response.status, await response.json()]).toMatchObject([200, { id: 'jane', data: { a: 1 } }]);
    expect(await control.exchanges(key)).toMatchObject([
      { operation: 'getUser', request: { path: '/api/v1.0/user/jane/' }, response: { status: 200 }, deviations: [] },
    ]);
    expect(await control.deleteApp(key)).toHaveLength(1);
    expect(deployed.control.users(app.key)).toEqual([]);
  },
);

describe('what is not the API is refused before any SDK is blamed', () => {
  test('another path of it', async () => {
    await expect(start(`${deployed.url}/elsewhere`)).rejects.toThrow(
      expect.objectContaining({
        message: `Failed to use the deployment at ${deployed.url}/elsewhere: The deployment answered 404 where a token that is signed with another secret takes 401 or 403. Correct the key and the secret of --app, or --target.`,
      }),
    );
  });

  test.each([404, 401])('a web server whose every page is %i', async (status) => {
    const server = createServer((_message, response) => response.writeHead(status).end('<html>Nothing here</html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(start(`http://127.0.0.1:${port}`)).rejects.toThrow(
      /^Failed to use the deployment at .* answered 40[14] w/,
    );
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

test('what only a mock can do is told by what it is', async () => {
  const { control } = await start(deployed.url);
  const { key } = await control.createApp();
  const rejects = async (call: () => unknown, message: string) => {
    await expect((async () => call())()).rejects.toThrow(expect.objectContaining({ name: 'NeedsControl', message }));
  };
  await rejects(() => control.createApp({ users: [] }), 'to have a second app');
  await rejects(() => control.injectFault(key, { status: 500 }), 'to have an answer of its own making');
  await rejects(
    () => control.seedUsers(key, [{ id: 'a', data: {}, followers_count: 1 }]),
    'to give users counts and moments',
  );
});

describe('the control API over HTTP', () => {
  test('seeds, reads and forgets an app of the deployment, and follows its requests', async () => {
    const { url, control } = await start(deployed.url);
    const client = createMockClient(url);
    const { key, secret } = await control.createApp();
    await client.seedUsers(key, [{ id: 'jane', data: { a: 1 } }]);
    expect(await client.users(key)).toMatchObject([{ id: 'jane', data: { a: 1 } }]);
    expect(await client.users(key, 'nobody')).toEqual([]);

    const listening = await fetch(`${url}/_mock/apps/${key}/exchanges?follow`);
    const headers = {
      authorization: await serverToken(secret),
      'stream-auth-type': 'jwt',
      'x-stream-client': 'test-1',
    };
    await fetch(`${url}/api/v1.0/user/jane/?api_key=${key}`, { headers });
    const { value } = (await listening.body?.getReader().read()) ?? {};
    expect(JSON.parse(Buffer.from(value ?? []).toString())).toMatchObject({ response: { status: 200 } });

    expect(await client.exchanges(key)).toHaveLength(1);
    expect(await client.health()).toEqual(deployed.control.health());
    expect(await client.deleteApp(key)).toHaveLength(1);
    expect(deployed.control.users(app.key)).toEqual([]);
    await expect(client.users(key)).rejects.toThrow(`no app has the key "${key}"`);
  });

  test('refuses in a sentence what only a mock can do, and hands out no secret', async () => {
    const { url, control } = await start(deployed.url);
    const { key } = await control.createApp();
    const ask = async (path: string, body: object): Promise<[status: number, text: string]> => {
      const response = await fetch(`${url}/_mock/${path}`, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, await response.text()];
    };
    const refusal = (what: string): [number, string] => [
      501,
      JSON.stringify({ error: `Failed: a deployment is behind this, and only a mock can be asked ${what}.` }),
    ];
    expect(await ask('apps', {})).toEqual(refusal('for an app and its secret'));
    expect(await ask(`apps/${key}/faults`, { status: 500 })).toEqual(refusal('to have an answer of its own making'));
    expect(await ask(`apps/${key}/users`, { users: [{ id: 'a', followers_count: 1 }] })).toEqual(
      refusal('to give users counts and moments'),
    );
  });
});
