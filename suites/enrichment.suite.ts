import { behaviour } from './behaviour.js';
import { couplesOf } from './couples.js';

/** What stands in the place of a reference to nobody, and nothing else. */
const missing = (id: string) => ({
  id,
  error: 'ReferenceNotFound',
  reference: `SU:${id}`,
  reference_type: 'user',
  data: undefined,
  created_at: undefined,
  updated_at: undefined,
});

/** What is no member of a user that is there. */
const present = { error: undefined, reference: undefined, reference_type: undefined };

behaviour(
  'enrichment/changes-nothing',
  'enrichment',
  'reading a feed enriched leaves the users as they were, and a missing one missing',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend } of couplesOf(sdk)) {
      await mock.holds(user);
      await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
      await expect(client.enrichedActivities(user.id)).toSucceed();
      await expect(mock).toBeUntouched();
    }
  },
);

// What holds for the one holds for the other: an SDK may have a type for one place only.
for (const [place, ids] of [
  [
    'actor',
    {
      embedded: 'enrichment/embeds-the-actor',
      current: 'enrichment/actor-is-current-after-an-update',
      later: 'enrichment/actor-that-is-added-later-is-embedded',
      deleted: 'enrichment/deleted-actor-is-a-missing-reference',
      whole: 'enrichment/re-created-actor-is-whole-again',
      never: 'enrichment/actor-that-never-was-is-a-missing-reference',
    },
  ],
  [
    'object',
    {
      embedded: 'enrichment/embeds-the-object',
      current: 'enrichment/object-is-current-after-an-update',
      later: 'enrichment/object-that-is-added-later-is-embedded',
      deleted: 'enrichment/deleted-object-is-a-missing-reference',
      whole: 'enrichment/re-created-object-is-whole-again',
      never: 'enrichment/object-that-never-was-is-a-missing-reference',
    },
  ],
] as const) {
  behaviour(
    ids.embedded,
    'enrichment',
    `a feed that is read enriched has the user in the place of the ${place}, with its id and data`,
    async ({ sdk, mock, expect }) => {
      for (const { client, user, friend } of couplesOf(sdk)) {
        await mock.holds(user, friend);
        await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
        const due = { ...(place === 'actor' ? user : friend), ...present };
        await expect(client.enrichedActivities(user.id)).toGiveActivities({ verb: 'follow', [place]: due });
      }
    },
  );

  behaviour(
    ids.current,
    'enrichment',
    `the data of the ${place} is that of its last update, also where it was read before`,
    async ({ sdk, mock, expect }) => {
      for (const { client, user, friend } of couplesOf(sdk)) {
        const whom = place === 'actor' ? user : friend;
        const data = { name: 'Somebody Else', since: { year: 2018 } };
        await mock.holds(user, friend);
        await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
        await expect(client.enrichedActivities(user.id)).toGiveActivities({ [place]: whom });
        await expect(sdk.as(whom.id).update(whom.id, data)).toSucceed();
        await expect(client.enrichedActivities(user.id)).toGiveActivities({ [place]: { id: whom.id, data } });
      }
    },
  );

  behaviour(
    ids.later,
    'enrichment',
    `a user that is added after the activity is embedded as its ${place}`,
    async ({ sdk, expect }) => {
      for (const { client, user, friend } of couplesOf(sdk)) {
        const whom = place === 'actor' ? user : friend;
        await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
        await expect(sdk.as(whom.id).create(whom.id, whom.data)).toSucceed();
        await expect(client.enrichedActivities(user.id)).toGiveActivities({ [place]: whom });
      }
    },
  );

  behaviour(
    ids.deleted,
    'missingReference',
    `in the place of an ${place} that is deleted, the application finds ReferenceNotFound, and no data`,
    async ({ sdk, mock, expect }) => {
      for (const { client, user, friend } of couplesOf(sdk)) {
        const { id } = place === 'actor' ? user : friend;
        await mock.holds(user, friend);
        await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
        await expect(sdk.as(id).delete(id)).toSucceed();
        await expect(client.enrichedActivities(user.id)).toGiveActivities({ verb: 'follow', [place]: missing(id) });
      }
    },
  );

  behaviour(
    ids.whole,
    'enrichment',
    `an ${place} that is deleted and added again is embedded with its new data, also where it was read as missing`,
    async ({ sdk, mock, expect }) => {
      for (const { client, user, friend } of couplesOf(sdk)) {
        const { id } = place === 'actor' ? user : friend;
        const data = { name: 'Back Again' };
        await mock.holds(user, friend);
        await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
        await expect(sdk.as(id).delete(id)).toSucceed();
        await expect(client.enrichedActivities(user.id)).toGiveActivities({ [place]: missing(id) });
        await expect(sdk.as(id).create(id, data)).toSucceed();
        await expect(client.enrichedActivities(user.id)).toGiveActivities({ [place]: { id, data, ...present } });
      }
    },
  );

  behaviour(
    ids.never,
    'missingReference',
    `in the place of an ${place} that never was, the application finds ReferenceNotFound, and no data`,
    async ({ sdk, mock, expect }) => {
      for (const { client, user, friend } of couplesOf(sdk)) {
        const [whom, other] = place === 'actor' ? [user, friend] : [friend, user];
        await mock.holds(other);
        await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
        const due = { verb: 'follow', [place]: missing(whom.id) };
        await expect(client.enrichedActivities(user.id)).toGiveActivities(due);
      }
    },
  );
}

