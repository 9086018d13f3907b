import { jane, john } from '../fixtures/users.js';
import { behaviour, type Given } from './behaviour.js';
import { type ApiCall, apiCalls } from './calls.js';
import { wrongSecret } from './mock-app.js';
import { badSignature, notAllowed, unknownKey } from './errors.js';
import type { ErrorEntry } from '../spec/contract.js';
import type { Sdk } from './sdk.js';

behaviour(
  'permissions/user-may-do-everything-to-itself',
  'userTokenMayRead',
  'a client with a user token may add, read, update and delete its own user',
  async ({ sdk, mock, expect }) => {
    const client = sdk.withTokenOf(john.id);
    for (const call of sdk.offered(['create', 'getOrCreate', 'get', 'profile', 'update'] as const)) {
      await expect(client.call(call, john.id, john.data)).toGiveUser(john);
      await expect(mock).toHoldExactly(john);
    }
    await expect(client.delete(john.id)).toSucceed();
    await expect(mock).toHoldExactly();
  },
);

behaviour(
  'permissions/user-reads-the-profile-of-another',
  'userTokenMayRead',
  'a client with a user token may read the profile of another user',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.withTokenOf(john.id).profile(jane.id)).toGiveUser(jane);
  },
);

behaviour(
  'permissions/user-may-not-write-who-is-named-alike',
  'userTokenMayRead',
  'a client with a user token may write no user whose id is nearly its own, and nothing changes',
  async ({ sdk, mock, expect }) => {
    const alike = ['john-do', 'john-doe-2', 'JOHN-DOE', 'john_doe'];
    await mock.holds(...alike.map((id) => ({ id, data: jane.data })));
    const client = sdk.withTokenOf(john.id);
    for (const id of alike) {
      for (const call of sdk.offered(['create', 'getOrCreate', 'update', 'delete'] as const)) {
        await expect(client.call(call, id, john.data)).toFailWith(notAllowed);
      }
    }
    await expect(mock).toBeUntouched();
  },
);

behaviour(
  'permissions/token-of-another-app-fails-every-call',
  'token',
  'a user token that another app signed is error 3 on every call, and changes nothing',
  async (given) => {
    const { sdk, mock } = given;
    const other = await mock.otherApp();
    await isRefused(given, badSignature, () => sdk.withSignatureOf(other, john.id));
  },
);

behaviour(
  'permissions/expired-token-fails-every-call',
  'token',
  'a user token that has expired is error 3 on every call, and changes nothing',
  async (given) => {
    const expired = await given.mock.userToken(john.id, { expiresAt: 1 });
    await isRefused(given, badSignature, () => given.sdk.withToken(expired));
  },
);

behaviour(
  'permissions/wrong-secret-fails-every-call',
  'token',
  'a wrong secret is error 3 on every call that takes one, and changes nothing',
  async (given) => {
    await isRefused(given, badSignature, () => given.sdk.withSecret(wrongSecret));
  },
);

behaviour(
  'permissions/unknown-key-fails-every-call',
  'apiKey',
  'a key of no app is error 2 on every call, and changes nothing',
  async (given) => {
    await isRefused(given, unknownKey, () => given.sdk.withKey(given.mock.unknownKey));
  },
);

/** Every call of the client that the SDK offers is refused, on a stored user and on a missing one. */
async function isRefused({ sdk, mock, expect }: Given, error: ErrorEntry, clientFor: () => Sdk): Promise<void> {
  await mock.holds(john);
  const client = clientFor();
  for (const call of sdk.offered(apiCalls)) {
    if (call === 'setUser' && !client.holdsToken) continue;
    const id: string = missing(call) ? jane.id : john.id;
    await expect(client.call(call, id, { name: 'Somebody Else' })).toFailWith(error);
  }
  await expect(mock).toBeUntouched();
  if (sdk.offers('activities')) await expect(sdk.activities(john.id)).toGiveActivities();
}

/** Whether the call speaks of a user that is not stored, because it would be refused otherwise anyway. */
const missing = (call: ApiCall): boolean => call === 'create';
