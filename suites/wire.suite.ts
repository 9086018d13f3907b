import { jane, john } from '../fixtures/users.js';
import type { ExchangeRequest } from '../spec/exchange.js';
import { behaviour, type Given } from './behaviour.js';
import { inWords, needsUser, operationOf, type UserCall, userCalls } from './calls.js';
import { clientHeader } from './client-header.js';

/** What released SDKs send although the contract does not say it, and the API accepts: told as accepted, no failure. */
const accepted = [
  'query/undocumented-parameter',
  'query/boolean-spelling',
  'body/unexpected',
  'token/narrow-action',
  'header/missing-client',
  'header/client-format',
];

/** By operation: method, path below the base, and whether there is a body. */
const forms = {
  addUser: { method: 'POST', path: () => 'user', hasBody: true },
  getUser: { method: 'GET', path: (id: string) => `user/${id}`, hasBody: false },
  updateUser: { method: 'PUT', path: (id: string) => `user/${id}`, hasBody: true },
  deleteUser: { method: 'DELETE', path: (id: string) => `user/${id}`, hasBody: false },
} as const;

const ownAction = { addUser: 'write', getUser: 'read', updateUser: 'write', deleteUser: 'delete' } as const;

for (const [id, call] of [
  ['wire/create-names-the-sdk', 'create'],
  ['wire/get-or-create-names-the-sdk', 'getOrCreate'],
  ['wire/get-names-the-sdk', 'get'],
  ['wire/profile-names-the-sdk', 'profile'],
  ['wire/update-names-the-sdk', 'update'],
  ['wire/delete-names-the-sdk', 'delete'],
  ['wire/set-user-names-the-sdk', 'setUser'],
] as const) {
  behaviour(
    id,
    'clientHeader',
    `the request of ${inWords(call)} names the SDK and its exact version in X-Stream-Client`,
    async (given) => {
      for (const { headers } of await requestsOf(given, call)) {
        given.expect(headers['x-stream-client'] ?? 'nothing', 'X-Stream-Client').toMatch(clientHeader(given.sdk.hello));
      }
    },
  );
}

for (const [id, call] of [
  ['wire/create-is-one-request-of-its-form', 'create'],
  ['wire/get-or-create-is-one-request-of-its-form', 'getOrCreate'],
  ['wire/get-is-one-request-of-its-form', 'get'],
  ['wire/profile-is-one-request-of-its-form', 'profile'],
  ['wire/update-is-one-request-of-its-form', 'update'],
  ['wire/delete-is-one-request-of-its-form', 'delete'],
  ['wire/set-user-is-one-request-of-its-form', 'setUser'],
] as const) {
  const { method, path, hasBody } = forms[operationOf[call]];
  behaviour(
    id,
    'wireForm',
    `${inWords(call)} is one ${method} with the parameters it needs, of JSON in UTF-8 where it has a body`,
    async (given) => {
      const { expect, mock } = given;
      const requests = await requestsOf(given, call);
      const strays = (await mock.exchanges()).flatMap(({ deviations }) => deviations);
      const unknown = strays.filter(({ id: kind }) => !accepted.includes(kind) && !kind.endsWith('/secret'));
      expect(
        unknown.map(({ message }) => message),
        'what the contract does not say',
      ).toEqual([]);
      for (const { id: userId, ...request } of requests) {
        expect(request.method, 'the method').toBe(method);
        // A slash too many or too few is a deviation of its own.
        const parts = request.path.split('/').filter(Boolean);
        expect(parts.slice(2).join('/'), 'the path').toBe(path(userId));
        const key = request.query.filter(([name]) => name === 'api_key').map(([, value]) => value);
        expect(key, 'api_key').toEqual([mock.app.key]);
        expect(flag(request, 'get_or_create'), 'get_or_create').toBe(call === 'getOrCreate' || call === 'setUser');
        if (operationOf[call] === 'getUser' && call === 'get') {
          expect(flag(request, 'with_follow_counts'), 'with_follow_counts').toBe(false);
        }
        if (call === 'profile') expect(flag(request, 'with_follow_counts'), 'with_follow_counts').toBe(true);
        expect(request.headers['stream-auth-type'], 'Stream-Auth-Type').toBe('jwt');
        if (!hasBody) {
          expect(request.body ?? '', 'the body').toMatch(/^(\{\}|null)?$/);
          continue;
        }
        expect(request.headers['content-type'] ?? 'nothing', 'Content-Type').toMatch(
          /^application\/json(\s*;\s*charset="?utf-?8"?)?$/i,
        );
        expect(request.body?.startsWith('\ufeff'), 'a mark before the body').toBe(false);
      }
    },
  );
}

