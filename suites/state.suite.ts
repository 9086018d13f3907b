import { jane, john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { type ApiCall, apiCalls, inWords, needsUser } from './calls.js';
import { conflict, notFound } from './errors.js';
import { ofEach } from './of-each.js';
import { prepare } from './prepare.js';

ofEach(
  {
    getOrCreate: 'state/get-or-create-sees-each-change',
    get: 'state/get-sees-each-change',
    profile: 'state/profile-sees-each-change',
    setUser: 'state/set-user-sees-each-change',
  },
  'retrieve',
  (words) => `${words}, called again, gives what others have stored since`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId: id } of sdk.actors(call)) {
      for (const round of [1, 2, 3]) {
        const user = { id, data: { round, [`round${round}`]: true } };
        await mock.holds({ ...user, updated_at: `2020-01-0${round}T00:00:00.00000${round}Z` });
        const step = await client.call(call, id, jane.data);
        await expect(step).toGiveUser(user);
        await expect(step).toGiveNoTimestampsBut(await mock.user(id));
      }
    }
  },
);

ofEach(
  {
    activities: 'state/activities-sees-each-change',
    enrichedActivities: 'state/enriched-activities-sees-each-change',
  },
  (call) => (call === 'activities' ? 'feed' : 'enrichment'),
  (words) => `${words}, called again, gives what others have added and stored since`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId: id } of sdk.actors(call)) {
      const verbs: string[] = [];
      for (const round of [1, 2, 3]) {
        const user = { id, data: { round, [`round${round}`]: true } };
        await mock.holds(user);
        verbs.unshift(`round-${round}`);
        await expect(client.another().addActivity(id, `round-${round}`, id)).toSucceed();
        const place = call === 'activities' ? `SU:${id}` : user;
        const due = verbs.map((verb) => ({ actor: place, verb, object: place }));
        await expect(client.call(call, id)).toGiveActivities(...due);
      }
    }
  },
);

behaviour(
  'state/who-was-missing-is-found-when-stored',
  'retrieve',
  'get, profile, update and delete of a user that was missing before find it as soon as it is stored',
  async ({ sdk, mock, expect }) => {
    for (const call of sdk.offered(['get', 'profile', 'update', 'delete'] as const)) {
      for (const { client, userId: id } of sdk.actors(call, `-${call}`)) {
        await expect(client.call(call, id, jane.data)).toFailWith(notFound);
        await mock.holds({ id, data: jane.data });
        const step = await client.call(call, id, jane.data);
        await expect(step).toSucceed();
        if (call !== 'delete') await expect(step).toGiveUser({ id, data: jane.data });
      }
    }
  },
);

ofEach(
  {
    create: 'state/create-takes-no-data-from-before',
    getOrCreate: 'state/get-or-create-takes-no-data-from-before',
    update: 'state/update-takes-no-data-from-before',
    setUser: 'state/set-user-takes-no-data-from-before',
  },
  'dataIsObject',
  (words) =>
    `${words} without data stores an empty object, whatever its client has read, sent, or failed to send before`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId: id } of sdk.actors(call)) {
      for (const before of ['sent', 'failed'] as const) {
        if (needsUser(call)) await mock.holds({ id, data: jane.data });
        if (before === 'failed') await mock.failsNext();
        const step = await client.call(call, id, john.data);
        if (before === 'failed') await expect(step).toFail();
        else await expect(step).toSucceed();
        if (before === 'sent' || needsUser(call)) await expect(client.get(id)).toSucceed();
        if (before === 'sent' && !needsUser(call)) await expect(client.delete(id)).toSucceed();
        await expect(client.call(call, id)).toGiveUser({ id, data: {} });
        await expect(mock).toHoldExactly({ id, data: {} });
        await expect(client.delete(id)).toSucceed();
      }
    }
  },
);

ofEach<ApiCall>(
  {
    create: 'state/create-changes-no-other-user',
    getOrCreate: 'state/get-or-create-changes-no-other-user',
    get: 'state/get-changes-no-other-user',
    profile: 'state/profile-changes-no-other-user',
    update: 'state/update-changes-no-other-user',
    delete: 'state/delete-changes-no-other-user',
    setUser: 'state/set-user-changes-no-other-user',
    addActivity: 'state/add-activity-changes-no-other-user',
    activities: 'state/activities-changes-no-other-user',
    enrichedActivities: 'state/enriched-activities-changes-no-other-user',
  },
  'dataFidelity',
  (words) => `${words} leaves users whose ids begin alike, and those before and after it, as they were`,
  async (given, call) => {
    const { sdk, mock, expect } = given;
    for (const { client, userId: id } of sdk.actors(call)) {
      const others = [`${id}-2`, `a-${id}`, id.slice(0, -1), id.toUpperCase()];
      const stored = others.map((other) => ({ id: other, data: { of: other } }));
      await mock.holds(...stored);
      await prepare(given, call, { client, id, data: john.data });
      await expect(client.call(call, id, jane.data)).toSucceed();
      await expect(mock).toBeUntouched(...others);
    }
  },
);

