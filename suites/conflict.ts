import { jane, john } from '../fixtures/users.js';
import { suite } from './behaviour.js';
import { errorCarries } from './error-carries.js';

export const conflict = suite('conflict', {
  'same-data-is-an-error': {
    sentence: 'adding a taken id with the very data that is stored is a conflict all the same',
    rule: 'conflict',
    calls: ['create'],
    async run({ client, check, seed, error }) {
      await seed(john);
      check.isApiError(await (await client()).create(john.id, john.data), error(409));
    },
  },
  'other-data-is-an-error': {
    sentence: 'adding a taken id with other data is a conflict',
    rule: 'conflict',
    calls: ['create'],
    async run({ client, check, seed, error }) {
      await seed(john);
      check.isApiError(await (await client()).create(john.id, jane.data), error(409));
    },
  },
  'without-data-is-an-error': {
    sentence: 'adding a taken id without data is a conflict',
    rule: 'conflict',
    calls: ['create'],
    async run({ client, check, seed, error }) {
      await seed(john);
      check.isApiError(await (await client()).create(john.id), error(409));
    },
  },
  'keeps-the-stored-user': {
    sentence: 'adding a taken id fails and leaves the stored user as it was, timestamps included',
    rule: 'conflict',
    calls: ['create'],
    async run({ client, check, seed, stored }) {
      await seed(john, jane);
      const before = await stored();
      check.isError(await (await client()).create(john.id, jane.data));
      check.equal('the conflict changed what the API holds', await stored(), before);
    },
  },
  'second-create-of-one-client-fails': {
    sentence: 'the second of two creates by one client fails',
    rule: 'conflict',
    calls: ['create'],
    async run({ client, check, error, holdsExactly }) {
      const sdk = await client();
      check.succeeds(await sdk.create(john.id, john.data));
      check.isApiError(await sdk.create(john.id, jane.data), error(409));
      await holdsExactly(john);
    },
  },
  'second-create-of-another-client-fails': {
    sentence: 'a create fails when another client has added the id',
    rule: 'conflict',
    calls: ['create'],
    async run({ client, check, error, holdsExactly }) {
      check.succeeds(await (await client()).create(john.id, john.data));
      check.isApiError(await (await client()).create(john.id, jane.data), error(409));
      await holdsExactly(john);
    },
  },
  ...errorCarries({
    of: 'a conflict',
    status: 409,
    code: 22,
    calls: ['create'],
    async provoke({ client, seed }) {
      await seed(john);
      return (await client()).create(john.id, john.data);
    },
  }),
  'is-not-sent-again': {
    sentence: 'a create that met a conflict is not sent again',
    rule: 'retries',
    calls: ['create'],
    async run({ client, check, seed, exchanges }) {
      await seed(john);
      check.isError(await (await client()).create(john.id, john.data));
      check.wire(await exchanges(), ['addUser 409']);
    },
  },
  'client-goes-on-after-it': {
    sentence: 'a client that met a conflict retrieves the stored user with its next call',
    rule: 'conflict',
    calls: ['create', 'get'],
    async run({ client, check, seed }) {
      await seed(john);
      const sdk = await client();
      check.isError(await sdk.create(john.id, jane.data));
      check.givesUser(await sdk.get(john.id), john);
    },
  },
  'id-is-free-again-after-delete': {
    sentence: 'the id of a deleted user can be added again',
    rule: 'delete',
    calls: ['create', 'delete'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      const sdk = await client();
      check.succeeds(await sdk.delete(john.id));
      check.givesUser(await sdk.create(john.id, jane.data), { id: john.id, data: jane.data });
      await holdsExactly({ id: john.id, data: jane.data });
    },
  },
  'of-two-creates-at-once-one-wins': {
    sentence: 'of two creates of one id at once, one succeeds and one is a conflict',
    rule: 'conflict',
    calls: ['create'],
    async run({ client, check, exchanges }) {
      const sdk = await client();
      const results = await Promise.all([sdk.create(john.id, john.data), sdk.create(john.id, john.data)]);
      check.equal('another number of creates succeed', results.filter(({ outcome }) => 'ok' in outcome).length, 1);
      const statuses = (await exchanges()).map(({ response }) => response?.status).sort();
      check.equal('the API answers otherwise', statuses, [201, 409]);
    },
  },
});
