import { delicateData } from '../fixtures/payloads.js';
import { jane, john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import { notFound, serverError } from './errors.js';
import { errorOf } from './observation.js';

behaviour(
  'retrieve/returns-the-user',
  'retrieve',
  'retrieving a stored user gives the application its id and data',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.get(john.id)).toGiveUser(john);
  },
);

behaviour(
  'retrieve/returns-the-timestamps',
  'retrieve',
  'retrieving gives the application the stored timestamps, to the microsecond',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.get(john.id)).toGiveTimestamps(mock.held[0]);
  },
);

behaviour(
  'retrieve/sends-one-request',
  'retries',
  'retrieving is one GET, answered 200',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.get(john.id)).toSucceed();
    await expect(mock).toHaveAnswered('getUser 200');
  },
);

behaviour(
  'retrieve/changes-nothing',
  'retrieve',
  'retrieving leaves the user as it was, timestamps included',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.get(john.id)).toSucceed();
    await expect(mock).toBeUntouched();
  },
);

behaviour(
  'retrieve/sees-a-change-of-another-client',
  'retrieve',
  'retrieving twice sees what another client changed in between',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.get(john.id)).toGiveUser(john);
    await expect(sdk.another().update(john.id, jane.data)).toSucceed();
    await expect(sdk.get(john.id)).toGiveUser({ id: john.id, data: jane.data });
  },
);

behaviour(
  'retrieve/returns-delicate-data',
  'dataFidelity',
  'nested, empty, null and falsy values of a stored user reach the application as they are stored',
  async ({ sdk, mock, expect }) => {
    const data = {
      ...delicateData['nested-objects'],
      ...delicateData['falsy-values'],
      ...delicateData.lists,
      nothing: null,
    };
    await mock.holds({ id: john.id, data });
    await expect(sdk.get(john.id)).toGiveUser({ id: john.id, data });
  },
);

behaviour(
  'retrieve/returns-an-empty-user',
  'retrieve',
  'a user stored with an empty object is retrieved with an empty object',
  async ({ sdk, mock, expect }) => {
    await mock.holds({ id: john.id, data: {} });
    await expect(sdk.get(john.id)).toGiveUser({ id: john.id, data: {} });
  },
);

behaviour(
  'retrieve/missing-user-is-an-error',
  'retrieve',
  'retrieving a missing user is an error, not an empty user',
  async ({ sdk, expect }) => {
    await expect(sdk.get('nobody')).toFailWith(notFound);
  },
);

behaviour(
  'retrieve/missing-user-stays-missing',
  'retrieve',
  'retrieving a missing user creates nothing',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.get('nobody')).toFail();
    await expect(mock).toHoldExactly(john);
  },
);

errorCarries(
  { status: 'retrieve/error-carries-the-status', code: 'retrieve/error-carries-the-code' },
  'a missing user',
  notFound,
  ({ sdk }) => sdk.get('nobody'),
);

behaviour(
  'retrieve/server-error-is-an-error',
  'errorShape',
  'a fault on the server is an error in the application, not an empty user',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await mock.failsNext();
    await expect(sdk.get(john.id)).toFailWith(serverError);
  },
);

behaviour(
  'retrieve/tells-ids-apart-by-case',
  'userId',
  'retrieving an id in another case finds nobody',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.get('John-Doe')).toFailWith(notFound);
  },
);

for (const [id, what, userId] of [
  ['retrieve/id-with-a-slash-finds-nobody', 'a slash', 'john-doe/x'],
  ['retrieve/id-with-a-question-mark-finds-nobody', 'a question mark', 'john-doe?x=1'],
  ['retrieve/id-with-a-hash-finds-nobody', 'a hash', 'john-doe#x'],
  ['retrieve/id-with-a-dot-segment-finds-nobody', 'a dot segment', 'x/../john-doe'],
  ['retrieve/id-with-a-space-finds-nobody', 'a space', 'john-doe '],
  ['retrieve/empty-id-is-an-error', 'nothing in it', ''],
] as const) {
  behaviour(
    id,
    'userId',
    `retrieving an id with ${what} is an error, and never another user`,
    async ({ sdk, mock, expect }) => {
      await mock.holds(john);
      const step = await sdk.get(userId);
      await expect(step).toFail();
      expect(errorOf(step)?.status ?? 0, 'the status of the error').toBeLessThan(500);
    },
  );
}

behaviour(
  'retrieve/twenty-at-once-give-each-its-own-user',
  'retrieve',
  'twenty retrieves at once each give the user that was asked for',
  async ({ sdk, mock, expect }) => {
    const users = Array.from({ length: 20 }, (_, number) => ({ id: `user-${number}`, data: { number } }));
    await mock.holds(...users);
    const steps = await Promise.all(users.map(({ id }) => sdk.get(id)));
    for (const [number, user] of users.entries()) await expect(steps[number]).toGiveUser(user);
  },
);

behaviour(
  'retrieve/profile-carries-follow-counts',
  'followCounts',
  'a profile is the user with its follow counts, 0 without follows',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.profile(john.id)).toGiveUser({ id: john.id, followersCount: 0, followingCount: 0 });
  },
);

behaviour(
  'retrieve/profile-carries-the-data',
  'followCounts',
  "a profile gives the application the user's data as it is stored",
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.profile(john.id)).toGiveUser(john);
  },
);

behaviour(
  'retrieve/profile-of-a-missing-user-is-an-error',
  'retrieve',
  'the profile of a missing user is an error',
  async ({ sdk, expect }) => {
    await expect(sdk.profile('nobody')).toFailWith(notFound);
  },
);
