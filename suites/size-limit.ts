import { compactBytes, dataOfBytes, type Filler, fillers } from '../fixtures/payloads.js';
import { john } from '../fixtures/users.js';
import { type Definition, suite } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import type { BehaviourContext } from './context.js';

const operations = ['create', 'getOrCreate', 'update'] as const;
type Operation = (typeof operations)[number];
const names: Record<Operation, string> = { create: 'create', getOrCreate: 'get-or-create', update: 'update' };

const bounds = operations.flatMap((operation) =>
  (Object.keys(fillers) as Filler[]).flatMap((filler) => [accepts(operation, filler), refuses(operation, filler)]),
);

export const sizeLimit = suite('size-limit', {
  ...Object.fromEntries(bounds),
  'counts-nested-data': {
    sentence: 'the limit counts nested data like any other',
    rule: 'sizeLimit',
    calls: ['create'],
    async run({ client, check, error, limits, holdsExactly }) {
      const inner = dataOfBytes(limits.userDataBytes + 1 - compactBytes({ nested: {} }) + 2);
      const data = { nested: inner };
      check.equal('the payload of this behaviour has another size', compactBytes(data), limits.userDataBytes + 1);
      check.isApiError(await (await client()).create(john.id, data), error(413));
      await holdsExactly();
    },
  },
  'retrieves-the-largest-user-whole': {
    sentence: 'a user as large as the limit allows is retrieved whole',
    rule: 'sizeLimit',
    calls: ['get'],
    async run({ client, check, seed, limits }) {
      const largest = { id: john.id, data: dataOfBytes(limits.userDataBytes, 'multi-byte-text') };
      await seed(largest);
      check.givesUser(await (await client()).get(john.id), largest);
    },
  },
  ...errorCarries({
    of: 'a user that is too large',
    status: 413,
    code: 18,
    calls: ['create'],
    async provoke({ client, limits }) {
      return (await client()).create(john.id, dataOfBytes(limits.userDataBytes + 1));
    },
  }),
  'a-megabyte-is-refused': {
    sentence: 'a megabyte of data is refused with the same error as one byte too many, and nothing is stored',
    rule: 'sizeLimit',
    calls: ['create'],
    async run({ client, check, error, holdsExactly }) {
      check.isApiError(await (await client()).create(john.id, dataOfBytes(1_000_000)), error(413));
      await holdsExactly();
    },
  },
  'client-goes-on-after-a-megabyte': {
    sentence: 'a client whose megabyte was refused adds a small user with its next call',
    rule: 'sizeRefusalStoresNothing',
    calls: ['create'],
    async run({ client, check, holdsExactly }) {
      const sdk = await client();
      check.isError(await sdk.create(john.id, dataOfBytes(1_000_000)));
      check.givesUser(await sdk.create(john.id, john.data), john);
      await holdsExactly(john);
    },
  },
  'a-refused-get-or-create-returns-no-user': {
    sentence: 'getting or creating a stored user with too much data is refused, and leaves it as it was',
    rule: 'sizeRefusalStoresNothing',
    calls: ['getOrCreate'],
    async run({ client, check, seed, stored, error, limits }) {
      await seed(john);
      const before = await stored();
      const tooLarge = dataOfBytes(limits.userDataBytes + 1);
      check.isApiError(await (await client()).getOrCreate(john.id, tooLarge), error(413));
      check.equal('the refused call changed what the API holds', await stored(), before);
    },
  },
});

function accepts(operation: Operation, filler: Filler): [string, Definition] {
  return [
    `${names[operation]}-accepts-the-limit-in-${filler}`,
    {
      sentence: `${names[operation]} accepts data of exactly 10,240 bytes of ${filler.replaceAll('-', ' ')}`,
      rule: 'sizeLimit',
      calls: [operation],
      async run({ client, check, seed, limits, holdsExactly }: BehaviourContext) {
        if (operation === 'update') await seed(john);
        const user = { id: john.id, data: dataOfBytes(limits.userDataBytes, filler) };
        check.givesUser(await (await client())[operation](user.id, user.data), user);
        await holdsExactly(user);
      },
    },
  ];
}

function refuses(operation: Operation, filler: Filler): [string, Definition] {
  return [
    `${names[operation]}-refuses-one-byte-more-of-${filler}`,
    {
      sentence: `${names[operation]} refuses data of 10,241 bytes of ${filler.replaceAll('-', ' ')}, and nothing changes`,
      rule: 'sizeLimit',
      calls: [operation],
      async run({ client, check, seed, stored, limits, error }: BehaviourContext) {
        if (operation === 'update') await seed(john);
        const before = await stored();
        const tooLarge = dataOfBytes(limits.userDataBytes + 1, filler);
        check.isApiError(await (await client())[operation](john.id, tooLarge), error(413));
        check.equal('the refused call changed what the API holds', await stored(), before);
      },
    },
  ];
}
