import { jane, john } from '../fixtures/users.js';
import { behaviour, type Given } from './behaviour.js';
import { type ApiCall, apiCalls, givesUser, inWords, needsUser, reads } from './calls.js';
import { badSignature, notFound } from './errors.js';
import { type App, wrongSecret } from './mock-app.js';
import type { Step } from './observation.js';
import { ofEach } from './of-each.js';
import { prepare } from './prepare.js';
import type { Sdk } from './sdk.js';

/** A client, whose user it acts on, and what that user's data is before and what it is given. */
interface Part {
  client: Sdk;
  app: App;
  id: string;
  stored: Record<string, unknown>;
  given: object;
}

ofEach<ApiCall>(
  {
    create: 'clients/create-twenty-at-once-gives-each-its-own',
    getOrCreate: 'clients/get-or-create-twenty-at-once-gives-each-its-own',
    get: 'clients/get-twenty-at-once-gives-each-its-own',
    profile: 'clients/profile-twenty-at-once-gives-each-its-own',
    update: 'clients/update-twenty-at-once-gives-each-its-own',
    delete: 'clients/delete-twenty-at-once-gives-each-its-own',
    setUser: 'clients/set-user-twenty-at-once-gives-each-its-own',
    addActivity: 'clients/add-activity-twenty-at-once-gives-each-its-own',
    activities: 'clients/activities-twenty-at-once-gives-each-its-own',
    enrichedActivities: 'clients/enriched-activities-twenty-at-once-gives-each-its-own',
  },
  'clients',
  (words) => `of twenty calls of ${words} at once, each has its own user and its own answer`,
  async (given, call) => {
    const { sdk, mock } = given;
    const shared = sdk.another();
    await inOrderAtOnce(given, call, (index) => {
      const id = `user-${index}`;
      // A user token may write its own user only.
      const needsOwn = call === 'setUser' || index % 2 === 1 || !sdk.hello.credentials.includes('secret');
      return { client: needsOwn ? sdk.inTurn(call, id, index) : shared, app: mock.app, id };
    });
  },
);

ofEach<ApiCall>(
  {
    create: 'clients/create-of-ten-apps-acts-in-each',
    getOrCreate: 'clients/get-or-create-of-ten-apps-acts-in-each',
    get: 'clients/get-of-ten-apps-acts-in-each',
    profile: 'clients/profile-of-ten-apps-acts-in-each',
    update: 'clients/update-of-ten-apps-acts-in-each',
    delete: 'clients/delete-of-ten-apps-acts-in-each',
    setUser: 'clients/set-user-of-ten-apps-acts-in-each',
    addActivity: 'clients/add-activity-of-ten-apps-acts-in-each',
    activities: 'clients/activities-of-ten-apps-acts-in-each',
    enrichedActivities: 'clients/enriched-activities-of-ten-apps-acts-in-each',
  },
  'clients',
  (words) =>
    `${words} by clients of ten apps, in turn and at once, acts in the app of its client, whichever was made last`,
  async (given, call) => {
    const { mock } = given;
    const apps = [mock.app];
    while (apps.length < 10) apps.push(await mock.otherApp());
    await inTurnThenAtOnce(given, call, apps, john.id);
  },
);

ofEach<ApiCall>(
  {
    create: 'clients/create-of-ten-users-acts-as-each',
    getOrCreate: 'clients/get-or-create-of-ten-users-acts-as-each',
    get: 'clients/get-of-ten-users-acts-as-each',
    profile: 'clients/profile-of-ten-users-acts-as-each',
    update: 'clients/update-of-ten-users-acts-as-each',
    delete: 'clients/delete-of-ten-users-acts-as-each',
    setUser: 'clients/set-user-of-ten-users-acts-as-each',
    addActivity: 'clients/add-activity-of-ten-users-acts-as-each',
    activities: 'clients/activities-of-ten-users-acts-as-each',
    enrichedActivities: 'clients/enriched-activities-of-ten-users-acts-as-each',
  },
  'clients',
  (words) => `${words} by clients of ten users, in turn and at once, is signed with the token of its client`,
  async (given, call) => {
    const { sdk, mock, expect } = given;
    sdk.offered([call]);
    const ids = Array.from({ length: 10 }, (_, index) => `user-${index}`);
    const clients = ids.map((id) => sdk.withTokenOf(id));
    await Promise.all(clients.map(({ ready }) => ready));
    const round = async (): Promise<void> => {
      if (needsUser(call)) await mock.holds(...ids.map((id) => ({ id, data: { of: id } })));
    };
    await round();
    const seen: string[] = [];
    for (const [index, client] of clients.entries()) await client.call(call, ids[index]!, { of: ids[index] });
    seen.push(...ids);
    await round();
    await Promise.all(clients.map((client, index) => client.call(call, ids[index]!, { of: ids[index] })));
    seen.push(...ids);
    const exchanges = await mock.exchanges();
    const claimed = exchanges.map(({ request }) => request.token?.claims['user_id']);
    expect(claimed.slice(0, 10), 'the users of the tokens, in turn').toEqual(ids);
    expect(claimed.slice(10).toSorted(), 'the users of the tokens, at once').toEqual(ids.toSorted());
    expect(
      exchanges.map(({ response }) => response?.status).filter((status) => status === 403 || status === 401),
      'refusals',
    ).toEqual([]);
  },
);

