import { jane, john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import { notFound, serverError } from './errors.js';

behaviour('delete/removes-the-user', 'delete', 'a deleted user is no longer stored', async ({ sdk, mock, expect }) => {
  await mock.holds(john);
  await expect(sdk.delete(john.id)).toSucceed();
  await expect(mock).toHoldExactly();
});

behaviour(
  'delete/sends-one-request',
  'retries',
  'deleting is one DELETE, answered 200',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.delete(john.id)).toSucceed();
    await expect(mock).toHaveAnswered('deleteUser 200');
  },
);

behaviour(
  'delete/leaves-other-users',
  'delete',
  'deleting a user leaves the others as they were, timestamps included',
  async ({ sdk, mock, expect }) => {
    const similar = { id: 'john-doe-2', data: {} };
    await mock.holds(john, jane, similar);
    await expect(sdk.delete(john.id)).toSucceed();
    await expect(mock).toHoldExactly(jane, similar);
    await expect(mock).toBeUntouched(jane.id, similar.id);
  },
);

behaviour(
  'delete/then-retrieve-is-an-error',
  'delete',
  'retrieving a deleted user is an error',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.delete(john.id)).toSucceed();
    await expect(sdk.get(john.id)).toFailWith(notFound);
  },
);

behaviour(
  'delete/then-update-is-an-error',
  'updateMissing',
  'updating a deleted user is an error and does not bring it back',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.delete(john.id)).toSucceed();
    await expect(sdk.update(john.id, jane.data)).toFailWith(notFound);
    await expect(mock).toHoldExactly();
  },
);

behaviour(
  'delete/then-delete-is-an-error',
  'deleteMissing',
  'deleting a user twice is an error the second time',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.delete(john.id)).toSucceed();
    await expect(sdk.delete(john.id)).toFailWith(notFound);
  },
);

behaviour(
  'delete/then-create-starts-anew',
  'delete',
  'a user created after a delete holds nothing of the deleted one',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.delete(john.id)).toSucceed();
    await expect(sdk.create(john.id)).toSucceed();
    await expect(sdk.get(john.id)).toGiveUser({ id: john.id, data: {} });
  },
);

behaviour(
  'delete/missing-user-is-an-error',
  'deleteMissing',
  'deleting a missing user is an error',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.as('nobody').delete('nobody')).toFailWith(notFound);
    await expect(mock).toHoldExactly(john);
  },
);

errorCarries(
  { status: 'delete/error-carries-the-status', code: 'delete/error-carries-the-code' },
  'deleting a missing user',
  notFound,
  ({ sdk }) => sdk.as('nobody').delete('nobody'),
);

behaviour(
  'delete/server-error-deletes-nothing',
  'retries',
  'a delete that failed on the server is an error, deletes nothing and is not sent again',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await mock.failsNext();
    await expect(sdk.delete(john.id)).toFailWith(serverError);
    await expect(mock).toHaveAnswered('deleteUser 500');
    await expect(mock).toHoldExactly(john);
  },
);

behaviour(
  'delete/tells-ids-apart-by-case',
  'userId',
  'deleting an id in another case deletes nobody',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const step = await sdk.as('JOHN-DOE').delete('JOHN-DOE');
    await expect(mock).toHoldExactly(john);
    await expect(step).toFailWith(notFound);
  },
);

behaviour(
  'delete/id-with-a-question-mark-deletes-nobody',
  'userId',
  'deleting an id with a question mark is an error, and never deletes another user',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const step = await sdk.delete('john-doe?x=1');
    await expect(mock).toHoldExactly(john);
    await expect(step).toFail();
  },
);
