import { jane, john } from '../fixtures/users.js';
import type { Exchange, ExchangeRequest } from '../spec/exchange.js';
import { behaviour, type Given } from './behaviour.js';
import { type ApiCall, apiCalls, inWords, isFeedCall, operationOf, successOf } from './calls.js';
import { clientHeader } from './client-header.js';
import { ofEach } from './of-each.js';
import { prepare } from './prepare.js';
import { NotApplicable } from './sdk.js';

/** What released SDKs send although the contract does not say it, and the API accepts: told as accepted, no failure. */
const accepted = [
  'query/undocumented-parameter',
  'query/boolean-spelling',
  'body/unexpected',
  'token/narrow-action',
  'header/missing-client',
  'header/client-format',
];

const knownHeaders = new Set([
  ...[
    'host',
    'connection',
    'keep-alive',
    'user-agent',
    'accept',
    'accept-encoding',
    'accept-language',
    'accept-charset',
  ],
  ...['cache-control', 'pragma', 'content-type', 'content-length', 'authorization'],
  ...['stream-auth-type', 'x-stream-client'],
]);

/** By operation: method, path below the base, and whether there is a body. */
const forms = {
  addUser: { method: 'POST', path: () => 'user', hasBody: true },
  getUser: { method: 'GET', path: (id: string) => `user/${id}`, hasBody: false },
  updateUser: { method: 'PUT', path: (id: string) => `user/${id}`, hasBody: true },
  deleteUser: { method: 'DELETE', path: (id: string) => `user/${id}`, hasBody: false },
  addActivity: { method: 'POST', path: (id: string) => `feed/user/${id}`, hasBody: true },
  getFeed: { method: 'GET', path: (id: string) => `feed/user/${id}`, hasBody: false },
  getEnrichedFeed: { method: 'GET', path: (id: string) => `enrich/feed/user/${id}`, hasBody: false },
} as const;

const ownAction = {
  ...{ addUser: 'write', getUser: 'read', updateUser: 'write', deleteUser: 'delete' },
  ...{ addActivity: 'write', getFeed: 'read', getEnrichedFeed: 'read' },
} as const;

ofEach<ApiCall>(
  {
    create: 'wire/create-names-the-sdk',
    getOrCreate: 'wire/get-or-create-names-the-sdk',
    get: 'wire/get-names-the-sdk',
    profile: 'wire/profile-names-the-sdk',
    update: 'wire/update-names-the-sdk',
    delete: 'wire/delete-names-the-sdk',
    setUser: 'wire/set-user-names-the-sdk',
    addActivity: 'wire/add-activity-names-the-sdk',
    activities: 'wire/activities-names-the-sdk',
    enrichedActivities: 'wire/enriched-activities-names-the-sdk',
  },
  'clientHeader',
  (words) => `the request of ${words} names the SDK and its exact version in X-Stream-Client`,
  async (given, call) => {
    for (const { headers } of await requestsOf(given, call)) {
      given.expect(headers['x-stream-client'] ?? 'nothing', 'X-Stream-Client').toMatch(clientHeader(given.sdk.hello));
    }
  },
);