ofEach(
  {
    getOrCreate: 'state/get-or-create-sees-the-whole-life-of-a-user',
    get: 'state/get-sees-the-whole-life-of-a-user',
    profile: 'state/profile-sees-the-whole-life-of-a-user',
    setUser: 'state/set-user-sees-the-whole-life-of-a-user',
  },
  'retrieve',
  (words) => `${words} gives one client the user that it and another have created, updated and deleted`,
  async ({ sdk, mock, expect }, call) => {
    sdk.offered([call]);
    const client = call === 'setUser' ? sdk.withTokenOf(john.id) : sdk.as(john.id);
    const other = client.another();
    const stored = (data: object) => ({ id: john.id, data });
    await expect(client.create(john.id, john.data)).toGiveUser(john);
    await expect(client.call(call, john.id, jane.data)).toGiveUser(john);
    await expect(client.update(john.id, { by: 'itself' })).toGiveUser(stored({ by: 'itself' }));
    await expect(client.call(call, john.id, jane.data)).toGiveUser(stored({ by: 'itself' }));
    await expect(other.update(john.id, { by: 'another' })).toSucceed();
    await expect(client.call(call, john.id, jane.data)).toGiveUser(stored({ by: 'another' }));
    await expect(client.create(john.id, jane.data)).toFailWith(conflict);
    await expect(client.call(call, john.id, jane.data)).toGiveUser(stored({ by: 'another' }));
    await expect(other.delete(john.id)).toSucceed();
    if (needsUser(call)) await expect(client.call(call, john.id)).toFailWith(notFound);
    await expect(other.getOrCreate(john.id, { again: true })).toGiveUser(stored({ again: true }));
    await expect(client.call(call, john.id, jane.data)).toGiveUser(stored({ again: true }));
    await expect(client.create(john.id, jane.data)).toFailWith(conflict);
    await expect(client.delete(john.id)).toSucceed();
    await expect(mock).toHoldExactly();
  },
);

behaviour(
  'state/many-errors-cost-the-next-call-nothing',
  'clients',
  'after two dozen errors of the server in a row, of every call, the next call of that client works',
  async (given) => {
    const { sdk, mock, expect } = given;
    const times = 24;
    for (const call of sdk.offered(apiCalls)) {
      for (const { client, userId: id } of sdk.actors(call, `-${inWords(call)}`)) {
        await prepare(given, call, { client, id, data: john.data });
        await mock.injects(`the next ${times} requests are answered 500`, { status: 500, times });
        for (let count = 0; count < times; count += 1) await expect(client.call(call, id, john.data)).toFail();
        await expect(client.call(call, id, john.data)).toGiveOf({ id, data: john.data });
      }
    }
  },
);

behaviour(
  'state/many-refusals-cost-the-next-call-nothing',
  'clients',
  'after a dozen refusals of a call in a row, of one reason each, the next call of that client works',
  async (given) => {
    const { sdk, mock, expect } = given;
    const statuses = [400, 401, 403, 404, 409, 413, 429, 500, 503] as const;
    const actors = sdk
      .offered(apiCalls)
      .flatMap((call) => sdk.actors(call, `-${inWords(call)}`).map((actor) => ({ ...actor, call })));
    for (const [index, { call, client, userId: id }] of actors.entries()) {
      await prepare(given, call, { client, id, data: john.data });
      const status = statuses[index % statuses.length]!;
      await mock.injects(`the next twelve requests are answered ${status}`, { status, times: 12 });
      for (let count = 0; count < 12; count += 1) await expect(client.call(call, id, john.data)).toFail();
      await expect(client.call(call, id, john.data)).toGiveOf({ id, data: john.data });
    }
  },
);

behaviour(
  'state/profile-carries-its-own-counts',
  'followCounts',
  'a profile gives the numbers of followers and followings of that user, each its own, as they are now',
  async ({ sdk, mock, expect }) => {
    const counts = [
      { followers_count: 3, following_count: 5 },
      { followers_count: 0, following_count: 1 },
      { followers_count: 2_000_000_000, following_count: 70_000 },
    ];
    const app = await mock.otherApp();
    for (const client of sdk.of(app).withEach(john.id)) {
      for (const round of [0, 1, 2]) {
        for (const [index, id] of ['john-doe', 'jane-doe'].entries()) {
          const { followers_count, following_count } = counts[(round + index) % 3]!;
          await mock.holdsIn(app, { id, data: { id }, followers_count, following_count });
          await expect(client.profile(id)).toGiveUser({
            ...{ id, data: { id } },
            ...{ followersCount: followers_count, followingCount: following_count },
          });
        }
      }
    }
  },
);

behaviour(
  'state/only-a-profile-carries-counts',
  'followCounts',
  'retrieving, getting or creating and updating a user that is followed give no counts',
  async ({ sdk, mock, expect }) => {
    const app = await mock.otherApp();
    for (const call of sdk.offered(['get', 'getOrCreate', 'update'] as const)) {
      for (const { client, userId: id } of sdk.of(app).actors(call)) {
        await mock.holdsIn(app, { id, data: john.data, followers_count: 3, following_count: 5 });
        const step = await client.call(call, id, john.data);
        await expect(step).toGiveUser({ id, followersCount: undefined, followingCount: undefined });
      }
    }
  },
);

behaviour(
  'state/users-of-apps-are-apart',
  'apiKey',
  'what is done to a user of one app changes the user of that id in no other app',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const other = await mock.otherApp();
    const client = sdk.of(other);
    for (const call of sdk.offered(['get', 'profile'] as const)) {
      await expect(sdk.call(call, john.id)).toGiveUser(john);
      await expect(client.call(call, john.id)).toFailWith(notFound);
    }
    await expect(client.getOrCreate(john.id, jane.data)).toGiveUser({ id: john.id, data: jane.data });
    await expect(client.update(john.id, { other: true })).toGiveUser({ id: john.id, data: { other: true } });
    await expect(sdk.get(john.id)).toGiveUser(john);
    await expect(client.delete(john.id)).toSucceed();
    for (const call of sdk.offered(['get', 'profile', 'update', 'delete'] as const)) {
      await expect(client.call(call, john.id, jane.data)).toFailWith(notFound);
    }
    await expect(client.create(john.id, jane.data)).toSucceed();
    await expect(mock).toBeUntouched();
  },
);
