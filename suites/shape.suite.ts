import { jane } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { invalidInput } from './errors.js';
import { errorOf } from './observation.js';
import { ofEach } from './of-each.js';
import { prepare } from './prepare.js';

ofEach(
  {
    create: 'shape/create-takes-null-and-nothing-for-an-empty-object',
    getOrCreate: 'shape/get-or-create-takes-null-and-nothing-for-an-empty-object',
    update: 'shape/update-takes-null-and-nothing-for-an-empty-object',
    setUser: 'shape/set-user-takes-null-and-nothing-for-an-empty-object',
  },
  'dataIsObject',
  (words) =>
    `${words} with nothing and with an empty object as the data stores an empty object; with null too, or it refuses it`,
  async ({ sdk, mock, expect }, call) => {
    for (const [round, data] of [undefined, null, undefined, {}, undefined].entries()) {
      // What an earlier call was given is nobody else's.
      const { client: other, userId: otherId } = sdk.actors(call, `-other-${round}`)[0]!;
      if (call === 'update') await mock.holds({ id: otherId, data: {} });
      await expect(other.call(call, otherId, jane.data)).toSucceed();
      for (const { client, userId: id } of sdk.actors(call, `-${round}`)) {
        if (call === 'update') await mock.holds({ id, data: jane.data });
        const step = await client.call(call, id, data);
        // A language with types may have no word for null here; the call without data is what it has instead.
        if (data === null && errorOf(step)) {
          expect((await mock.user(id))?.data, 'what the API holds').toEqual(call === 'update' ? jane.data : undefined);
          continue;
        }
        await expect(step).toGiveUser({ id, data: {} });
        await expect(mock).toHold({ id, data: {} });
      }
    }
  },
);

behaviour(
  'shape/an-empty-object-is-given-as-one',
  'dataIsObject',
  'every call that reads or embeds a user with an empty object as its data gives an empty object',
  async (given) => {
    const { sdk, mock, expect } = given;
    for (const call of sdk.offered(['get', 'profile', 'getOrCreate', 'setUser', 'enrichedActivities'] as const)) {
      for (const { client, userId: id } of sdk.actors(call)) {
        await prepare(given, call, { client, id, data: {} });
        await mock.holds({ id, data: {} });
        await expect(client.call(call, id, jane.data)).toGiveOf({ id, data: {} });
      }
    }
  },
);

ofEach(
  {
    create: 'shape/create-refuses-what-is-no-object',
    getOrCreate: 'shape/get-or-create-refuses-what-is-no-object',
    update: 'shape/update-refuses-what-is-no-object',
    setUser: 'shape/set-user-refuses-what-is-no-object',
  },
  'dataIsObject',
  (words) => `${words} with text, a number, a list or true as the data is refused, and changes nothing`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId: id } of sdk.actors(call)) {
      if (call === 'update') await mock.holds({ id, data: jane.data });
      const held = await mock.user(id);
      for (const data of ['John Doe', '{}', 42, ['John'], [{ name: 'John' }], true]) {
        const step = await client.call(call, id, data);
        await expect(step).toFailWith(invalidInput);
        expect(await mock.user(id), 'what the API holds').toEqual(held);
      }
    }
  },
);

ofEach(
  {
    create: 'shape/create-refuses-what-is-empty-and-no-object',
    getOrCreate: 'shape/get-or-create-refuses-what-is-empty-and-no-object',
    update: 'shape/update-refuses-what-is-empty-and-no-object',
    setUser: 'shape/set-user-refuses-what-is-empty-and-no-object',
  },
  'dataIsObject',
  (words) => `${words} with an empty list, an empty text, 0 or false as the data is refused, and changes nothing`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId: id } of sdk.actors(call)) {
      if (call === 'update') await mock.holds({ id, data: jane.data });
      const held = await mock.user(id);
      for (const data of [[], '', 0, false]) {
        const step = await client.call(call, id, data);
        await expect(step).toFailWith(invalidInput);
        expect(await mock.user(id), 'what the API holds').toEqual(held);
      }
    }
  },
);
