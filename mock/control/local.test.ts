import { expect, test } from 'vitest';

import { useMock } from '../testing.js';

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

test('a number outside of data counts by its value', async () => {
  const [status] = await control('POST', 'apps', '{"rateLimit":{"limit":5.0,"windowSeconds":60.0}}');
  expect(status).toBe(201);
});
