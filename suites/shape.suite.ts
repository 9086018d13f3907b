import { jane } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { inWords } from './calls.js';
import { invalidInput } from './errors.js';

for (const [id, call] of [
  ['shape/create-takes-null-and-nothing-for-an-empty-object', 'create'],
  ['shape/get-or-create-takes-null-and-nothing-for-an-empty-object', 'getOrCreate'],
  ['shape/update-takes-null-and-nothing-for-an-empty-object', 'update'],
  ['shape/set-user-takes-null-and-nothing-for-an-empty-object', 'setUser'],
] as const) {
  behaviour(
    id,
    'dataIsObject',
    `${inWords(call)} with null, with nothing and with an empty object as the data stores an empty object`,
    async ({ sdk, mock, expect }) => {
      for (const [round, data] of [null, undefined, {}].entries()) {
        for (const { client, userId: id } of sdk.actors(call, `-${round}`)) {
          if (call === 'update') await mock.holds({ id, data: jane.data });
          await expect(client.call(call, id, data)).toGiveUser({ id, data: {} });
          await expect(mock).toHold({ id, data: {} });
        }
      }
    },
  );
}

for (const [id, call] of [
  ['shape/create-refuses-what-is-no-object', 'create'],
  ['shape/get-or-create-refuses-what-is-no-object', 'getOrCreate'],
  ['shape/update-refuses-what-is-no-object', 'update'],
  ['shape/set-user-refuses-what-is-no-object', 'setUser'],
] as const) {
  behaviour(
    id,
    'dataIsObject',
    `${inWords(call)} with text, a number, a list or true as the data is refused, and changes nothing`,
    async ({ sdk, mock, expect }) => {
      for (const { client, userId: id } of sdk.actors(call)) {
        if (call === 'update') await mock.holds({ id, data: jane.data });
        const held = await mock.user(id);
        for (const data of ['John Doe', '{}', 42, ['John'], [{ name: 'John' }], true]) {
          const step = await client.call(call, id, data);
          expect(await mock.user(id), 'what the API holds').toEqual(held);
          await expect(step).toFailWith(invalidInput);
        }
      }
    },
  );
}

for (const [id, call] of [
  ['shape/create-refuses-what-is-empty-and-no-object', 'create'],
  ['shape/get-or-create-refuses-what-is-empty-and-no-object', 'getOrCreate'],
  ['shape/update-refuses-what-is-empty-and-no-object', 'update'],
  ['shape/set-user-refuses-what-is-empty-and-no-object', 'setUser'],
] as const) {
  behaviour(
    id,
    'dataIsObject',
    `${inWords(call)} with an empty list, an empty text, 0 or false as the data is refused, and changes nothing`,
    async ({ sdk, mock, expect }) => {
      for (const { client, userId: id } of sdk.actors(call)) {
        if (call === 'update') await mock.holds({ id, data: jane.data });
        const held = await mock.user(id);
        for (const data of [[], '', 0, false]) {
          const step = await client.call(call, id, data);
          expect(await mock.user(id), 'what the API holds').toEqual(held);
          await expect(step).toFailWith(invalidInput);
        }
      }
    },
  );
}
