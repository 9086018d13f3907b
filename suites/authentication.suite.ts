import { jane, john } from '../fixtures/users.js';
import { wrongSecret } from './mock-app.js';
import { behaviour, type Given } from './behaviour.js';
import { apiCalls, inWords } from './calls.js';
import { errorCarries } from './error-carries.js';
import { badSignature, notAllowed, notFound, unknownKey } from './errors.js';
import type { Step } from './observation.js';
import { prepare } from './prepare.js';
import { NotApplicable, type Sdk } from './sdk.js';

// As long as any: a library may refuse a key that is shorter than the hash.
behaviour(
  'authentication/server-token-speaks-for-the-app',
  'tokenScope',
  'the token of a server-side call is an HS256 JWT for the resource users, or for all',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.withSecret(mock.app.secret).get(john.id)).toSucceed();
    const token = (await mock.exchanges())[0]?.request.token;
    expect(token?.algorithm, "the token's algorithm").toBe('HS256');
    expect(['users', '*'], "the token's resource").toContain(token?.claims['resource']);
  },
);

behaviour(
  'authentication/secret-never-travels',
  'token',
  "no request carries the app's secret",
  async ({ sdk, mock, expect }) => {
    const { secret } = mock.app;
    const client = sdk.withSecret(secret);
    await expect(client.create(john.id, john.data)).toSucceed();
    await expect(client.get(john.id)).toSucceed();
    await expect(client.update(john.id, jane.data)).toSucceed();
    await expect(client.delete(john.id)).toSucceed();
    const exchanges = await mock.exchanges();
    const sent = JSON.stringify(exchanges.map(({ request }) => request));
    expect(sent.includes(secret), "the app's secret in a request").toBe(false);
    // The mock also sees what a record never shows, such as cookies.
    const found = exchanges.flatMap(({ deviations }) => deviations).filter(({ id }) => id.endsWith('/secret'));
    expect(
      found.map(({ location }) => location),
      "the places of the app's secret in a request",
    ).toEqual([]);
  },
);

for (const [id, call, sentence] of [
  ['authentication/wrong-secret-fails-create', 'create', 'create'],
  ['authentication/wrong-secret-fails-get-or-create', 'getOrCreate', 'get-or-create'],
  ['authentication/wrong-secret-fails-get', 'get', 'get'],
  ['authentication/wrong-secret-fails-update', 'update', 'update'],
  ['authentication/wrong-secret-fails-delete', 'delete', 'delete'],
] as const) {
  behaviour(
    id,
    'token',
    `${sentence} with a wrong secret is error 3 and changes nothing`,
    async ({ sdk, mock, expect }) => {
      await mock.holds(john);
      const userId = call === 'create' || call === 'getOrCreate' ? jane.id : john.id;
      await expect(invoke(sdk.withSecret(wrongSecret), call, userId)).toFailWith(badSignature);
      await expect(mock).toBeUntouched();
    },
  );
}

errorCarries(
  {
    status: 'authentication/wrong-secret-error-carries-the-status',
    code: 'authentication/wrong-secret-error-carries-the-code',
  },
  'a bad signature',
  badSignature,
  ({ sdk }) => sdk.withSecret(wrongSecret).get(john.id),
);

behaviour(
  'authentication/unknown-key-is-an-error',
  'apiKey',
  'a key of no app is error 2',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.withKey(mock.unknownKey).get(john.id)).toFailWith(unknownKey);
  },
);

// Without a dot in the secret: by that, an SDK may tell it from a token.
for (const [id, rule, sentence, unusual] of [
  [
    'authentication/a-key-arrives-as-it-is',
    'apiKey',
    'every call names its app by the whole key, also by one whose characters mean something else in a URL',
    ({ sdk, mock }: Given) => ({ client: sdk, app: { key: `${mock.app.key}&y=1+2/3?#%41 ü` } }),
  ],
  [
    'authentication/a-secret-signs-as-it-is',
    'token',
    'every call is signed with the whole secret, also with one longer than a block of the hash, of any characters',
    ({ sdk, mock }: Given) => ({
      client: sdk.withSecret(mock.app.secret),
      app: { secret: `sécret ${'of more bytes than one block of the hash '.repeat(3)}+/=` },
    }),
  ],
] as const) {
  behaviour(id, rule, sentence, async (given) => {
    const { client, app: wanted } = unusual(given);
    const app = await given.mock.otherApp(wanted);
    for (const call of given.sdk.offered(apiCalls)) {
      for (const { client: own, userId } of client.of(app).actors(call, `-${inWords(call)}`)) {
        if (rule === 'token' && own.holdsToken) continue;
        const user = { id: userId, data: john.data };
        await prepare(given, call, { client: own, app, ...user });
        await given.expect(own.call(call, userId, john.data)).toGiveOf(user);
      }
    }
  });
}

errorCarries(
  {
    status: 'authentication/unknown-key-error-carries-the-status',
    code: 'authentication/unknown-key-error-carries-the-code',
  },
  'an unknown key',
  unknownKey,
  ({ sdk, mock }) => sdk.withKey(mock.unknownKey).get(john.id),
);