for (const [id, call] of [
  ['wire/create-is-signed-for-itself', 'create'],
  ['wire/get-or-create-is-signed-for-itself', 'getOrCreate'],
  ['wire/get-is-signed-for-itself', 'get'],
  ['wire/profile-is-signed-for-itself', 'profile'],
  ['wire/update-is-signed-for-itself', 'update'],
  ['wire/delete-is-signed-for-itself', 'delete'],
  ['wire/set-user-is-signed-for-itself', 'setUser'],
] as const) {
  behaviour(
    id,
    'tokenScope',
    `${inWords(call)} is signed with a server token for users, or carries the user token as it was given`,
    async (given) => {
      const { expect } = given;
      for (const { id: userId, token } of await requestsOf(given, call)) {
        expect(token?.algorithm, "the token's algorithm").toBe('HS256');
        const claims = token?.claims ?? {};
        if (userId.startsWith('by-token')) {
          expect(claims, 'the claims of the user token').toEqual({ user_id: userId });
          continue;
        }
        expect(['users', '*'], "the token's resource").toContain(claims['resource']);
        // An SDK may ask for no more than it needs.
        expect(['*', ownAction[operationOf[call]]], "the token's action").toContain(claims['action']);
        expect(claims['feed_id'], "the token's feed_id").toBe('*');
        expect(claims['user_id'] ?? '*', "the token's user_id").toBe('*');
      }
    },
  );
}

behaviour(
  'wire/no-call-sends-the-secret',
  'secret',
  'no request of any call holds the secret in any form, or the token in any place but its header',
  async (given) => {
    const { expect, mock, sdk } = given;
    for (const call of sdk.offered(userCalls)) {
      for (const { path, query, headers, body, token } of await requestsOf(given, call)) {
        const { authorization, ...others } = headers;
        expect(authorization, 'Authorization, as it is recorded').toBe('[redacted]');
        const rest = JSON.stringify({ path, query, others, body, token });
        expect(rest, `the rest of the request of ${call}`).not.toMatch(/eyJ[\w-]+\.eyJ/);
      }
    }
    // What is recorded never shows a credential; the mock tells where it saw the secret, in whatever form.
    const found = (await mock.exchanges()).flatMap(({ deviations }) => deviations);
    expect(
      found.filter(({ id }) => id.endsWith('/secret')).map(({ location }) => location),
      "the places of the app's secret",
    ).toEqual([]);
  },
);

/** The requests of a call, by each credential that the SDK takes: one where it succeeds, and one where it is refused. */
async function requestsOf({ sdk, mock, expect }: Given, call: UserCall): Promise<(ExchangeRequest & { id: string })[]> {
  const { length } = await mock.exchanges();
  const ids: string[] = [];
  for (const { client, userId } of sdk.actors(call, `-${inWords(call)}`)) {
    if (needsUser(call)) await mock.holds({ id: userId, data: john.data });
    await expect(client.call(call, userId, jane.data)).toSucceed();
    await mock.failsNext();
    await expect(client.call(call, userId, jane.data)).toFail();
    ids.push(userId, userId);
  }
  const exchanges = (await mock.exchanges()).slice(length);
  expect(
    exchanges.map(({ operation }) => operation),
    'the requests',
  ).toEqual(ids.map(() => operationOf[call]));
  const statuses = exchanges.map(({ response }) => response?.status);
  const success = ['getUser', 'deleteUser'].includes(operationOf[call]) ? 200 : 201;
  expect(statuses, 'the statuses of the answers').toEqual(ids.map((_, index) => (index % 2 === 0 ? success : 500)));
  return exchanges.map(({ request }, index) => ({ ...request, id: ids[index] ?? '' }));
}

/** Whether a parameter says yes; how it spells that is a deviation of its own. */
function flag({ query }: ExchangeRequest, name: string): boolean {
  const values = query.filter(([key]) => key === name).map(([, value]) => value.toLowerCase());
  return values.some((value) => ['true', '1', 'yes', 'on', 't'].includes(value));
}
