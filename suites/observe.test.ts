import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { john } from '../fixtures/users.js';
import { createMockClient, type Mock, startMock } from '../mock/index.js';
import { createSupervisor, type Supervisor } from '../runners/index.js';
import { loadContract } from '../spec/contract.js';
import { packageRoot } from '../spec/package-root.js';
import type { Behaviour } from './behaviour.js';
import { observe } from './observe.js';

let mock: Mock;
let supervisor: Supervisor;

beforeAll(async () => {
  mock = await startMock({});
  supervisor = createSupervisor({
    command: ['node', `${packageRoot}/dist/runners/reference/driver.js`],
    directory: packageRoot,
    environment: {},
  });
});
afterAll(async () => {
  await supervisor.close();
  await mock.close();
});

function run(part: Partial<Behaviour>) {
  const behaviour: Behaviour = {
    id: 'create/made-up',
    suite: 'create',
    sentence: 'is made up',
    rule: 'conflict',
    calls: ['create'],
    run: async () => undefined,
    ...part,
  };
  const stage = { supervisor, mock: createMockClient(mock.url), baseUrl: mock.url, contract: loadContract() };
  return observe(behaviour, { ...stage, onHello: () => undefined });
}

describe('observe', () => {
  it('keeps each call as a step, with what went over the wire', async () => {
    const seen = await run({
      async run({ client, check }) {
        check.givesUser(await (await client()).create(john.id, john.data), john);
      },
    });
    expect(seen.ending).toEqual({ kind: 'held' });
    expect(seen.steps.map(({ call, args }) => [call, args])).toEqual([
      ['create', { userId: john.id, data: john.data }],
    ]);
    expect(seen.exchanges.map(({ operation, response }) => [operation, response?.status])).toEqual([['addUser', 201]]);
    expect(seen.checks).toBe(2);
  });
  it('takes a behaviour that checks nothing for a bug of the suite', async () => {
    const seen = await run({
      async run({ client }) {
        await (await client()).create(john.id);
      },
    });
    expect(seen.ending).toEqual({ kind: 'bug', message: 'the behaviour checked nothing' });
  });
  it('takes any other exception for a bug of the suite', async () => {
    const seen = await run({ run: () => Promise.reject(new TypeError('x is not a function')) });
    expect(seen.ending).toMatchObject({
      kind: 'bug',
      message: expect.stringContaining('x is not a function') as string,
    });
  });
  it('breaks when calls became more requests than there were calls', async () => {
    const seen = await run({
      async run({ client, check, app }) {
        check.succeeds(await (await client()).create(john.id));
        await fetch(`${mock.url}/api/v1.0/user/${john.id}/?api_key=${app.key}`);
      },
    });
    expect(seen.ending).toEqual({
      kind: 'broken',
      message: '1 calls became 2 requests; one call is one request',
      expected: 1,
      actual: 2,
    });
  });
  it('tells expected and actual of a comparison that fails, and the step', async () => {
    const seen = await run({
      async run({ client, check }) {
        check.givesUser(await (await client()).create(john.id, john.data), { id: john.id, data: {} });
      },
    });
    expect(seen.ending).toEqual({
      kind: 'broken',
      message: 'create gives the application another user',
      expected: { id: john.id, data: {} },
      actual: john,
      step: 0,
    });
  });
  it('is not applicable where the SDK lacks a credential', async () => {
    const seen = await observe(
      {
        id: 'a/b',
        suite: 'a',
        sentence: '',
        rule: 'token',
        calls: [],
        credential: 'userToken',
        run: async () => undefined,
      },
      {
        supervisor: withoutUserTokens(),
        mock: createMockClient(mock.url),
        baseUrl: mock.url,
        contract: loadContract(),
        onHello: () => undefined,
      },
    );
    expect(seen.ending).toEqual({
      kind: 'not-applicable',
      reason: 'it is about user tokens, and this client holds the secret',
    });
  });
  it('leaves no app behind in the mock', async () => {
    const keys: string[] = [];
    await run({
      async run({ app, otherApp, check }) {
        keys.push(app.key, (await otherApp()).key);
        check.holds(true, 'nothing to check');
      },
    });
    const client = createMockClient(mock.url);
    for (const key of keys) await expect(client.users(key)).rejects.toThrow(/no app/i);
  });
});

/** The driver of the reference, whose hello names the secret only. */
function withoutUserTokens(): Supervisor {
  return {
    async lease(label) {
      const lease = await supervisor.lease(label);
      return {
        ...lease,
        driver: Object.create(lease.driver, {
          hello: { value: { ...lease.driver.hello, credentials: ['secret'] } },
        }) as typeof lease.driver,
      };
    },
    close: () => supervisor.close(),
  };
}
