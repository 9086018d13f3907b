import { invalidIds } from '../fixtures/payloads.js';
import { jane, john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { conflict, invalidInput, serverError } from './errors.js';
import { userOf } from './observation.js';

behaviour(
  'get-or-create/creates-a-missing-user',
  'getOrCreate',
  'getting or creating a missing user stores and returns it',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.getOrCreate(john.id, john.data)).toGiveUser(john);
    await expect(mock).toHoldExactly(john);
  },
);

behaviour(
  'get-or-create/returns-the-stored-user',
  'getOrCreate',
  'getting or creating a stored user returns it as it is stored, and ignores the data given',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.getOrCreate(john.id, jane.data)).toGiveUser(john);
  },
);

behaviour(
  'get-or-create/keeps-the-stored-user',
  'getOrCreate',
  'getting or creating a stored user changes nothing of it, timestamps included',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.getOrCreate(john.id, jane.data)).toSucceed();
    await expect(mock).toBeUntouched();
  },
);

behaviour(
  'get-or-create/twice-gives-the-same-data',
  'getOrCreate',
  'the second get-or-create of one client returns the data of the first',
  async ({ sdk, expect }) => {
    await expect(sdk.getOrCreate(john.id, john.data)).toGiveUser(john);
    await expect(sdk.getOrCreate(john.id, jane.data)).toGiveUser(john);
  },
);

behaviour(
  'get-or-create/twice-gives-the-same-timestamps',
  'getOrCreate',
  'the second get-or-create returns the timestamps of the first',
  async ({ sdk, expect }) => {
    const first = await sdk.getOrCreate(john.id, john.data);
    await expect(first).toGiveUser({});
    const { createdAt: created_at, updatedAt: updated_at } = userOf(first) ?? {};
    await expect(sdk.getOrCreate(john.id, jane.data)).toGiveNoTimestampsBut({ created_at, updated_at });
  },
);

behaviour(
  'get-or-create/returns-the-timestamps',
  'createAnswers201',
  'getting or creating gives the application the stored timestamps, to the microsecond',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const step = await sdk.getOrCreate(john.id, jane.data);
    await expect(step).toGiveTimestamps(await mock.user(john.id));
  },
);

behaviour(
  'get-or-create/without-data-creates-an-empty-user',
  'dataIsObject',
  'getting or creating without data stores an empty object as the data',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.getOrCreate(john.id)).toGiveUser({ id: john.id, data: {} });
    await expect(mock).toHoldExactly({ id: john.id, data: {} });
  },
);

behaviour(
  'get-or-create/without-data-returns-the-stored-user',
  'getOrCreate',
  'getting or creating a stored user without data returns its stored data',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.getOrCreate(john.id)).toGiveUser(john);
    await expect(mock).toHoldExactly(john);
  },
);

behaviour(
  'get-or-create/after-create-returns-the-created-user',
  'getOrCreate',
  'getting or creating after a create returns the created user',
  async ({ sdk, expect }) => {
    await expect(sdk.create(john.id, john.data)).toSucceed();
    await expect(sdk.getOrCreate(john.id, jane.data)).toGiveUser(john);
  },
);

behaviour(
  'get-or-create/does-not-turn-later-creates-into-it',
  'conflict',
  'a plain create after a get-or-create is a conflict',
  async ({ sdk, expect }) => {
    await expect(sdk.getOrCreate(john.id, john.data)).toSucceed();
    await expect(sdk.create(john.id, john.data)).toFailWith(conflict);
  },
);

behaviour(
  'get-or-create/after-delete-creates-anew',
  'delete',
  'getting or creating a deleted user creates a new one, with the new data and a later created_at',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.delete(john.id)).toSucceed();
    await expect(sdk.getOrCreate(john.id, jane.data)).toGiveUser({ id: john.id, data: jane.data });
    const [before, after] = [mock.held[0], await mock.user(john.id)];
    expect(after?.created_at, 'created_at').toBeLaterThan(before?.created_at);
  },
);

behaviour(
  'get-or-create/is-one-add-with-get_or_create',
  'getOrCreate',
  'getting or creating is one POST with get_or_create=true',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.getOrCreate(john.id, john.data)).toSucceed();
    await expect(mock).toHaveAnswered('addUser 201');
    const [sent] = await mock.exchanges();
    const values = sent?.request.query.filter(([name]) => name === 'get_or_create').map(([, value]) => value);
    expect(
      values?.map((value) => value.toLowerCase()),
      'get_or_create on the wire',
    ).toEqual(['true']);
  },
);

behaviour(
  'get-or-create/twenty-at-once-create-one-user',
  'getOrCreate',
  'twenty get-or-creates of one id at once create one user, and all see it',
  async ({ sdk, mock, expect }) => {
    const steps = await Promise.all(Array.from({ length: 20 }, () => sdk.getOrCreate(john.id, john.data)));
    await expect(mock).toHoldExactly(john);
    const created_at = (await mock.user(john.id))?.created_at;
    for (const step of steps) {
      await expect(step).toGiveUser(john);
      await expect(step).toGiveNoTimestampsBut({ created_at });
    }
  },
);

behaviour(
  'get-or-create/refuses-an-invalid-id',
  'userId',
  'getting or creating an invalid id is refused, and nothing is stored',
  async ({ sdk, mock, expect }) => {
    const id = invalidIds['a-space'];
    await expect(sdk.as(id).getOrCreate(id, john.data)).toFailWith(invalidInput);
    await expect(mock).toHoldExactly();
  },
);

behaviour(
  'get-or-create/is-not-sent-again-after-a-server-error',
  'retries',
  'a get-or-create that failed on the server is not sent again',
  async ({ sdk, mock, expect }) => {
    await mock.failsNext();
    await expect(sdk.getOrCreate(john.id, john.data)).toFailWith(serverError);
    await expect(mock).toHaveAnswered('addUser 500');
  },
);