behaviour(
  'clients/a-wrong-secret-stays-with-its-client',
  'clients',
  'beside a client with a wrong secret, in turn and at once, one with the right secret works, and only that',
  async (given) => {
    const { sdk, mock, expect } = given;
    await mock.holds(john);
    const [right, wrong] = [sdk.withSecret(mock.app.secret), sdk.withSecret(wrongSecret)];
    await expect(right.get(john.id)).toGiveUser(john);
    await expect(wrong.get(john.id)).toFailWith(badSignature);
    await expect(right.get(john.id)).toGiveUser(john);
    for (const call of sdk.offered(apiCalls).filter((name) => name !== 'setUser')) {
      const id = `${inWords(call)}-1`;
      await prepare(given, call, { client: right, id, data: john.data });
      await expect(wrong.call(call, id, jane.data)).toFailWith(badSignature);
      await expect(right.call(call, id, jane.data)).toGiveOf({ id, data: reads(call) ? john.data : jane.data });
      await expect(wrong.call(call, id, jane.data)).toFailWith(badSignature);
    }
    const steps = await Promise.all([right, wrong, right, wrong].map((client) => client.get(john.id)));
    for (const [index, step] of steps.entries()) {
      if (index % 2 === 0) await expect(step).toGiveUser(john);
      else await expect(step).toFailWith(badSignature);
    }
  },
);

behaviour(
  'clients/a-secret-and-a-token-stay-apart',
  'clients',
  'a client with the secret and one with a user token, in turn and at once, each use their own',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    const [server, user] = [sdk.withSecret(mock.app.secret), sdk.withTokenOf(john.id)];
    await Promise.all([server.ready, user.ready]);
    const order = [server, user, server, user];
    for (const client of order) await expect(client.get(jane.id)).toGiveUser(jane);
    for (const step of await Promise.all(order.map((client) => client.update(john.id, john.data)))) {
      await expect(step).toSucceed();
    }
    const kinds = (await mock.exchanges()).map(({ request }) => request.token?.kind);
    expect(kinds.slice(0, 4), 'the tokens, in turn').toEqual(['server', 'user', 'server', 'user']);
    expect(kinds.slice(4).toSorted(), 'the tokens, at once').toEqual(['server', 'server', 'user', 'user']);
  },
);

behaviour(
  'clients/two-hundred-calls-are-alike',
  'clients',
  'of more than two hundred calls of one client, of every kind, the last does what the first did',
  async ({ sdk, expect }) => {
    const calls = sdk.offered(apiCalls.filter((name) => !['setUser', 'delete'].includes(name)));
    for (const { client, credential, userId: id } of sdk.actors(calls[0]!)) {
      const verbs: string[] = [];
      for (let round = 1; round * calls.length <= 200 + calls.length; round += 1) {
        const data = { round: `number-${round}` };
        for (const call of calls) {
          const step = await client.call(call, id, data);
          if (call === 'addActivity') verbs.unshift(data.round);
          if (call !== 'activities' && call !== 'enrichedActivities') await expect(step).toGiveOf({ id, data });
          else await expect(step).toGiveActivities(...verbs.slice(0, 25).map((verb) => ({ verb })));
        }
        if (sdk.offers('setUser') && credential === 'userToken') {
          await expect(client.setUser(id, jane.data)).toGiveUser({ id, data });
        }
        await expect(client.delete(id)).toSucceed();
      }
    }
  },
);

behaviour(
  'clients/different-calls-at-once-each-do-their-own',
  'clients',
  'calls of every kind at once, of one client, each do what they are asked and give what is theirs',
  async (given) => {
    const { sdk, mock, expect } = given;
    const calls = sdk.offered(apiCalls).filter((call) => call !== 'setUser');
    // In one order and in the other: what a call leaves behind reaches those that are made after it.
    const parts = [calls, calls.toReversed()].flatMap((order, round) =>
      order.map((call) => ({ call, id: `${call}-${round}`, client: sdk.as(`${call}-${round}`) })),
    );
    for (const { call, ...part } of parts) await prepare(given, call, { ...part, data: { stored: part.id } });
    await Promise.all(parts.map(({ client }) => client.ready));
    const steps = await Promise.all(parts.map(({ call, id, client }) => client.call(call, id, { given: id })));
    for (const [index, { call, id }] of parts.entries()) {
      const user = { id, data: reads(call) ? { stored: id } : { given: id } };
      await expect(steps[index]!).toGiveOf(user);
      if (givesUser(call)) await expect(mock).toHold(user);
    }
  },
);

