import { jane, john } from '../fixtures/users.js';
import { suite } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import type { BehaviourContext } from './context.js';
import { instant } from './instant.js';

const updated = { id: john.id, data: jane.data };

export const update = suite('update', {
  'returns-the-new-data': {
    sentence: 'updating gives the application the user with its new data',
    rule: 'updateReplaces',
    calls: ['update'],
    async run({ client, check, seed }) {
      await seed(john);
      check.givesUser(await (await client()).update(john.id, jane.data), updated);
    },
  },
  'stores-the-new-data': {
    sentence: 'updating stores the new data',
    rule: 'updateReplaces',
    calls: ['update'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      check.succeeds(await (await client()).update(john.id, jane.data));
      await holdsExactly(updated);
    },
  },
  'sends-one-request': {
    sentence: 'updating is one PUT, answered 201',
    rule: 'retries',
    calls: ['update'],
    async run({ client, check, seed, exchanges }) {
      await seed(john);
      check.succeeds(await (await client()).update(john.id, jane.data));
      check.wire(await exchanges(), ['updateUser 201']);
    },
  },
  'replaces-and-does-not-merge': replaces(
    'fields that are not given',
    { name: 'John', nickname: 'Johnny' },
    { name: 'Jo' },
  ),
  'replaces-nested-objects': replaces(
    'nested fields that are not given',
    { address: { city: 'Amsterdam', zip: '1012' } },
    { address: { city: 'Boulder' } },
  ),
  'replaces-lists': replaces('list items that are not given', { tags: ['a', 'b', 'c'] }, { tags: ['d'] }),
  'keeps-null-fields': replaces('values, but keeps given nulls', { nickname: 'Johnny' }, { nickname: null }),
  'with-an-empty-object-empties-the-data': replaces('all fields when given an empty object', john.data, {}),
  'without-data-empties-the-data': {
    sentence: 'updating without data leaves an empty object as the data',
    rule: 'dataIsObject',
    calls: ['update'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      check.givesUser(await (await client()).update(john.id), { id: john.id, data: {} });
      await holdsExactly({ id: john.id, data: {} });
    },
  },
  'keeps-created_at': {
    sentence: 'updating leaves created_at where it was',
    rule: 'updateReplaces',
    calls: ['update'],
    async run({ client, check, seed, stored }) {
      await seed(john);
      const before = (await stored()).get(john.id);
      const user = check.user(await (await client()).update(john.id, jane.data));
      check.equal('the stored created_at moved', (await stored()).get(john.id)?.created_at, before?.created_at);
      check.sameInstant('created_at is not the stored one', user.createdAt, before?.created_at);
    },
  },
  'moves-updated_at': {
    sentence: 'updating moves updated_at forward',
    rule: 'updateReplaces',
    calls: ['update'],
    async run({ client, check, seed, stored }) {
      await seed(john);
      const before = instant((await stored()).get(john.id)?.updated_at);
      const user = check.user(await (await client()).update(john.id, jane.data));
      const after = (await stored()).get(john.id)?.updated_at;
      check.holds((instant(after) ?? '') > (before ?? ''), 'the stored updated_at did not move');
      check.sameInstant('updated_at is not the stored one', user.updatedAt, after);
    },
  },
  'returns-the-timestamps': {
    sentence: 'updating gives the application the stored timestamps, to the microsecond',
    rule: 'updateReplaces',
    calls: ['update'],
    async run({ client, check, seed, stored }) {
      await seed(john);
      const user = check.user(await (await client()).update(john.id, jane.data));
      const held = (await stored()).get(john.id);
      check.timestamps(user, held);
    },
  },
  'with-the-same-data-moves-updated_at': {
    sentence: 'updating with the data that is stored moves updated_at all the same',
    rule: 'updateReplaces',
    calls: ['update'],
    async run({ client, check, seed, stored }) {
      await seed(john);
      const before = instant((await stored()).get(john.id)?.updated_at);
      check.succeeds(await (await client()).update(john.id, john.data));
      const after = instant((await stored()).get(john.id)?.updated_at);
      check.holds((after ?? '') > (before ?? ''), 'updated_at did not move');
    },
  },
  'twice-leaves-the-last-data': {
    sentence: 'after two updates the user has the data of the second',
    rule: 'updateReplaces',
    calls: ['update'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      const sdk = await client();
      check.givesUser(await sdk.update(john.id, { step: 1, first: true }), {
        id: john.id,
        data: { step: 1, first: true },
      });
      check.givesUser(await sdk.update(john.id, { step: 2 }), { id: john.id, data: { step: 2 } });
      await holdsExactly({ id: john.id, data: { step: 2 } });
    },
  },
  'leaves-other-users': {
    sentence: 'updating a user leaves the others as they were',
    rule: 'updateReplaces',
    calls: ['update'],
    async run({ client, check, seed, stored }) {
      await seed(john, jane);
      const before = (await stored()).get(jane.id);
      check.succeeds(await (await client()).update(john.id, { name: 'Johnny' }));
      check.equal('another user changed', (await stored()).get(jane.id), before);
    },
  },
  'missing-user-is-an-error': {
    sentence: 'updating a missing user is an error',
    rule: 'updateMissing',
    calls: ['update'],
    async run({ client, check, error }) {
      check.isApiError(await (await client({ actingAs: 'nobody' })).update('nobody', john.data), error(404));
    },
  },
  'missing-user-stays-missing': {
    sentence: 'updating a missing user creates nothing',
    rule: 'updateMissing',
    calls: ['update'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      check.isError(await (await client({ actingAs: 'nobody' })).update('nobody', jane.data));
      await holdsExactly(john);
    },
  },
  ...errorCarries({
    of: 'updating a missing user',
    status: 404,
    code: 16,
    calls: ['update'],
    async provoke({ client }) {
      return (await client({ actingAs: 'nobody' })).update('nobody', john.data);
    },
  }),
  'refused-data-changes-nothing': {
    sentence: 'updating with text as the data is refused and changes nothing',
    rule: 'dataIsObject',
    calls: ['update'],
    async run({ client, check, seed, stored, error }) {
      await seed(john);
      const before = await stored();
      check.isApiError(await (await client()).update(john.id, 'John Doe'), error(400));
      check.equal('the refused update changed what the API holds', await stored(), before);
    },
  },
  'server-error-changes-nothing': {
    sentence: 'an update that failed on the server is an error, changes nothing and is not sent again',
    rule: 'retries',
    calls: ['update'],
    async run({ client, check, seed, stored, failNextRequest, exchanges, error }) {
      await seed(john);
      const before = await stored();
      await failNextRequest();
      check.isApiError(await (await client()).update(john.id, jane.data), error(500));
      check.wire(await exchanges(), ['updateUser 500']);
      check.equal('the failed update changed what the API holds', await stored(), before);
    },
  },
  'id-with-a-question-mark-changes-nobody': {
    sentence: 'updating an id with a question mark is an error, and never changes another user',
    rule: 'userId',
    calls: ['update'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      const result = await (await client()).update('john-doe?x=1', jane.data);
      await holdsExactly(john);
      check.isError(result);
    },
  },
});

function replaces(what: string, before: Record<string, unknown>, after: Record<string, unknown>) {
  return {
    sentence: `updating replaces ${what}`,
    rule: 'updateReplaces',
    calls: ['update' as const],
    async run({ client, check, seed, holdsExactly }: BehaviourContext) {
      await seed({ id: john.id, data: before });
      const result = await (await client()).update(john.id, after);
      check.succeeds(result);
      await holdsExactly({ id: john.id, data: after });
      check.givesUser(result, { id: john.id, data: after });
    },
  };
}
