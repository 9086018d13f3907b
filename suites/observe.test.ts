import { describe, expect, it } from 'vitest';

import { john } from '../fixtures/users.js';
import { startMock } from '../mock/index.js';
import type { Client } from '../runners/protocol/messages.js';
import type { Operations } from '../runners/reference/operations.js';
import { connectReference, inProcess } from '../testing/in-process.js';
import { doubleLaunch, referenceLaunch } from '../testing/launches.js';
import { behavioursOf, observeAll } from '../testing/observe-all.js';
import type { Behaviour } from './behaviour.js';
import type { Observation } from './observation.js';
import { NotApplicable } from './sdk.js';

async function observed(run: Behaviour['run']): Promise<Observation> {
  const behaviour = { id: 'create/made-up', suite: 'create', sentence: 'is made up', rule: 'conflict', run };
  const [seen] = await observeAll(referenceLaunch, [behaviour]);
  return seen!;
}

describe('what is seen of a behaviour', () => {
  it('is each call, with what was there before, what went over the wire and how much was checked', async () => {
    const seen = await observed(async ({ sdk, mock, expect }) => {
      await mock.holds({ id: 'jane-doe', data: { name: 'Jane' } });
      await expect(sdk.create(john.id, john.data)).toGiveUser(john);
      await expect(sdk.get(john.id)).toSucceed();
    });
    expect(seen).toMatchObject({
      ending: { kind: 'held' },
      before: ['the API holds jane-doe {"name":"Jane"}'],
      steps: [
        { call: 'create', args: { userId: john.id, data: john.data } },
        { call: 'get', args: { userId: john.id } },
      ],
      exchanges: [
        { operation: 'addUser', response: { status: 201 } },
        { operation: 'getUser', response: { status: 200 } },
      ],
      checks: 2,
    });
  });

  it('never is a secret that an error told', async () => {
    const telling = (client: Client): Operations => ({
      ...connectReference(client),
      get: (args) =>
        connectReference(client)
          .get(args)
          .catch((error: unknown) => {
            throw Object.assign(error as Error, { message: `signed by ${btoa(`key:${client.secret}`)}` });
          }),
    });
    const run: Behaviour['run'] = async ({ sdk, expect }) => expect(sdk.get(john.id)).toFail();
    const behaviour = { id: 'create/made-up', suite: 'create', sentence: 'is made up', rule: 'conflict' };
    const wanting: Behaviour['run'] = async ({ sdk, expect }) => expect(sdk.get(john.id)).toSucceed();
    const seen = await observeAll(inProcess(telling), [
      { ...behaviour, run },
      { ...behaviour, run: wanting },
    ]);
    const told = { kind: 'broken', rule: 'secret', message: "the error of get holds the app's secret" };
    expect(seen.map(({ ending }) => ending)).toMatchObject([told, told]);
    expect(JSON.stringify(seen)).not.toContain('signed by');
  });

  it('is bounded when an SDK fails now and then on generated documents, however small they become', async () => {
    let calls = 0;
    const forgetful = (client: Client): Operations => {
      const whole = connectReference(client);
      // A fifth of the calls, without a pattern.
      const forgets = () => (calls += 1) > 10 && ((calls * 2_654_435_761) >>> 0) % 100 < 20;
      return {
        ...whole,
        getOrCreate: ({ data, ...args }) => whole.getOrCreate({ ...args, data: forgets() ? { lost: true } : data }),
      };
    };
    const behaviours = behavioursOf('fidelity/get-or-create-keeps-generated-documents');
    const [seen] = await observeAll(inProcess(forgetful), behaviours);
    expect(seen?.ending).toMatchObject({
      kind: 'broken',
      message: expect.stringContaining('this is the smallest') as string,
    });
    expect(seen?.exchanges.length).toBeLessThan(300);
  });

  it('is a bug of the suite when it checks nothing', async () => {
    const { ending } = await observed(async ({ sdk }) => void (await sdk.create(john.id)));
    expect(ending).toEqual({ kind: 'bug', message: 'the behaviour checked nothing' });
  });

  it('is a bug of the suite when it throws what is no failed check', async () => {
    const { ending } = await observed(() => Promise.reject(new TypeError('x is not a function')));
    expect(ending).toMatchObject({ kind: 'bug', message: expect.stringContaining('x is not a function') as string });
  });

  it('is broken when calls became more requests than there were calls', async () => {
    const mock = await startMock();
    const behaviour = {
      ...{ id: 'create/made-up', suite: 'create', sentence: '', rule: 'conflict' },
      run: (async ({ sdk, mock: { app }, expect }) => {
        await expect(sdk.create(john.id)).toSucceed();
        await fetch(`${mock.url}/api/v1.0/user/${john.id}/?api_key=${app.key}`);
      }) satisfies Behaviour['run'],
    };
    const [seen] = await observeAll(referenceLaunch, [behaviour], { mock });
    await mock.close();
    expect(seen?.ending).toEqual({
      kind: 'broken',
      message: 'more requests than calls were sent, 2 for 1; one call is one request',
      expected: 1,
      actual: 2,
      rule: 'retries',
    });
  });

  it('is broken by what a call sent that is another call’s request, whatever came of it', async () => {
    const sent = 'create sends get_or_create=true, as getOrCreate does';
    const [held, seen] = await observeAll(
      doubleLaunch('always-gets-or-creates'),
      behavioursOf('create/returns-the-user', 'conflict/same-data-is-an-error'),
    );
    expect(held?.ending).toMatchObject({ kind: 'broken', message: sent });
    expect(seen?.ending).toMatchObject({ kind: 'broken', message: 'create succeeds although it must fail', sent });
  });

  it('is broken by a failed check: what was expected, what came, and of which call', async () => {
    const { ending } = await observed(async ({ sdk, expect }) => {
      await expect(sdk.get('nobody')).toFail();
      await expect(sdk.create(john.id, john.data)).toGiveUser({ id: john.id, data: {} });
    });
    expect(ending).toEqual({
      kind: 'broken',
      message: 'create gives the application another user',
      expected: { id: john.id, data: {} },
      actual: john,
      step: 1,
    });
  });

  it('is broken by a check of vitest itself', async () => {
    const { ending } = await observed(async ({ expect }) => expect(1, 'one').toBe(2));
    expect(ending).toEqual({
      kind: 'broken',
      message: 'one is another than expected',
      expected: 2,
      actual: 1,
      step: undefined,
    });
    const several = await observed(async ({ expect }) => expect([], 'the requests of one call').toHaveLength(1));
    expect(several.ending).toMatchObject({ message: 'the requests of one call are others than expected' });
  });

  it('is not applicable where the SDK lacks what it needs', async () => {
    const { ending } = await observed(async () => {
      throw new NotApplicable('the SDK has no call for profile');
    });
    expect(ending).toEqual({ kind: 'not-applicable', reason: 'the SDK has no call for profile' });
  });

  it('has the requests of all apps in the order they came', async () => {
    const seen = await observed(async ({ sdk, mock, expect }) => {
      const other = await mock.otherApp();
      await expect(sdk.of(other).create(john.id, john.data)).toSucceed();
      await expect(sdk.get(john.id)).toFail();
      await expect(sdk.of(other).get(john.id)).toSucceed();
    });
    expect(seen.ending.kind).toBe('held');
    expect(seen.exchanges.map(({ operation, response }) => `${operation} ${response?.status}`)).toEqual([
      'addUser 201',
      'getUser 404',
      'getUser 200',
    ]);
  });

  it('leaves no app behind in the mock', async () => {
    const mock = await startMock();
    const keys: string[] = [];
    const run: Behaviour['run'] = async ({ mock: { app, otherApp }, expect }) => {
      keys.push(app.key, (await otherApp()).key);
      expect(keys).toHaveLength(2);
    };
    await observeAll(
      referenceLaunch,
      [{ id: 'create/made-up', suite: 'create', sentence: '', rule: 'conflict', run }],
      { mock },
    );
    for (const key of keys) expect(() => mock.control.users(key)).toThrow(/no app/i);
    await mock.close();
  });
});