behaviour(
  'authentication/apps-do-not-see-each-other',
  'apiKey',
  'a client sees only the users of its own app',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const other = await mock.otherApp();
    await expect(sdk.of(other).get(john.id)).toFailWith(notFound);
    await expect(sdk.get(john.id)).toGiveUser(john);
  },
);

behaviour(
  'authentication/user-token-claims-its-user',
  'tokenScope',
  'a client with a user token sends that token, with its user_id',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.withTokenOf(john.id).get(john.id)).toSucceed();
    const token = (await mock.exchanges())[0]?.request.token;
    expect(token?.claims['user_id'], 'the user_id of the token').toBe(john.id);
  },
);

behaviour(
  'authentication/user-reads-another-user',
  'userTokenMayRead',
  'a client with a user token may retrieve another user',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.withTokenOf(john.id).get(jane.id)).toGiveUser(jane);
  },
);

for (const [id, call, sentence] of [
  ['authentication/user-may-not-add-another', 'create', 'create'],
  ['authentication/user-may-not-get-or-create-another', 'getOrCreate', 'get or create'],
] as const) {
  behaviour(
    id,
    'userTokenMayRead',
    `a client with a user token may not ${sentence} another user, and nothing changes`,
    async ({ sdk, mock, expect }) => {
      await expect(invoke(sdk.withTokenOf(john.id), call, jane.id)).toFailWith(notAllowed);
      await expect(mock).toHoldExactly();
    },
  );
}

for (const [id, call] of [
  ['authentication/user-may-not-update-another', 'update'],
  ['authentication/user-may-not-delete-another', 'delete'],
] as const) {
  behaviour(
    id,
    'userTokenMayRead',
    `a client with a user token may not ${call} another user, and nothing changes`,
    async ({ sdk, mock, expect }) => {
      await mock.holds(jane);
      await expect(invoke(sdk.withTokenOf(john.id), call, jane.id)).toFailWith(notAllowed);
      await expect(mock).toHoldExactly(jane);
    },
  );
}

errorCarries(
  {
    status: 'authentication/not-allowed-error-carries-the-status',
    code: 'authentication/not-allowed-error-carries-the-code',
  },
  'acting on another user',
  notAllowed,
  async ({ sdk, mock }) => {
    await mock.holds(jane);
    return sdk.withTokenOf(john.id).delete(jane.id);
  },
);

behaviour(
  'authentication/expired-user-token-is-an-error',
  'token',
  'a user token that has expired is error 3',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const expired = await mock.userToken(john.id, { expiresAt: 1 });
    await expect(sdk.withToken(expired).get(john.id)).toFailWith(badSignature);
  },
);

behaviour(
  'authentication/a-user-token-may-claim-anything',
  'tokenScope',
  'a user token goes out as it was given with every call, whatever an application claims in it beside user_id',
  async (given) => {
    const { sdk, mock, expect } = given;
    // As base64url this has every character that base64 has not.
    const claims = { name: '~~~???>>>\u00ff\u00ff\u00bf', roles: ['admin', null], nested: { user_id: jane.id } };
    for (const call of sdk.offered(apiCalls)) {
      const id = inWords(call);
      const client = sdk.withToken(await mock.userToken(id, { claims }));
      await prepare(given, call, { client, id, data: john.data });
      await expect(client.call(call, id, john.data)).toGiveOf({ id, data: john.data });
      const last = (await mock.exchanges()).at(-1);
      expect(last?.request.token?.claims, 'what the token claims').toEqual({ user_id: id, ...claims });
    }
  },
);

behaviour(
  'authentication/a-server-nobody-vouches-for-is-told-nothing',
  'certificate',
  'no call sends anything to a server of https whose certificate nobody vouches for, and each fails',
  async ({ sdk, impostor, expect }) => {
    const [connections, { length }] = [impostor.connections(), impostor.heard];
    for (const call of sdk.offered(apiCalls)) {
      for (const { client, userId } of sdk.actors(call)) {
        const step = await client.at(impostor.origin).call(call, userId, jane.data);
        const heard = impostor.heard.slice(length).join(', ') || 'nothing';
        expect(heard, 'what a server that nobody vouches for is sent').toBe('nothing');
        await expect(step).toFail();
      }
    }
    if (impostor.connections() === connections)
      throw new NotApplicable('the SDK reaches no server of https by its address');
  },
);

behaviour(
  'authentication/set-user-creates-the-own-user',
  'setUser',
  "setUser stores and returns the token's own user when it is missing",
  async ({ sdk, mock, expect }) => {
    await expect(sdk.withTokenOf(john.id).setUser(john.id, john.data)).toGiveUser(john);
    await expect(mock).toHoldExactly(john);
  },
);

behaviour(
  'authentication/set-user-keeps-the-stored-user',
  'setUser',
  'setUser returns the stored user and ignores the data given',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.withTokenOf(john.id).setUser(john.id, jane.data)).toGiveUser(john);
    await expect(mock).toHoldExactly(john);
  },
);

function invoke(sdk: Sdk, call: 'create' | 'getOrCreate' | 'get' | 'update' | 'delete', id: string): Promise<Step> {
  return call === 'get' || call === 'delete' ? sdk[call](id) : sdk[call](id, { name: 'Somebody Else' });
}
