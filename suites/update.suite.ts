import { jane, john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import { invalidInput, notFound, serverError } from './errors.js';

const updated = { id: john.id, data: jane.data };

behaviour(
  'update/returns-the-new-data',
  'updateReplaces',
  'updating gives the application the user with its new data',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.update(john.id, jane.data)).toGiveUser(updated);
  },
);

behaviour(
  'update/stores-the-new-data',
  'updateReplaces',
  'updating stores the new data',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.update(john.id, jane.data)).toSucceed();
    await expect(mock).toHoldExactly(updated);
  },
);

behaviour('update/sends-one-request', 'retries', 'updating is one PUT, answered 201', async ({ sdk, mock, expect }) => {
  await mock.holds(john);
  await expect(sdk.update(john.id, jane.data)).toSucceed();
  await expect(mock).toHaveAnswered('updateUser 201');
});

for (const [id, what, before, after] of [
  [
    'update/replaces-and-does-not-merge',
    'fields that are not given',
    { name: 'John', nickname: 'Johnny' },
    { name: 'Jo' },
  ],
  [
    'update/replaces-nested-objects',
    'nested fields that are not given',
    { address: { city: 'Amsterdam', zip: '1012' } },
    { address: { city: 'Boulder' } },
  ],
  ['update/replaces-lists', 'list items that are not given', { tags: ['a', 'b', 'c'] }, { tags: ['d'] }],
  ['update/keeps-null-fields', 'values, but keeps given nulls', { nickname: 'Johnny' }, { nickname: null }],
  ['update/with-an-empty-object-empties-the-data', 'all fields when given an empty object', john.data, {}],
] as const) {
  behaviour(id, 'updateReplaces', `updating replaces ${what}`, async ({ sdk, mock, expect }) => {
    await mock.holds({ id: john.id, data: before });
    const step = await sdk.update(john.id, after);
    await expect(step).toSucceed();
    await expect(mock).toHoldExactly({ id: john.id, data: after });
    await expect(step).toGiveUser({ id: john.id, data: after });
  });
}

behaviour(
  'update/without-data-empties-the-data',
  'dataIsObject',
  'updating without data leaves an empty object as the data',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.update(john.id)).toGiveUser({ id: john.id, data: {} });
    await expect(mock).toHoldExactly({ id: john.id, data: {} });
  },
);

behaviour(
  'update/keeps-created_at',
  'updateReplaces',
  'updating leaves created_at where it was',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const created_at = mock.held[0]?.created_at;
    const step = await sdk.update(john.id, jane.data);
    await expect(step).toGiveUser({});
    expect((await mock.user(john.id))?.created_at, 'the stored created_at').toBe(created_at);
    await expect(step).toGiveNoTimestampsBut({ created_at });
  },
);

behaviour(
  'update/moves-updated_at',
  'updateReplaces',
  'updating moves updated_at forward',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const step = await sdk.update(john.id, jane.data);
    await expect(step).toGiveUser({});
    const updated_at = (await mock.user(john.id))?.updated_at;
    expect(updated_at, 'the stored updated_at').toBeLaterThan(mock.held[0]?.updated_at);
    await expect(step).toGiveNoTimestampsBut({ updated_at });
  },
);

behaviour(
  'update/returns-the-timestamps',
  'updateReplaces',
  'updating gives the application the stored timestamps, to the microsecond',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const step = await sdk.update(john.id, jane.data);
    await expect(step).toGiveTimestamps(await mock.user(john.id));
  },
);

behaviour(
  'update/with-the-same-data-moves-updated_at',
  'updateReplaces',
  'updating with the data that is stored moves updated_at all the same',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.update(john.id, john.data)).toSucceed();
    const updated_at = (await mock.user(john.id))?.updated_at;
    expect(updated_at, 'the stored updated_at').toBeLaterThan(mock.held[0]?.updated_at);
  },
);

behaviour(
  'update/twice-leaves-the-last-data',
  'updateReplaces',
  'after two updates the user has the data of the second',
  async ({ sdk, mock, expect }) => {
    const [first, second] = [{ step: 1, first: true }, { step: 2 }];
    await mock.holds(john);
    await expect(sdk.update(john.id, first)).toGiveUser({ id: john.id, data: first });
    await expect(sdk.update(john.id, second)).toGiveUser({ id: john.id, data: second });
    await expect(mock).toHoldExactly({ id: john.id, data: second });
  },
);

behaviour(
  'update/leaves-other-users',
  'updateReplaces',
  'updating a user leaves the others as they were',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.update(john.id, { name: 'Johnny' })).toSucceed();
    await expect(mock).toBeUntouched(jane.id);
  },
);

behaviour(
  'update/missing-user-is-an-error',
  'updateMissing',
  'updating a missing user is an error',
  async ({ sdk, expect }) => {
    await expect(sdk.as('nobody').update('nobody', john.data)).toFailWith(notFound);
  },
);

behaviour(
  'update/missing-user-stays-missing',
  'updateMissing',
  'updating a missing user creates nothing',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.as('nobody').update('nobody', jane.data)).toFail();
    await expect(mock).toHoldExactly(john);
  },
);

errorCarries(
  { status: 'update/error-carries-the-status', code: 'update/error-carries-the-code' },
  'updating a missing user',
  notFound,
  ({ sdk }) => sdk.as('nobody').update('nobody', john.data),
);

behaviour(
  'update/refused-data-changes-nothing',
  'dataIsObject',
  'updating with text as the data is refused and changes nothing',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.update(john.id, 'John Doe')).toFailWith(invalidInput);
    await expect(mock).toBeUntouched();
  },
);

behaviour(
  'update/server-error-changes-nothing',
  'retries',
  'an update that failed on the server is an error, changes nothing and is not sent again',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await mock.failsNext();
    await expect(sdk.update(john.id, jane.data)).toFailWith(serverError);
    await expect(mock).toHaveAnswered('updateUser 500');
    await expect(mock).toBeUntouched();
  },
);

behaviour(
  'update/id-with-a-question-mark-changes-nobody',
  'userId',
  'updating an id with a question mark is an error, and never changes another user',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const step = await sdk.update('john-doe?x=1', jane.data);
    await expect(mock).toHoldExactly(john);
    await expect(step).toFail();
  },
);
