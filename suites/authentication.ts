import { jane, john } from '../fixtures/users.js';
import type { CallName } from '../runners/protocol/messages.js';
import { suite } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import type { BehaviourContext, SdkClient } from './context.js';

const wrongSecret = 'not-the-secret-of-this-app';

export const authentication = suite('authentication', {
  'server-token-speaks-for-the-app': {
    sentence: 'the token of a server-side call is an HS256 JWT for the resource users, or for all',
    rule: 'tokenScope',
    calls: ['get'],
    credential: 'secret',
    async run({ client, check, seed, exchanges }) {
      await seed(john);
      check.succeeds(await (await client()).get(john.id));
      const token = (await exchanges())[0]?.request.token;
      const resource = token?.claims['resource'];
      check.equal('the token is signed otherwise', token?.algorithm, 'HS256');
      check.holds(resource === 'users' || resource === '*', `the token's resource is ${JSON.stringify(resource)}`);
    },
  },
  'secret-never-travels': {
    sentence: "no request carries the app's secret",
    rule: 'token',
    calls: ['create', 'get', 'update', 'delete'],
    credential: 'secret',
    async run({ client, check, app, exchanges }) {
      const sdk = await client();
      check.succeeds(await sdk.create(john.id, john.data));
      check.succeeds(await sdk.get(john.id));
      check.succeeds(await sdk.update(john.id, jane.data));
      check.succeeds(await sdk.delete(john.id));
      const recorded = await exchanges();
      const sent = JSON.stringify(recorded.map(({ request }) => request));
      check.holds(!sent.includes(app.secret), "the app's secret is in a request");
      // The mock also sees what a record never shows, such as cookies.
      const found = recorded.flatMap(({ deviations }) => deviations).find(({ id }) => id.endsWith('/secret'));
      check.holds(found === undefined, `the app's secret is in a request, at ${found?.location}`);
    },
  },
  ...Object.fromEntries(
    (['create', 'getOrCreate', 'get', 'update', 'delete'] as const).map((call) => [
      `wrong-secret-fails-${kebab(call)}`,
      wrongSecretFails(call),
    ]),
  ),
  ...errorCarries({
    prefix: 'wrong-secret-',
    of: 'a bad signature',
    status: 401,
    code: 3,
    calls: ['get'],
    credential: 'secret',
    async provoke({ client }) {
      return (await client({ secret: wrongSecret })).get(john.id);
    },
  }),
  'unknown-key-is-an-error': {
    sentence: 'a key of no app is error 2',
    rule: 'apiKey',
    calls: ['get'],
    async run({ client, check, error, unknownKey }) {
      check.isApiError(await (await client({ apiKey: unknownKey })).get(john.id), error(401, 2));
    },
  },
  ...errorCarries({
    prefix: 'unknown-key-',
    of: 'an unknown key',
    status: 401,
    code: 2,
    calls: ['get'],
    async provoke({ client, unknownKey }) {
      return (await client({ apiKey: unknownKey })).get(john.id);
    },
  }),
  'apps-do-not-see-each-other': {
    sentence: 'a client sees only the users of its own app',
    rule: 'apiKey',
    calls: ['get'],
    async run({ client, check, seed, otherApp, error }) {
      await seed(john);
      const other = await otherApp();
      check.isApiError(await (await client({ app: other })).get(john.id), error(404));
      check.givesUser(await (await client()).get(john.id), john);
    },
  },
  'user-token-claims-its-user': {
    sentence: 'a client with a user token sends that token, with its user_id',
    rule: 'tokenScope',
    calls: ['get'],
    credential: 'userToken',
    async run({ client, check, seed, exchanges }) {
      await seed(john);
      check.succeeds(await (await client()).get(john.id));
      const token = (await exchanges())[0]?.request.token;
      check.equal('the token claims otherwise', token?.claims['user_id'], john.id);
    },
  },
  'user-reads-another-user': {
    sentence: 'a client with a user token may retrieve another user',
    rule: 'userTokenMayRead',
    calls: ['get'],
    credential: 'userToken',
    async run({ client, check, seed }) {
      await seed(john, jane);
      check.givesUser(await (await client({ actingAs: john.id })).get(jane.id), jane);
    },
  },
  'user-may-not-add-another': notAllowed('create', []),
  'user-may-not-get-or-create-another': notAllowed('getOrCreate', []),
  'user-may-not-update-another': notAllowed('update', [jane]),
  'user-may-not-delete-another': notAllowed('delete', [jane]),
  ...errorCarries({
    prefix: 'not-allowed-',
    of: 'acting on another user',
    status: 403,
    code: 17,
    calls: ['delete'],
    credential: 'userToken',
    async provoke({ client, seed }) {
      await seed(jane);
      return (await client({ actingAs: john.id })).delete(jane.id);
    },
  }),
  'expired-user-token-is-an-error': {
    sentence: 'a user token that has expired is error 3',
    rule: 'token',
    calls: ['get'],
    credential: 'userToken',
    async run({ client, check, seed, expiredToken, error }) {
      await seed(john);
      const userToken = await expiredToken(john.id);
      check.isApiError(await (await client({ userToken })).get(john.id), error(401, 3));
    },
  },
  'set-user-creates-the-own-user': {
    sentence: "setUser stores and returns the token's own user when it is missing",
    rule: 'setUser',
    calls: ['setUser'],
    credential: 'userToken',
    async run({ client, check, holdsExactly }) {
      check.givesUser(await (await client()).setUser(john.id, john.data), john);
      await holdsExactly(john);
    },
  },
  'set-user-keeps-the-stored-user': {
    sentence: 'setUser returns the stored user and ignores the data given',
    rule: 'setUser',
    calls: ['setUser'],
    credential: 'userToken',
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      check.givesUser(await (await client()).setUser(john.id, jane.data), john);
      await holdsExactly(john);
    },
  },
});

function kebab(call: CallName): string {
  return call.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function invoke(sdk: SdkClient, call: 'create' | 'getOrCreate' | 'get' | 'update' | 'delete', id: string) {
  return call === 'get' || call === 'delete' ? sdk[call](id) : sdk[call](id, { name: 'Somebody Else' });
}

function wrongSecretFails(call: 'create' | 'getOrCreate' | 'get' | 'update' | 'delete') {
  return {
    sentence: `${kebab(call)} with a wrong secret is error 3 and changes nothing`,
    rule: 'token',
    calls: [call],
    credential: 'secret' as const,
    async run({ client, check, seed, stored, error }: BehaviourContext) {
      await seed(john);
      const before = await stored();
      const id = call === 'create' || call === 'getOrCreate' ? jane.id : john.id;
      check.isApiError(await invoke(await client({ secret: wrongSecret }), call, id), error(401, 3));
      check.equal('the refused call changed what the API holds', await stored(), before);
    },
  };
}

function notAllowed(call: 'create' | 'getOrCreate' | 'update' | 'delete', stored: (typeof jane)[]) {
  return {
    sentence: `a client with a user token may not ${kebab(call).replaceAll('-', ' ')} another user, and nothing changes`,
    rule: 'userTokenMayRead',
    calls: [call],
    credential: 'userToken' as const,
    async run({ client, check, seed, error, holdsExactly }: BehaviourContext) {
      await seed(...stored);
      check.isApiError(await invoke(await client({ actingAs: john.id }), call, jane.id), error(403));
      await holdsExactly(...stored);
    },
  };
}
