import { jane, john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import { conflict } from './errors.js';
import { succeeded } from './observation.js';

behaviour(
  'conflict/same-data-is-an-error',
  'conflict',
  'adding a taken id with the very data that is stored is a conflict all the same',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.create(john.id, john.data)).toFailWith(conflict);
  },
);

behaviour(
  'conflict/other-data-is-an-error',
  'conflict',
  'adding a taken id with other data is a conflict',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.create(john.id, jane.data)).toFailWith(conflict);
  },
);

behaviour(
  'conflict/without-data-is-an-error',
  'conflict',
  'adding a taken id without data is a conflict',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.create(john.id)).toFailWith(conflict);
  },
);

behaviour(
  'conflict/keeps-the-stored-user',
  'conflict',
  'adding a taken id fails and leaves the stored user as it was, timestamps included',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.create(john.id, jane.data)).toFail();
    await expect(mock).toBeUntouched();
  },
);

behaviour(
  'conflict/second-create-of-one-client-fails',
  'conflict',
  'the second of two creates by one client fails',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id, john.data)).toSucceed();
    await expect(sdk.create(john.id, jane.data)).toFailWith(conflict);
    await expect(mock).toHoldExactly(john);
  },
);

behaviour(
  'conflict/second-create-of-another-client-fails',
  'conflict',
  'a create fails when another client has added the id',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id, john.data)).toSucceed();
    await expect(sdk.another().create(john.id, jane.data)).toFailWith(conflict);
    await expect(mock).toHoldExactly(john);
  },
);

errorCarries(
  { status: 'conflict/error-carries-the-status', code: 'conflict/error-carries-the-code' },
  'a conflict',
  conflict,
  async ({ sdk, mock }) => {
    await mock.holds(john);
    return sdk.create(john.id, john.data);
  },
);

behaviour(
  'conflict/is-not-sent-again',
  'retries',
  'a create that met a conflict is not sent again',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.create(john.id, john.data)).toFail();
    await expect(mock).toHaveAnswered('addUser 409');
  },
);

behaviour(
  'conflict/client-goes-on-after-it',
  'conflict',
  'a client that met a conflict retrieves the stored user with its next call',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.create(john.id, jane.data)).toFail();
    await expect(sdk.get(john.id)).toGiveUser(john);
  },
);

behaviour(
  'conflict/id-is-free-again-after-delete',
  'delete',
  'the id of a deleted user can be added again',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.delete(john.id)).toSucceed();
    await expect(sdk.create(john.id, jane.data)).toGiveUser({ id: john.id, data: jane.data });
    await expect(mock).toHoldExactly({ id: john.id, data: jane.data });
  },
);

behaviour(
  'conflict/of-two-creates-at-once-one-wins',
  'conflict',
  'of two creates of one id at once, one succeeds and one is a conflict',
  async ({ sdk, mock, expect }) => {
    const creates = await Promise.all([sdk.create(john.id, john.data), sdk.create(john.id, john.data)]);
    expect(creates.filter(succeeded).length, 'the number of creates that succeed').toBe(1);
    const statuses = (await mock.exchanges()).map(({ response }) => response?.status).sort();
    expect(statuses, 'what the API answered').toEqual([201, 409]);
  },
);