ofEach<ApiCall>(
  {
    create: 'wire/create-is-one-request-of-its-form',
    getOrCreate: 'wire/get-or-create-is-one-request-of-its-form',
    get: 'wire/get-is-one-request-of-its-form',
    profile: 'wire/profile-is-one-request-of-its-form',
    update: 'wire/update-is-one-request-of-its-form',
    delete: 'wire/delete-is-one-request-of-its-form',
    setUser: 'wire/set-user-is-one-request-of-its-form',
    addActivity: 'wire/add-activity-is-one-request-of-its-form',
    activities: 'wire/activities-is-one-request-of-its-form',
    enrichedActivities: 'wire/enriched-activities-is-one-request-of-its-form',
  },
  'wireForm',
  (words, call) =>
    `${words} is one ${forms[operationOf[call]].method} with the parameters it needs, of JSON in UTF-8 where it has a body`,
  async (given, call) => {
    const { method, path, hasBody } = forms[operationOf[call]];
    const { expect, mock } = given;
    const requests = await requestsOf(given, call);
    const strays = requests.flatMap(({ deviations }) => deviations);
    const unknown = strays.filter(({ id: kind }) => !accepted.includes(kind) && !kind.endsWith('/secret'));
    const fits = 'it fits the contract';
    const told = [...new Set(unknown.map(({ message }) => message))].join(' ');
    expect(told || fits, 'the verdict on a request').toBe(fits);
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
      expect(request.headers['accept'] ?? '*/*', 'Accept').toMatch(/\*\/\*|\bapplication\/(json|\*)/);
      const names = Object.keys(request.headers).filter((name) => !knownHeaders.has(name));
      expect(names, "the headers that are neither HTTP's nor the contract's").toEqual([]);
      if (!hasBody) {
        expect(request.body ?? '', 'the body').toMatch(/^(\{\}|null)?$/);
        continue;
      }
      expect(request.headers['content-type'] ?? 'nothing', 'Content-Type').toMatch(
        /^application\/json(\s*;\s*charset="?utf-?8"?)?$/i,
      );
      expect(request.body?.startsWith('\ufeff'), 'a mark before the body').toBe(false);
      expect(request.headers['content-length'], 'Content-Length').toBe(String(request.bodyBytes));
      if (!isFeedCall(call)) continue;
      // The API takes more; an application that gave no more asked for no more.
      const members = Object.keys(JSON.parse(request.body ?? '{}') as object);
      expect(members.sort(), 'the members of the body').toEqual(['actor', 'object', 'verb']);
    }
  },
);

ofEach<ApiCall>(
  {
    create: 'wire/create-is-signed-for-itself',
    getOrCreate: 'wire/get-or-create-is-signed-for-itself',
    get: 'wire/get-is-signed-for-itself',
    profile: 'wire/profile-is-signed-for-itself',
    update: 'wire/update-is-signed-for-itself',
    delete: 'wire/delete-is-signed-for-itself',
    setUser: 'wire/set-user-is-signed-for-itself',
    addActivity: 'wire/add-activity-is-signed-for-itself',
    activities: 'wire/activities-is-signed-for-itself',
    enrichedActivities: 'wire/enriched-activities-is-signed-for-itself',
  },
  (call) => (isFeedCall(call) ? 'feedToken' : 'tokenScope'),
  (words, call) =>
    `${words} is signed with a server token for ${isFeedCall(call) ? 'its feed' : 'users'}, or carries the user token as it was given`,
  async (given, call) => {
    const { expect } = given;
    for (const { id: userId, token } of await requestsOf(given, call)) {
      expect(token?.algorithm, "the token's algorithm").toBe('HS256');
      const claims = token?.claims ?? {};
      if (userId.startsWith('by-token')) {
        expect(claims, 'the claims of the user token').toEqual({ user_id: userId });
        continue;
      }
      const [resource, feed] = isFeedCall(call) ? ['feed', `user${userId}`] : ['users', '*'];
      expect([resource, '*'], "the token's resource").toContain(claims['resource']);
      // An SDK may ask for no more than it needs.
      expect(['*', ownAction[operationOf[call]]], "the token's action").toContain(claims['action']);
      expect(claims['feed_id'], "the token's feed_id").toBe(feed);
      expect(claims['user_id'] ?? '*', "the token's user_id").toBe('*');
    }
  },
);