behaviour(
  'enrichment/embeds-a-user-wherever-it-stands',
  'enrichment',
  'a user that is actor and object, in several activities, is embedded in each place',
  async ({ sdk, mock, expect }) => {
    for (const { client, user } of couplesOf(sdk)) {
      await mock.holds(user);
      await expect(client.addActivity(user.id, 'greet', user.id)).toSucceed();
      await expect(client.addActivity(user.id, 'admire', user.id)).toSucceed();
      await expect(client.enrichedActivities(user.id)).toGiveActivities(
        { verb: 'admire', actor: user, object: user },
        { verb: 'greet', actor: user, object: user },
      );
    }
  },
);

behaviour(
  'enrichment/embedded-user-has-no-duration',
  'enrichment',
  'an embedded user has no duration, which is that of a request',
  async ({ sdk, mock, expect }) => {
    const absent = { duration: undefined };
    for (const { client, user, friend } of couplesOf(sdk)) {
      await mock.holds(user, friend);
      await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
      await expect(client.enrichedActivities(user.id)).toGiveActivities({ actor: absent, object: absent });
    }
  },
);

behaviour(
  'enrichment/update-of-another-client-is-seen',
  'enrichment',
  'a client that has read a user and a feed sees in the feed what another client updates',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend } of couplesOf(sdk)) {
      const { id } = friend;
      const data = { name: 'Somebody Else' };
      await mock.holds(user, friend);
      await expect(client.addActivity(user.id, 'follow', id)).toSucceed();
      await expect(client.get(id)).toGiveUser(friend);
      await expect(client.enrichedActivities(user.id)).toGiveActivities({ object: friend });
      await expect(sdk.another().as(id).update(id, data)).toSucceed();
      await expect(client.enrichedActivities(user.id)).toGiveActivities({ object: { id, data } });
    }
  },
);

behaviour(
  'enrichment/feed-reads-on-past-a-missing-reference',
  'missingReference',
  'beside an activity whose user is deleted, the others read whole, and in their order',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend } of couplesOf(sdk)) {
      const gone = { id: `${user.id}-gone`, data: { name: 'Jack Doe' } };
      await mock.holds(user, friend, gone);
      for (const { id } of [friend, gone, friend]) {
        await expect(client.addActivity(user.id, 'follow', id)).toSucceed();
      }
      await expect(sdk.as(gone.id).delete(gone.id)).toSucceed();
      await expect(client.enrichedActivities(user.id)).toGiveActivities(
        { actor: user, object: friend },
        { actor: user, object: missing(gone.id) },
        { actor: user, object: friend },
      );
    }
  },
);
