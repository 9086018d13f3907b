import { compactBytes, dataOfBytes, type Filler, fillers } from '../fixtures/payloads.js';
import { john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { inWords } from './calls.js';
import { errorCarries } from './error-carries.js';
import { tooLarge } from './errors.js';
import { ofEach } from './of-each.js';

for (const [id, operation, filler] of [
  ['size-limit/create-accepts-the-limit-in-ascii', 'create', 'ascii'],
  ['size-limit/create-accepts-the-limit-in-multi-byte-text', 'create', 'multi-byte-text'],
  ['size-limit/create-accepts-the-limit-in-escaped-characters', 'create', 'escaped-characters'],
  ['size-limit/get-or-create-accepts-the-limit-in-ascii', 'getOrCreate', 'ascii'],
  ['size-limit/get-or-create-accepts-the-limit-in-multi-byte-text', 'getOrCreate', 'multi-byte-text'],
  ['size-limit/get-or-create-accepts-the-limit-in-escaped-characters', 'getOrCreate', 'escaped-characters'],
  ['size-limit/update-accepts-the-limit-in-ascii', 'update', 'ascii'],
  ['size-limit/update-accepts-the-limit-in-multi-byte-text', 'update', 'multi-byte-text'],
  ['size-limit/update-accepts-the-limit-in-escaped-characters', 'update', 'escaped-characters'],
  ['size-limit/create-accepts-the-limit-in-four-byte-text', 'create', 'four-byte-text'],
  ['size-limit/get-or-create-accepts-the-limit-in-four-byte-text', 'getOrCreate', 'four-byte-text'],
  ['size-limit/update-accepts-the-limit-in-four-byte-text', 'update', 'four-byte-text'],
] as const) {
  behaviour(
    id,
    'sizeLimit',
    `${inWords(operation)} accepts data of exactly 10,240 bytes of ${filler.replaceAll('-', ' ')}`,
    async ({ sdk, mock, expect }) => {
      if (operation === 'update') await mock.holds(john);
      const user = { id: john.id, data: dataOfBytes(mock.limits.userDataBytes, filler) };
      await expect(sdk[operation](user.id, user.data)).toGiveUser(user);
      await expect(mock).toHoldExactly(user);
    },
  );
}

for (const [id, operation, filler] of [
  ['size-limit/create-refuses-one-byte-more-of-ascii', 'create', 'ascii'],
  ['size-limit/create-refuses-one-byte-more-of-multi-byte-text', 'create', 'multi-byte-text'],
  ['size-limit/create-refuses-one-byte-more-of-escaped-characters', 'create', 'escaped-characters'],
  ['size-limit/get-or-create-refuses-one-byte-more-of-ascii', 'getOrCreate', 'ascii'],
  ['size-limit/get-or-create-refuses-one-byte-more-of-multi-byte-text', 'getOrCreate', 'multi-byte-text'],
  ['size-limit/get-or-create-refuses-one-byte-more-of-escaped-characters', 'getOrCreate', 'escaped-characters'],
  ['size-limit/update-refuses-one-byte-more-of-ascii', 'update', 'ascii'],
  ['size-limit/update-refuses-one-byte-more-of-multi-byte-text', 'update', 'multi-byte-text'],
  ['size-limit/update-refuses-one-byte-more-of-escaped-characters', 'update', 'escaped-characters'],
  ['size-limit/create-refuses-one-byte-more-of-four-byte-text', 'create', 'four-byte-text'],
  ['size-limit/get-or-create-refuses-one-byte-more-of-four-byte-text', 'getOrCreate', 'four-byte-text'],
  ['size-limit/update-refuses-one-byte-more-of-four-byte-text', 'update', 'four-byte-text'],
] as const) {
  behaviour(
    id,
    'sizeLimit',
    `${inWords(operation)} refuses data of 10,241 bytes of ${filler.replaceAll('-', ' ')}, and nothing changes`,
    async ({ sdk, mock, expect }) => {
      if (operation === 'update') await mock.holds(john);
      const data = dataOfBytes(mock.limits.userDataBytes + 1, filler);
      await expect(sdk[operation](john.id, data)).toFailWith(tooLarge);
      await expect(mock).toBeUntouched();
    },
  );
}

behaviour(
  'size-limit/set-user-accepts-the-limit-and-refuses-more',
  'sizeLimit',
  'setUser accepts data of exactly 10,240 bytes, and refuses one byte more',
  async ({ sdk, mock, expect }) => {
    const { userDataBytes } = mock.limits;
    for (const filler of Object.keys(fillers) as Filler[]) {
      const largest = { id: filler, data: dataOfBytes(userDataBytes, filler) };
      const client = sdk.withTokenOf(filler);
      await expect(client.setUser(filler, dataOfBytes(userDataBytes + 1, filler))).toFailWith(tooLarge);
      expect(await mock.user(filler), 'what the API holds').toBeUndefined();
      await expect(client.setUser(filler, largest.data)).toGiveUser(largest);
      await expect(mock).toHold(largest);
    }
  },
);

behaviour(
  'size-limit/is-the-same-for-users',
  'sizeLimit',
  'a client with a user token may add, get or create and update as much as the limit allows, and no byte more',
  async ({ sdk, mock, expect }) => {
    const { userDataBytes } = mock.limits;
    for (const call of sdk.offered(['create', 'getOrCreate', 'update'] as const)) {
      for (const filler of Object.keys(fillers) as Filler[]) {
        const largest = { id: `${inWords(call)}-${filler}`, data: dataOfBytes(userDataBytes, filler) };
        const client = sdk.withTokenOf(largest.id);
        if (call === 'update') await mock.holds({ id: largest.id, data: {} });
        const held = await mock.user(largest.id);
        await expect(client[call](largest.id, dataOfBytes(userDataBytes + 1, filler))).toFailWith(tooLarge);
        expect(await mock.user(largest.id), 'what the API holds').toEqual(held);
        await expect(client[call](largest.id, largest.data)).toGiveUser(largest);
        for (const read of sdk.offered(['get', 'profile'] as const))
          await expect(client[read](largest.id)).toGiveUser(largest);
      }
    }
  },
);

behaviour(
  'size-limit/profile-gives-the-largest-user-whole',
  'sizeLimit',
  'the profile of a user as large as the limit allows is given whole',
  async ({ sdk, mock, expect }) => {
    const largest = { id: john.id, data: dataOfBytes(mock.limits.userDataBytes, 'four-byte-text') };
    await mock.holds(largest);
    await expect(sdk.profile(john.id)).toGiveUser(largest);
  },
);

behaviour(
  'size-limit/embeds-the-largest-user-whole',
  'sizeLimit',
  'a user as large as the limit allows is embedded whole, in an activity that the limit does not concern',
  async ({ sdk, mock, expect }) => {
    for (const { client, userId: id } of sdk.actors('enrichedActivities')) {
      const largest = { id, data: dataOfBytes(mock.limits.userDataBytes, 'four-byte-text') };
      await mock.holds(largest);
      await expect(client.addActivity(id, 'greet', id)).toSucceed();
      await expect(client.enrichedActivities(id)).toGiveActivities({ actor: largest, object: largest });
    }
  },
);

ofEach(
  {
    activities: 'size-limit/plain-feed-of-half-a-megabyte-reads-whole',
    enrichedActivities: 'size-limit/enriched-feed-of-half-a-megabyte-reads-whole',
  },
  'feedOrder',
  (words) => `${words} gives as many activities, and as large ones, as a feed gives at once`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId: id } of sdk.actors(call)) {
      const largest = { id, data: dataOfBytes(mock.limits.userDataBytes, 'four-byte-text') };
      await mock.holds(largest);
      const place = call === 'activities' ? `SU:${id}` : largest;
      const due = Array.from({ length: 25 }, () => ({ actor: place, verb: 'lorem '.repeat(3_400), object: place }));
      for (const { verb } of due) await expect(client.addActivity(id, verb, id)).toSucceed();
      await expect(client.call(call, id)).toGiveActivities(...due);
    }
  },
);