behaviour(
  'wire/no-call-sends-the-secret',
  'secret',
  'no request of any call holds the secret in any form, or the token in any place but its header',
  async (given) => {
    const { expect, mock, sdk } = given;
    for (const call of sdk.offered(apiCalls)) {
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

behaviour(
  'wire/no-call-prints-anything',
  'quiet',
  'no call writes anything to standard output or standard error, whether it succeeds or fails',
  async (given) => {
    // What is printed is looked at after every behaviour: `breaksAny`.
    for (const call of given.sdk.offered(apiCalls)) await requestsOf(given, call);
  },
);

behaviour(
  'wire/calls-at-once-are-sent-at-once',
  'atOnce',
  'of four calls made at once, two of each kind, the last is sent before the first is answered',
  async (given) => {
    const { sdk, mock, expect } = given;
    if (!sdk.hello.concurrent) throw new NotApplicable('its driver makes the calls of one line in turn');
    const calls = sdk.offered(apiCalls).filter((call) => call !== 'setUser');
    const parts = sdk.hello.credentials.flatMap((credential) =>
      calls.flatMap((call) =>
        [1, 2].map((number) => {
          const id = `${call}-${number}-${credential}`;
          return { call, id, client: sdk.with(credential, id) };
        }),
      ),
    );
    for (const { call, ...part } of parts) await prepare(given, call, { ...part, data: john.data });
    // Some HTTP libraries keep no more than five requests to one host under way.
    for (let from = 0; from < parts.length; from += 4) {
      const some = parts.slice(from, from + 4);
      await Promise.all(some.map(({ client }) => client.ready));
      await mock.injects('every answer takes 0.6 seconds', { delayMs: 600, times: some.length });
      const { length } = await mock.exchanges();
      const steps = await Promise.all(some.map(({ call, id, client }) => client.call(call, id, john.data)));
      for (const [index, { id }] of some.entries()) await expect(steps[index]!).toGiveOf({ id, data: john.data });
      const exchanges = (await mock.exchanges()).slice(length);
      const sent = exchanges.map(({ startedAt }) => Date.parse(startedAt));
      const answered = exchanges.map(({ durationMs }, index) => sent[index]! + durationMs);
      const way = Math.max(...sent) < Math.min(...answered) ? 'at once' : 'one after the other';
      expect(way, 'the way that calls made at once are sent').toBe('at once');
    }
  },
);

behaviour(
  'wire/an-answer-that-never-comes-is-given-up',
  'patience',
  'a call that is never answered, on a connection that stays open, fails within 25 seconds',
  async ({ sdk, mock, expect }) => {
    const calls = sdk.offered(apiCalls).slice(0, sdk.hello.concurrent ? undefined : 1);
    const actors = calls.map((call) => ({ call, ...sdk.actors(call, `-${inWords(call)}`)[0]! }));
    await Promise.all(actors.map(({ client }) => client.ready));
    await mock.injects('nothing is ever answered', { hang: true, times: actors.length });
    const steps = await Promise.all(actors.map(({ client, call, userId }) => client.call(call, userId, jane.data)));
    for (const step of steps) await expect(step).toFail();
    // Calls of one line are answered together: the longest is known, not which it was.
    const waited = Math.max(...steps.map(({ durationMs }) => durationMs));
    expect(waited, 'the milliseconds that the longest call waited').toBeLessThan(mock.limits.patienceMs);
  },
);

/** A request of a call, for whom it was made, and what strays in it. */
type Sent = ExchangeRequest & Pick<Exchange, 'deviations'> & { id: string };

/** The requests of a call, by each credential that the SDK takes: one where it succeeds, and one where it is refused. */
async function requestsOf(given: Given, call: ApiCall): Promise<Sent[]> {
  const { sdk, mock, expect } = given;
  const exchanges: Exchange[] = [];
  const ids: string[] = [];
  for (const { client, userId } of sdk.actors(call, `-${inWords(call)}`)) {
    await prepare(given, call, { client, id: userId, data: john.data });
    const { length } = await mock.exchanges();
    await expect(client.call(call, userId, jane.data)).toSucceed();
    await mock.failsNext();
    await expect(client.call(call, userId, jane.data)).toFail();
    ids.push(userId, userId);
    exchanges.push(...(await mock.exchanges()).slice(length));
  }
  expect(
    exchanges.map(({ operation }) => operation),
    'the requests',
  ).toEqual(ids.map(() => operationOf[call]));
  const statuses = exchanges.map(({ response }) => response?.status);
  expect(statuses, 'the statuses of the answers').toEqual(
    ids.map((_, index) => (index % 2 === 0 ? successOf(call) : 500)),
  );
  return exchanges.map(({ request, deviations }, index) => ({ ...request, deviations, id: ids[index] ?? '' }));
}

/** Whether a parameter says yes; how it spells that is a deviation of its own. */
function flag({ query }: ExchangeRequest, name: string): boolean {
  const values = query.filter(([key]) => key === name).map(([, value]) => value.toLowerCase());
  return values.some((value) => ['true', '1', 'yes', 'on', 't'].includes(value));
}
