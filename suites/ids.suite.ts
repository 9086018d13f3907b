import { delicateIds, refusedIds } from '../fixtures/documents.js';
import { john } from '../fixtures/users.js';
import type { Given } from './behaviour.js';
import { type ApiCall, type FeedCall, isFeedCall, needsUser, writes } from './calls.js';
import { invalidInput } from './errors.js';
import { errorOf } from './observation.js';
import { ofEach } from './of-each.js';
import { prepare } from './prepare.js';

ofEach<ApiCall>(
  {
    create: 'ids/create-keeps-every-valid-id',
    getOrCreate: 'ids/get-or-create-keeps-every-valid-id',
    get: 'ids/get-keeps-every-valid-id',
    profile: 'ids/profile-keeps-every-valid-id',
    update: 'ids/update-keeps-every-valid-id',
    delete: 'ids/delete-keeps-every-valid-id',
    setUser: 'ids/set-user-keeps-every-valid-id',
    addActivity: 'ids/add-activity-keeps-every-valid-id',
    activities: 'ids/activities-keeps-every-valid-id',
    enrichedActivities: 'ids/enriched-activities-keeps-every-valid-id',
  },
  'userId',
  (words) =>
    `${words} acts on the very user it is asked for, whatever letters, digits, dashes and underscores the id holds`,
  async (given, call) => {
    if (isFeedCall(call)) return keepsIdsInFeeds(given, call);
    const { sdk, mock, expect } = given;
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

for (const [fault, ids] of [
  [
    'characters that no id holds',
    {
      create: 'ids/create-refuses-what-no-id-holds',
      getOrCreate: 'ids/get-or-create-refuses-what-no-id-holds',
      get: 'ids/get-refuses-what-no-id-holds',
      profile: 'ids/profile-refuses-what-no-id-holds',
      update: 'ids/update-refuses-what-no-id-holds',
      delete: 'ids/delete-refuses-what-no-id-holds',
      addActivity: 'ids/add-activity-refuses-what-no-id-holds',
      activities: 'ids/activities-refuses-what-no-id-holds',
      enrichedActivities: 'ids/enriched-activities-refuses-what-no-id-holds',
    },
  ],
  [
    'characters of a URL',
    {
      create: 'ids/create-refuses-characters-of-a-url',
      getOrCreate: 'ids/get-or-create-refuses-characters-of-a-url',
      get: 'ids/get-refuses-characters-of-a-url',
      profile: 'ids/profile-refuses-characters-of-a-url',
      update: 'ids/update-refuses-characters-of-a-url',
      delete: 'ids/delete-refuses-characters-of-a-url',
      addActivity: 'ids/add-activity-refuses-characters-of-a-url',
      activities: 'ids/activities-refuses-characters-of-a-url',
      enrichedActivities: 'ids/enriched-activities-refuses-characters-of-a-url',
    },
  ],
] as const) {
  ofEach<Exclude<ApiCall, 'setUser'>>(
    ids,
    'userId',
    (words) => `${words} of an id with ${fault} is an error, and never acts on the user that the id would be without`,
    async (given, call) => {
      const { sdk, mock, expect } = given;
      for (const { credential } of sdk.actors(call)) {
        // What a user token may do is looked at after the shape of the request, so that it may name the user it is not.
        const client = sdk.with(credential, john.id);
        await prepare(given, call, { client, ...john });
        const held = await mock.users();
        for (const userId of refusedIds[fault]) {
          const step = await client.call(call, userId, { name: 'Somebody Else' });
          await expect(step).toFail();
          // Where the id stands in the path, it may be another path.
          if (call === 'create' || call === 'getOrCreate') await expect(step).toFailWith(invalidInput);
          else expect(errorOf(step)?.status ?? 0, 'the status of the error').toBeLessThan(500);
          await expect(mock).toHoldExactly(...held.map(({ id, data }) => ({ id, data })));
        }
        if (call === 'addActivity') await expect(client.activities(john.id)).toGiveActivities();
      }
    },
  );
}

/** Feeds of users with such ids, who do something to others with such ids. */
async function keepsIdsInFeeds({ sdk, mock, expect }: Given, call: FeedCall): Promise<void> {
  const users = delicateIds.map((id, index) => ({ id, data: { index } }));
  if (call === 'enrichedActivities') await mock.holds(...users);
  for (const [round, { credential }] of sdk.actors(call).entries()) {
    for (const [index, user] of users.entries()) {
      const client = sdk.with(credential, user.id);
      const other = users[(index + 1) % users.length]!;
      const added = await client.addActivity(user.id, 'follow', other.id);
      const due =
        call === 'enrichedActivities'
          ? { actor: user, object: other }
          : { actor: `SU:${user.id}`, object: `SU:${other.id}` };
      if (call === 'addActivity') await expect(added).toGiveActivities(due);
      else await expect(client.call(call, user.id)).toGiveActivities(...Array.from({ length: round + 1 }, () => due));
    }
  }
}