behaviour(
  'size-limit/counts-nested-data',
  'sizeLimit',
  'the limit counts nested data like any other',
  async ({ sdk, mock, expect }) => {
    const { userDataBytes } = mock.limits;
    const inner = dataOfBytes(userDataBytes + 1 - compactBytes({ nested: {} }) + 2);
    const data = { nested: inner };
    expect(compactBytes(data), 'the size of the data').toBe(userDataBytes + 1);
    await expect(sdk.create(john.id, data)).toFailWith(tooLarge);
    await expect(mock).toHoldExactly();
  },
);

behaviour(
  'size-limit/retrieves-the-largest-user-whole',
  'sizeLimit',
  'a user as large as the limit allows is retrieved whole',
  async ({ sdk, mock, expect }) => {
    const largest = { id: john.id, data: dataOfBytes(mock.limits.userDataBytes, 'multi-byte-text') };
    await mock.holds(largest);
    await expect(sdk.get(john.id)).toGiveUser(largest);
  },
);

errorCarries(
  { status: 'size-limit/error-carries-the-status', code: 'size-limit/error-carries-the-code' },
  'a user that is too large',
  tooLarge,
  ({ sdk, mock }) => sdk.create(john.id, dataOfBytes(mock.limits.userDataBytes + 1)),
);

behaviour(
  'size-limit/a-megabyte-is-refused',
  'sizeLimit',
  'a megabyte of data is refused with the same error as one byte too many, and nothing is stored',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id, dataOfBytes(1_000_000))).toFailWith(tooLarge);
    await expect(mock).toHoldExactly();
  },
);

behaviour(
  'size-limit/client-goes-on-after-a-megabyte',
  'sizeRefusalStoresNothing',
  'a client whose megabyte was refused adds a small user with its next call',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id, dataOfBytes(1_000_000))).toFail();
    await expect(sdk.create(john.id, john.data)).toGiveUser(john);
    await expect(mock).toHoldExactly(john);
  },
);

behaviour(
  'size-limit/a-refused-get-or-create-returns-no-user',
  'sizeRefusalStoresNothing',
  'getting or creating a stored user with too much data is refused, and leaves it as it was',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.getOrCreate(john.id, dataOfBytes(mock.limits.userDataBytes + 1))).toFailWith(tooLarge);
    await expect(mock).toBeUntouched();
  },
);
