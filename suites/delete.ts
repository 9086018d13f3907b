import { jane, john } from '../fixtures/users.js';
import { suite } from './behaviour.js';
import { errorCarries } from './error-carries.js';

export const deletion = suite('delete', {
  'removes-the-user': {
    sentence: 'a deleted user is no longer stored',
    rule: 'delete',
    calls: ['delete'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      check.succeeds(await (await client()).delete(john.id));
      await holdsExactly();
    },
  },
  'sends-one-request': {
    sentence: 'deleting is one DELETE, answered 200',
    rule: 'retries',
    calls: ['delete'],
    async run({ client, check, seed, exchanges }) {
      await seed(john);
      check.succeeds(await (await client()).delete(john.id));
      check.wire(await exchanges(), ['deleteUser 200']);
    },
  },
  'leaves-other-users': {
    sentence: 'deleting a user leaves the others as they were, timestamps included',
    rule: 'delete',
    calls: ['delete'],
    async run({ client, check, seed, stored }) {
      await seed(john, jane, { id: 'john-doe-2', data: {} });
      const before = await stored();
      check.succeeds(await (await client()).delete(john.id));
      before.delete(john.id);
      check.equal('another user changed', await stored(), before);
    },
  },
  'then-retrieve-is-an-error': {
    sentence: 'retrieving a deleted user is an error',
    rule: 'delete',
    calls: ['delete', 'get'],
    async run({ client, check, seed, error }) {
      await seed(john);
      const sdk = await client();
      check.succeeds(await sdk.delete(john.id));
      check.isApiError(await sdk.get(john.id), error(404));
    },
  },
  'then-update-is-an-error': {
    sentence: 'updating a deleted user is an error and does not bring it back',
    rule: 'updateMissing',
    calls: ['delete', 'update'],
    async run({ client, check, seed, error, holdsExactly }) {
      await seed(john);
      const sdk = await client();
      check.succeeds(await sdk.delete(john.id));
      check.isApiError(await sdk.update(john.id, jane.data), error(404));
      await holdsExactly();
    },
  },
  'then-delete-is-an-error': {
    sentence: 'deleting a user twice is an error the second time',
    rule: 'deleteMissing',
    calls: ['delete'],
    async run({ client, check, seed, error }) {
      await seed(john);
      const sdk = await client();
      check.succeeds(await sdk.delete(john.id));
      check.isApiError(await sdk.delete(john.id), error(404));
    },
  },
  'then-create-starts-anew': {
    sentence: 'a user created after a delete holds nothing of the deleted one',
    rule: 'delete',
    calls: ['delete', 'create', 'get'],
    async run({ client, check, seed }) {
      await seed(john);
      const sdk = await client();
      check.succeeds(await sdk.delete(john.id));
      check.succeeds(await sdk.create(john.id));
      check.givesUser(await sdk.get(john.id), { id: john.id, data: {} });
    },
  },
  'missing-user-is-an-error': {
    sentence: 'deleting a missing user is an error',
    rule: 'deleteMissing',
    calls: ['delete'],
    async run({ client, check, seed, error, holdsExactly }) {
      await seed(john);
      check.isApiError(await (await client({ actingAs: 'nobody' })).delete('nobody'), error(404));
      await holdsExactly(john);
    },
  },
  ...errorCarries({
    of: 'deleting a missing user',
    status: 404,
    code: 16,
    calls: ['delete'],
    async provoke({ client }) {
      return (await client({ actingAs: 'nobody' })).delete('nobody');
    },
  }),
  'server-error-deletes-nothing': {
    sentence: 'a delete that failed on the server is an error, deletes nothing and is not sent again',
    rule: 'retries',
    calls: ['delete'],
    async run({ client, check, seed, failNextRequest, exchanges, error, holdsExactly }) {
      await seed(john);
      await failNextRequest();
      check.isApiError(await (await client()).delete(john.id), error(500));
      check.wire(await exchanges(), ['deleteUser 500']);
      await holdsExactly(john);
    },
  },
  'tells-ids-apart-by-case': {
    sentence: 'deleting an id in another case deletes nobody',
    rule: 'userId',
    calls: ['delete'],
    async run({ client, check, seed, error, holdsExactly }) {
      await seed(john);
      const result = await (await client({ actingAs: 'JOHN-DOE' })).delete('JOHN-DOE');
      await holdsExactly(john);
      check.isApiError(result, error(404));
    },
  },
  'id-with-a-question-mark-deletes-nobody': {
    sentence: 'deleting an id with a question mark is an error, and never deletes another user',
    rule: 'userId',
    calls: ['delete'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      const result = await (await client()).delete('john-doe?x=1');
      await holdsExactly(john);
      check.isError(result);
    },
  },
});