behaviour(
  'clients/equal-calls-at-once-are-each-sent',
  'retries',
  'five equal calls at once are five requests, of every call that may be made twice',
  async (given) => {
    const { sdk, mock, expect } = given;
    for (const call of sdk.offered(apiCalls).filter((name) => !['create', 'delete', 'setUser'].includes(name))) {
      for (const { client, userId: id } of sdk.actors(call, `-${inWords(call)}`)) {
        await prepare(given, call, { client, id, data: john.data });
        const { length } = await mock.exchanges();
        const steps = await Promise.all([1, 2, 3, 4, 5].map(() => client.call(call, id, john.data)));
        for (const step of steps) await expect(step).toGiveOf({ id, data: john.data });
        expect((await mock.exchanges()).slice(length), `the requests of five calls of ${call}`).toHaveLength(5);
      }
    }
  },
);

behaviour(
  'clients/errors-at-once-are-each-of-their-own-call',
  'clients',
  'of twelve calls of one kind at once, those of missing users fail, and only those',
  async ({ sdk, mock, expect }) => {
    for (const call of sdk.offered(['get', 'profile', 'update', 'delete'] as const)) {
      const ids = Array.from({ length: 12 }, (_, index) => `${call}-${index}`);
      await mock.holds(...ids.filter((_, index) => index % 3 !== 0).map((id) => ({ id, data: { of: id } })));
      const clients = ids.map((id) => sdk.as(id));
      await Promise.all(clients.map(({ ready }) => ready));
      const steps = await Promise.all(
        clients.map((client, index) => client.call(call, ids[index]!, { of: ids[index] })),
      );
      for (const [index, step] of steps.entries()) {
        if (index % 3 === 0) await expect(step).toFailWith(notFound);
        else if (call === 'delete') await expect(step).toSucceed();
        else await expect(step).toGiveUser({ id: ids[index]!, data: { of: ids[index] } });
      }
    }
  },
);

/** Twenty calls at once, each on a user of its own. */
async function inOrderAtOnce(
  given: Given,
  call: ApiCall,
  partOf: (index: number) => Pick<Part, 'client' | 'app' | 'id'>,
): Promise<void> {
  const parts = Array.from({ length: 20 }, (_, index) => ({
    ...partOf(index),
    stored: { stored: index },
    given: { given: index, text: 'x'.repeat((index * 37) % 100) },
  }));
  await prepare(given, call, ...parts.map((part) => ({ ...part, data: part.stored })));
  await Promise.all(parts.map(({ client }) => client.ready));
  const steps = await Promise.all(parts.map(({ client, id, given: data }) => client.call(call, id, data)));
  for (const [index, part] of parts.entries()) await acted(given, call, part, steps[index]!);
}

/** One user in each of several apps: acted on in turn, then, after an update past the SDK, at once. */
async function inTurnThenAtOnce(given: Given, call: ApiCall, apps: readonly App[], id: string): Promise<void> {
  for (const round of ['in-turn', 'at-once'] as const) {
    const parts: Part[] = apps.map((app, index) => {
      const own = `${id}-${round}`;
      const client = given.sdk.of(app).inTurn(call, own, index);
      return { client, app, id: own, stored: { stored: index, round }, given: { given: index, round } };
    });
    await prepare(given, call, ...parts.map((part) => ({ ...part, data: part.stored })));
    await Promise.all(parts.map(({ client }) => client.ready));
    if (round === 'at-once') {
      const steps = await Promise.all(parts.map(({ client, id: own, given: data }) => client.call(call, own, data)));
      for (const [index, part] of parts.entries()) await acted(given, call, part, steps[index]!);
      continue;
    }
    // Every client is made before the first is used a second time.
    for (const { client } of parts) await given.expect(client.get('nobody')).toFailWith(notFound);
    for (const part of parts) await acted(given, call, part, await part.client.call(call, part.id, part.given));
  }
}

/** The call gave what it should, and did what it should where it should. */
async function acted({ mock, expect }: Given, call: ApiCall, part: Part, step: Step): Promise<void> {
  const { client, id, stored, given, app } = part;
  const data = reads(call) ? stored : given;
  await expect(step).toGiveOf({ id, data });
  if (call === 'addActivity') return void (await expect(client.activities(id)).toGiveOf({ id, data }));
  const [held] = await mock.usersOf(app, id);
  if (call === 'delete') return void expect(held, `the deleted user ${id}`).toBeUndefined();
  if (call === 'activities') return;
  expect({ id: held?.id, data: held?.data }, 'what the API holds').toEqual({ id, data });
}
