import { invalidIds } from '../fixtures/payloads.js';
import { jane, john } from '../fixtures/users.js';
import { suite } from './behaviour.js';
import { instant } from './instant.js';

export const getOrCreate = suite('get-or-create', {
  'creates-a-missing-user': {
    sentence: 'getting or creating a missing user stores and returns it',
    rule: 'getOrCreate',
    calls: ['getOrCreate'],
    async run({ client, check, holdsExactly }) {
      check.givesUser(await (await client()).getOrCreate(john.id, john.data), john);
      await holdsExactly(john);
    },
  },
  'returns-the-stored-user': {
    sentence: 'getting or creating a stored user returns it as it is stored, and ignores the data given',
    rule: 'getOrCreate',
    calls: ['getOrCreate'],
    async run({ client, check, seed }) {
      await seed(john);
      check.givesUser(await (await client()).getOrCreate(john.id, jane.data), john);
    },
  },
  'keeps-the-stored-user': {
    sentence: 'getting or creating a stored user changes nothing of it, timestamps included',
    rule: 'getOrCreate',
    calls: ['getOrCreate'],
    async run({ client, check, seed, stored }) {
      await seed(john, jane);
      const before = await stored();
      check.succeeds(await (await client()).getOrCreate(john.id, jane.data));
      check.equal('get-or-create changed what the API holds', await stored(), before);
    },
  },
  'twice-gives-the-same-data': {
    sentence: 'the second get-or-create of one client returns the data of the first',
    rule: 'getOrCreate',
    calls: ['getOrCreate'],
    async run({ client, check }) {
      const sdk = await client();
      check.givesUser(await sdk.getOrCreate(john.id, john.data), john);
      check.givesUser(await sdk.getOrCreate(john.id, jane.data), john);
    },
  },
  'twice-gives-the-same-timestamps': {
    sentence: 'the second get-or-create returns the timestamps of the first',
    rule: 'getOrCreate',
    calls: ['getOrCreate'],
    async run({ client, check }) {
      const sdk = await client();
      const first = check.user(await sdk.getOrCreate(john.id, john.data));
      const second = check.user(await sdk.getOrCreate(john.id, jane.data));
      check.sameInstant('created_at moved', second.createdAt, first.createdAt);
      check.sameInstant('updated_at moved', second.updatedAt, first.updatedAt);
    },
  },
  'returns-the-timestamps': {
    sentence: 'getting or creating gives the application the stored timestamps, to the microsecond',
    rule: 'createAnswers201',
    calls: ['getOrCreate'],
    async run({ client, check, seed, stored }) {
      await seed(john);
      const user = check.user(await (await client()).getOrCreate(john.id, jane.data));
      const held = (await stored()).get(john.id);
      check.timestamps(user, held);
    },
  },
  'without-data-creates-an-empty-user': {
    sentence: 'getting or creating without data stores an empty object as the data',
    rule: 'dataIsObject',
    calls: ['getOrCreate'],
    async run({ client, check, holdsExactly }) {
      check.givesUser(await (await client()).getOrCreate(john.id), { id: john.id, data: {} });
      await holdsExactly({ id: john.id, data: {} });
    },
  },
  'without-data-returns-the-stored-user': {
    sentence: 'getting or creating a stored user without data returns its stored data',
    rule: 'getOrCreate',
    calls: ['getOrCreate'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      check.givesUser(await (await client()).getOrCreate(john.id), john);
      await holdsExactly(john);
    },
  },
  'after-create-returns-the-created-user': {
    sentence: 'getting or creating after a create returns the created user',
    rule: 'getOrCreate',
    calls: ['create', 'getOrCreate'],
    async run({ client, check }) {
      const sdk = await client();
      check.succeeds(await sdk.create(john.id, john.data));
      check.givesUser(await sdk.getOrCreate(john.id, jane.data), john);
    },
  },
  'does-not-turn-later-creates-into-it': {
    sentence: 'a plain create after a get-or-create is a conflict',
    rule: 'conflict',
    calls: ['create', 'getOrCreate'],
    async run({ client, check, error }) {
      const sdk = await client();
      check.succeeds(await sdk.getOrCreate(john.id, john.data));
      check.isApiError(await sdk.create(john.id, john.data), error(409));
    },
  },
  'after-delete-creates-anew': {
    sentence: 'getting or creating a deleted user creates a new one, with the new data and a later created_at',
    rule: 'delete',
    calls: ['getOrCreate', 'delete'],
    async run({ client, check, seed, stored }) {
      await seed(john);
      const before = (await stored()).get(john.id);
      const sdk = await client();
      check.succeeds(await sdk.delete(john.id));
      check.givesUser(await sdk.getOrCreate(john.id, jane.data), { id: john.id, data: jane.data });
      const after = (await stored()).get(john.id);
      check.holds((instant(after?.created_at) ?? '') > (instant(before?.created_at) ?? ''), 'created_at did not move');
    },
  },
  'is-one-add-with-get_or_create': {
    sentence: 'getting or creating is one POST with get_or_create=true',
    rule: 'getOrCreate',
    calls: ['getOrCreate'],
    async run({ client, check, exchanges }) {
      check.succeeds(await (await client()).getOrCreate(john.id, john.data));
      const sent = await exchanges();
      check.wire(sent, ['addUser 201']);
      const values = (sent[0]?.request.query ?? []).filter(([name]) => name === 'get_or_create');
      check.equal(
        'get_or_create is sent otherwise',
        values.map(([, value]) => value.toLowerCase()),
        ['true'],
      );
    },
  },
  'twenty-at-once-create-one-user': {
    sentence: 'twenty get-or-creates of one id at once create one user, and all see it',
    rule: 'getOrCreate',
    calls: ['getOrCreate'],
    async run({ client, check, stored, holdsExactly }) {
      const sdk = await client();
      const results = await Promise.all(Array.from({ length: 20 }, () => sdk.getOrCreate(john.id, john.data)));
      await holdsExactly(john);
      const created = (await stored()).get(john.id)?.created_at;
      for (const result of results) {
        const user = check.givesUser(result, john);
        check.sameInstant('created_at differs from the stored one', user.createdAt, created, result.step);
      }
    },
  },
  'refuses-an-invalid-id': {
    sentence: 'getting or creating an invalid id is refused, and nothing is stored',
    rule: 'userId',
    calls: ['getOrCreate'],
    async run({ client, check, error, holdsExactly }) {
      const id = invalidIds['a-space'];
      check.isApiError(await (await client({ actingAs: id })).getOrCreate(id, john.data), error(400));
      await holdsExactly();
    },
  },
  'is-not-sent-again-after-a-server-error': {
    sentence: 'a get-or-create that failed on the server is not sent again',
    rule: 'retries',
    calls: ['getOrCreate'],
    async run({ client, check, failNextRequest, exchanges, error }) {
      await failNextRequest();
      check.isApiError(await (await client()).getOrCreate(john.id, john.data), error(500));
      check.wire(await exchanges(), ['addUser 500']);
    },
  },
});
