import { jane } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { givesUser, successOf, userCalls } from './calls.js';
import { ofEach } from './of-each.js';

/** A moment is the same however it is written; these lose something where a part of it is dropped. */
const moments = [
  ['2018-04-06T09:56:15.833318Z', '2019-11-23T21:05:47.120409Z'],
  ['2020-02-29T23:59:59.999999Z', '2020-03-01T00:00:00.000001Z'],
  ['2016-12-31T12:00:00.000000Z', '2017-01-01T00:00:00.100000Z'],
  ['1999-07-31T13:14:15.000900Z', '2038-01-19T03:14:08.450000Z'],
] as const;

ofEach(
  {
    create: 'timestamps/create-gives-those-of-the-user',
    getOrCreate: 'timestamps/get-or-create-gives-those-of-the-user',
    get: 'timestamps/get-gives-those-of-the-user',
    profile: 'timestamps/profile-gives-those-of-the-user',
    update: 'timestamps/update-gives-those-of-the-user',
    setUser: 'timestamps/set-user-gives-those-of-the-user',
    enrichedActivities: 'timestamps/enriched-activities-gives-those-of-the-user',
  },
  'timestamps',
  (words) => `${words} gives the application both timestamps of the user, each to the microsecond`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId } of sdk.actors(call)) {
      if (call === 'enrichedActivities') await expect(client.addActivity(userId, 'greet', userId)).toSucceed();
      for (const [created_at, updated_at] of call === 'create' ? moments.slice(0, 1) : moments) {
        if (call !== 'create') await mock.holds({ id: userId, data: {}, created_at, updated_at });
        const step = await client.call(call, userId, jane.data);
        await expect(step).toGiveTimestamps(await mock.user(userId));
      }
    }
  },
);

behaviour(
  'timestamps/every-call-gives-those-of-its-answer',
  'timestamps',
  'every call gives the application the very moments that its answer carries, whatever digits they have',
  async ({ sdk, mock, expect }) => {
    for (const call of sdk.offered(userCalls).filter(givesUser)) {
      for (const [created_at, updated_at] of moments) {
        for (const { client, userId: id } of sdk.actors(call)) {
          const body = { id, data: {}, created_at, updated_at, duration: '4ms' };
          const counts = call === 'profile' ? { followers_count: 0, following_count: 0 } : {};
          const status = successOf(call);
          await mock.injects(`the next answer carries ${created_at} and ${updated_at}`, {
            status,
            body: { ...body, ...counts },
          });
          await expect(client.call(call, id, {})).toGiveTimestamps({ created_at, updated_at });
        }
      }
    }
  },
);

behaviour(
  'timestamps/create-again-starts-anew',
  'timestamps',
  'a user that is created again after a delete has a created_at and an updated_at of its own',
  async ({ sdk, mock, expect }) => {
    await mock.holds({ id: 'john-doe', data: {} });
    let before = mock.held[0];
    for (const call of sdk.offered(['create', 'create', 'getOrCreate', 'getOrCreate'] as const)) {
      await expect(sdk.delete('john-doe')).toSucceed();
      const step = await sdk.call(call, 'john-doe', jane.data);
      const held = await mock.user('john-doe');
      expect(held?.created_at, 'created_at').toBeLaterThan(before?.updated_at);
      expect(held?.updated_at, 'updated_at').toBe(held?.created_at);
      await expect(step).toGiveNoTimestampsBut(held);
      before = held;
    }
  },
);

behaviour(
  'timestamps/update-twice-moves-updated_at-twice',
  'timestamps',
  'each of two updates moves updated_at, and neither moves created_at',
  async ({ sdk, mock, expect }) => {
    await mock.holds({ id: 'john-doe', data: {} });
    let before = mock.held[0];
    for (const round of [1, 2]) {
      const step = await sdk.update('john-doe', { round });
      const held = await mock.user('john-doe');
      expect(held?.updated_at, `updated_at after update ${round}`).toBeLaterThan(before?.updated_at);
      expect(held?.created_at, `created_at after update ${round}`).toBe(before?.created_at);
      await expect(step).toGiveNoTimestampsBut(held);
      before = held;
    }
  },
);

behaviour(
  'timestamps/reading-moves-none',
  'timestamps',
  'get, profile, get-or-create and a refused create leave the timestamps of a stored user where they were',
  async ({ sdk, mock, expect }) => {
    await mock.holds({ id: 'john-doe', data: {} });
    for (const call of sdk.offered(['get', 'profile', 'getOrCreate'] as const)) {
      const step = await sdk.call(call, 'john-doe', jane.data);
      await expect(step).toGiveNoTimestampsBut(mock.held[0]);
    }
    await expect(sdk.create('john-doe', jane.data)).toFail();
    await expect(mock).toBeUntouched();
  },
);
