import { describe, expect, test } from 'vitest';

import { loadContract } from '../spec/contract.js';
import { errorEntry } from '../spec/error-entry.js';
import type { OperationId } from '../spec/contract.js';
import { createValidators } from '../testing/validators.js';

import { useMock } from '../testing/mock.js';
import type { Sent, TestApp } from '../testing/mock.js';
import { userToken } from './tokens.js';

const contract = loadContract();
const validators = createValidators(contract);
const mock = useMock();

const activity = { actor: 'SU:jane', verb: 'like', object: 'picture:10' };

/** A request that is right in everything; a case changes one thing about it. */
const plain: Record<OperationId, { method: string; path: string; sent: Sent }> = {
  addUser: { method: 'POST', path: 'user/', sent: { body: { id: 'john', data: { name: 'John' } } } },
  getUser: { method: 'GET', path: 'user/jane/', sent: {} },
  updateUser: { method: 'PUT', path: 'user/jane/', sent: { body: { data: { name: 'Janet' } } } },
  deleteUser: { method: 'DELETE', path: 'user/jane/', sent: {} },
  addActivity: { method: 'POST', path: 'feed/timeline/jane/', sent: { body: activity } },
  getFeed: { method: 'GET', path: 'feed/timeline/jane/', sent: {} },
  getEnrichedFeed: { method: 'GET', path: 'enrich/feed/timeline/jane/', sent: {} },
};

interface Case {
  /** Another path than the right one. */
  path?: string;
  sent?: (app: TestApp) => Sent | Promise<Sent>;
  before?: (app: TestApp) => Promise<void>;
  rateLimit?: { limit: number; windowSeconds: number };
  code?: number;
}

const tooLarge = { text: 'x'.repeat(10_240) };

/** How each refusal comes about, by its status; where an operation needs its own way, by operation. */
const cases: Record<number, Case | Partial<Record<OperationId, Case>>> = {
  200: {},
  201: {},
  400: {
    addUser: { sent: () => ({ body: { id: 'a b' } }) },
    getUser: { path: 'user/a%20b/' },
    updateUser: { sent: () => ({ body: { data: 'text' } }) },
    deleteUser: { path: 'user/a%20b/' },
    addActivity: { sent: () => ({ body: { ...activity, actor: undefined } }) },
    getFeed: { sent: () => ({ query: { limit: '0' } }) },
    getEnrichedFeed: { path: 'enrich/feed/a%20b/jane/' },
  },
  401: { sent: async () => ({ headers: { authorization: await userToken('another secret', 'jane') } }) },
  403: { sent: async ({ secret }) => ({ headers: { authorization: await userToken(secret, 'somebody') } }) },
  404: { path: 'user/nobody/' },
  409: { addUser: { sent: () => ({ body: { id: 'jane' } }) } },
  413: {
    addUser: { sent: () => ({ body: { id: 'john', data: tooLarge } }) },
    updateUser: { sent: () => ({ body: { data: tooLarge } }) },
    addActivity: { sent: () => ({ body: { ...activity, text: 'x'.repeat(5 * 2 ** 20) } }) },
  },
  429: { rateLimit: { limit: 0, windowSeconds: 60 } },
  500: { before: ({ key }) => mock.client.injectFault(key, { status: 500 }) },
};

const expected = contract.operations.flatMap(({ id, statuses }) => statuses.map((status) => [id, status] as const));

describe('every operation gives every answer the contract has for it', () => {
  test.each(expected)('%s answers %i', async (operation, status) => {
    const { method, path, sent } = plain[operation];
    const { sent: change, before, rateLimit, ...chosen } = caseOf(operation, status);
    const app = await mock.app({ users: [{ id: 'jane', data: { name: 'Jane' } }], rateLimit });
    await before?.(app);

    const changed = (await change?.(app)) ?? {};
    const response = await app.send(method, chosen.path ?? path, { ...sent, ...changed });

    expect(response.status).toBe(status);
    const validate = validators.response(operation, status);
    validate(response.body);
    expect(validate.errors).toBeNull();
    expect(response.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    if (status < 400) return;
    const { exception, detail, code } = errorEntry(contract, status, status === 401 ? 3 : undefined);
    expect(response.body).toMatchObject({ status_code: status, exception, detail, code });
  });
});

function caseOf(operation: OperationId, status: number): Case {
  const found = cases[status];
  if (!found) throw new Error(`The contract has a new status, ${status}, of ${operation}. Add how it comes about.`);
  return operation in found ? ((found as Partial<Record<OperationId, Case>>)[operation] ?? {}) : (found as Case);
}

test('an unknown key is error 2, whatever the token', async () => {
  const app = await mock.app();
  const response = await app.send('GET', 'user/jane/', { query: { api_key: 'unknown' } });
  expect([response.status, response.body]).toEqual([
    401,
    expect.objectContaining({ code: 2, exception: 'ApiKeyException' }),
  ]);
});

test('a method that a path lacks is error 17, and Allow names those it has', async () => {
  const app = await mock.app();
  const response = await app.send('PATCH', 'user/jane/');
  expect(response.status).toBe(405);
  expect(response.headers['allow']).toBe('GET, PUT, DELETE');
  expect(response.body).toMatchObject({ code: 17, exception: 'MethodNotAllowedException' });
});

test('an unknown path is error 16, which says that it is the path', async () => {
  const app = await mock.app();
  const response = await app.send('GET', 'feeds/');
  expect([response.status, response.body]).toEqual([
    404,
    expect.objectContaining({ code: 16, detail: 'The path does not exist' }),
  ]);
});

test('no answer has strayed from the contract', () => {
  expect(mock.mock.defects).toEqual([]);
});
