import { delicateIds, refusedIds } from '../fixtures/documents.js';
import { john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { inWords, needsUser, writes } from './calls.js';
import { invalidInput } from './errors.js';
import { errorOf } from './observation.js';

for (const [id, call] of [
  ['ids/create-keeps-every-valid-id', 'create'],
  ['ids/get-or-create-keeps-every-valid-id', 'getOrCreate'],
  ['ids/get-keeps-every-valid-id', 'get'],
  ['ids/profile-keeps-every-valid-id', 'profile'],
  ['ids/update-keeps-every-valid-id', 'update'],
  ['ids/delete-keeps-every-valid-id', 'delete'],
  ['ids/set-user-keeps-every-valid-id', 'setUser'],
] as const) {
  behaviour(
    id,
    'userId',
    `${inWords(call)} acts on the very user it is asked for, whatever letters, digits, dashes and underscores the id holds`,
    async ({ sdk, mock, expect }) => {
      const users = delicateIds.map((userId, index) => ({ id: userId, data: { index } }));
      const changed = users.map((user) => ({ ...user, data: call === 'update' ? { updated: user.id } : user.data }));
      for (const { credential } of sdk.actors(call)) {
        if (needsUser(call)) await mock.holds(...users);
        for (const user of changed) {
          const step = await sdk.with(credential, user.id).call(call, user.id, user.data);
          await expect(step).toSucceed();
          if (call !== 'delete') await expect(step).toGiveUser(user);
          else expect(await mock.user(user.id), `the deleted user ${user.id}`).toBeUndefined();
        }
        await expect(mock).toHoldExactly(...(call === 'delete' ? [] : changed));
        if (writes(call) && !needsUser(call)) for (const { id } of users) await sdk.as(id).delete(id);
      }
    },
  );
}

for (const [id, call, fault] of [
  ['ids/create-refuses-what-no-id-holds', 'create', 'characters that no id holds'],
  ['ids/create-refuses-characters-of-a-url', 'create', 'characters of a URL'],
  ['ids/get-or-create-refuses-what-no-id-holds', 'getOrCreate', 'characters that no id holds'],
  ['ids/get-or-create-refuses-characters-of-a-url', 'getOrCreate', 'characters of a URL'],
  ['ids/get-refuses-what-no-id-holds', 'get', 'characters that no id holds'],
  ['ids/get-refuses-characters-of-a-url', 'get', 'characters of a URL'],
  ['ids/profile-refuses-what-no-id-holds', 'profile', 'characters that no id holds'],
  ['ids/profile-refuses-characters-of-a-url', 'profile', 'characters of a URL'],
  ['ids/update-refuses-what-no-id-holds', 'update', 'characters that no id holds'],
  ['ids/update-refuses-characters-of-a-url', 'update', 'characters of a URL'],
  ['ids/delete-refuses-what-no-id-holds', 'delete', 'characters that no id holds'],
  ['ids/delete-refuses-characters-of-a-url', 'delete', 'characters of a URL'],
] as const) {
  behaviour(
    id,
    'userId',
    `${inWords(call)} of an id with ${fault} is an error, and never acts on the user that the id would be without`,
    async ({ sdk, mock, expect }) => {
      if (needsUser(call)) await mock.holds(john);
      for (const { credential } of sdk.actors(call)) {
        for (const userId of refusedIds[fault]) {
          // What a user token may do is looked at after the shape of the request, so that it may name the user it is not.
          const step = await sdk.with(credential, john.id).call(call, userId, { name: 'Somebody Else' });
          await expect(step).toFail();
          if (needsUser(call)) expect(errorOf(step)?.status ?? 0, 'the status of the error').toBeLessThan(500);
          else await expect(step).toFailWith(invalidInput);
          await expect(mock).toHoldExactly(...(needsUser(call) ? [john] : []));
        }
      }
    },
  );
}
