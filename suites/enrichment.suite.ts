import { delicateData } from '../fixtures/payloads.js';
import { jane, john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { instant } from './instant.js';
import { activitiesOf, type Step } from './observation.js';

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

behaviour(
  'enrichment/is-one-request',
  'retries',
  'reading a feed enriched is one GET of the enriched feed, answered 200, and none for a user',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(sdk.enrichedActivities(john.id)).toSucceed();
    await expect(mock).toHaveAnswered('addActivity 201', 'getEnrichedFeed 200');
  },
);

behaviour(
  'enrichment/changes-nothing',
  'enrichment',
  'reading a feed enriched leaves the users as they were, and a missing one missing',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(sdk.enrichedActivities(john.id)).toSucceed();
    await expect(mock).toBeUntouched();
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
  const user = place === 'actor' ? john : jane;

  behaviour(
    ids.embedded,
    'enrichment',
    `a feed that is read enriched has the user in the place of the ${place}, with its id and data`,
    async ({ sdk, mock, expect }) => {
      await mock.holds(john, jane);
      await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ verb: 'follow', [place]: user });
    },
  );

  behaviour(
    ids.current,
    'enrichment',
    `the data of the ${place} is that of its last update, also where it was read before`,
    async ({ sdk, mock, expect }) => {
      const data = { name: 'Somebody Else', since: { year: 2018 } };
      await mock.holds(john, jane);
      await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ [place]: user });
      await expect(sdk.as(user.id).update(user.id, data)).toSucceed();
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ [place]: { id: user.id, data } });
    },
  );

  behaviour(
    ids.later,
    'enrichment',
    `a user that is added after the activity is embedded as its ${place}`,
    async ({ sdk, expect }) => {
      await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
      await expect(sdk.as(user.id).create(user.id, user.data)).toSucceed();
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ [place]: user });
    },
  );

  behaviour(
    ids.deleted,
    'missingReference',
    `in the place of an ${place} that is deleted, the application finds ReferenceNotFound, and no data`,
    async ({ sdk, mock, expect }) => {
      await mock.holds(john, jane);
      await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
      await expect(sdk.as(user.id).delete(user.id)).toSucceed();
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ verb: 'follow', [place]: missing(user.id) });
    },
  );

  behaviour(
    ids.whole,
    'enrichment',
    `an ${place} that is deleted and added again is embedded with its new data, also where it was read as missing`,
    async ({ sdk, mock, expect }) => {
      const data = { name: 'Back Again' };
      await mock.holds(john, jane);
      await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
      await expect(sdk.as(user.id).delete(user.id)).toSucceed();
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ [place]: missing(user.id) });
      await expect(sdk.as(user.id).create(user.id, data)).toSucceed();
      const whole = { id: user.id, data, error: undefined, reference: undefined, reference_type: undefined };
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ [place]: whole });
    },
  );

  behaviour(
    ids.never,
    'missingReference',
    `in the place of an ${place} that never was, the application finds ReferenceNotFound, and no data`,
    async ({ sdk, mock, expect }) => {
      await mock.holds(place === 'actor' ? jane : john);
      await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ verb: 'follow', [place]: missing(user.id) });
    },
  );
}

behaviour(
  'enrichment/embeds-a-user-wherever-it-stands',
  'enrichment',
  'a user that is actor and object, in several activities, is embedded in each place',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.addActivity(john.id, 'greet', john.id)).toSucceed();
    await expect(sdk.addActivity(john.id, 'admire', john.id)).toSucceed();
    await expect(sdk.enrichedActivities(john.id)).toGiveActivities(
      { verb: 'admire', actor: john, object: john },
      { verb: 'greet', actor: john, object: john },
    );
  },
);

behaviour(
  'enrichment/embedded-user-has-its-timestamps',
  'enrichment',
  'an embedded user has the stored created_at and updated_at, to the microsecond',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.as(jane.id).update(jane.id, { name: 'Jane' })).toSucceed();
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    const step = await sdk.enrichedActivities(john.id);
    await expect(step).toSucceed();
    expect(timestampsOf(embeddedIn(step)), 'the timestamps of the embedded user').toEqual(
      timestampsOf(await mock.user(jane.id)),
    );
  },
);

behaviour(
  'enrichment/embedded-user-has-no-duration',
  'enrichment',
  'an embedded user has no duration, which is that of a request',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    const withoutDuration = { duration: undefined };
    await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ actor: withoutDuration, object: withoutDuration });
  },
);

behaviour(
  'enrichment/update-of-another-client-is-seen',
  'enrichment',
  'a client that has read a user and a feed sees in the feed what another client updates',
  async ({ sdk, mock, expect }) => {
    const data = { name: 'Somebody Else' };
    await mock.holds(john, jane);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(sdk.get(jane.id)).toGiveUser(jane);
    await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ object: jane });
    await expect(sdk.another().as(jane.id).update(jane.id, data)).toSucceed();
    await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ object: { id: jane.id, data } });
  },
);

behaviour(
  'enrichment/feed-reads-on-past-a-missing-reference',
  'missingReference',
  'beside an activity whose user is deleted, the others read whole, and in their order',
  async ({ sdk, mock, expect }) => {
    const jack = { id: 'jack-doe', data: { name: 'Jack Doe' } };
    await mock.holds(john, jane, jack);
    for (const { id } of [jane, jack, jane]) await expect(sdk.addActivity(john.id, 'follow', id)).toSucceed();
    await expect(sdk.as(jack.id).delete(jack.id)).toSucceed();
    await expect(sdk.enrichedActivities(john.id)).toGiveActivities(
      { actor: john, object: jane },
      { actor: john, object: missing(jack.id) },
      { actor: john, object: jane },
    );
  },
);

for (const [id, kind] of [
  ['enrichment/embeds-nested-objects', 'nested-objects'],
  ['enrichment/embeds-null-fields', 'null-fields'],
  ['enrichment/embeds-falsy-values', 'falsy-values'],
  ['enrichment/embeds-numbers', 'numbers'],
  ['enrichment/embeds-lists', 'lists'],
  ['enrichment/embeds-empty-objects', 'empty-objects'],
  ['enrichment/embeds-multi-byte-text', 'multi-byte-text'],
  ['enrichment/embeds-characters-that-json-escapes', 'characters-that-json-escapes'],
  ['enrichment/embeds-text-that-looks-like-a-date', 'text-that-looks-like-a-date'],
  ['enrichment/embeds-text-that-looks-like-a-number', 'text-that-looks-like-a-number'],
  ['enrichment/embeds-fields-named-like-the-envelope', 'fields-named-like-the-envelope'],
  ['enrichment/embeds-fields-named-like-a-missing-reference', 'fields-named-like-a-missing-reference'],
  ['enrichment/embeds-a-field-named-id', 'a-field-named-id'],
  ['enrichment/embeds-a-field-named-data', 'a-field-named-data'],
  ['enrichment/embeds-unusual-field-names', 'unusual-field-names'],
] as const) {
  behaviour(
    id,
    'dataFidelity',
    `${kind.replaceAll('-', ' ')} in the data of an embedded user come back as they are stored`,
    async ({ sdk, mock, expect }) => {
      const [actor, object] = [john.id, jane.id].map((userId) => ({ id: userId, data: delicateData[kind] }));
      await mock.holds(actor!, object!);
      await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
      await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ actor, object });
    },
  );
}

behaviour(
  'enrichment/embeds-a-user-without-data',
  'enrichment',
  'a user that is stored with an empty object is embedded with an empty object',
  async ({ sdk, mock, expect }) => {
    const empty = { id: john.id, data: {} };
    await mock.holds(empty);
    await expect(sdk.addActivity(john.id, 'greet', john.id)).toSucceed();
    await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ actor: empty, object: empty });
  },
);

interface Timestamps {
  created_at?: string;
  updated_at?: string;
}

/** To the microsecond, however they are written. */
function timestampsOf({ created_at, updated_at }: Timestamps = {}): Record<keyof Timestamps, string | null> {
  return { created_at: instant(created_at), updated_at: instant(updated_at) };
}

/** What stands in the place of the object of the first activity. */
function embeddedIn(step: Step): Timestamps | undefined {
  const object = activitiesOf(step)?.[0]?.object;
  return typeof object === 'object' && object !== null ? object : undefined;
}
