import { jane, john } from '../fixtures/users.js';
import { behaviour, type Given } from './behaviour.js';
import { inWords, needsUser, type UserCall, userCalls } from './calls.js';
import { badSignature, notFound } from './errors.js';
import { type App, wrongSecret } from './mock-app.js';
import { type Step, userOf } from './observation.js';
import { NotApplicable, type Sdk } from './sdk.js';

/** A client, whose user it acts on, and what that user's data is before and what it is given. */
interface Part {
  client: Sdk;
  app: App;
  id: string;
  stored: object;
  given: object;
}

for (const [id, call] of [
  ['clients/create-twenty-at-once-gives-each-its-own', 'create'],
  ['clients/get-or-create-twenty-at-once-gives-each-its-own', 'getOrCreate'],
  ['clients/get-twenty-at-once-gives-each-its-own', 'get'],
  ['clients/profile-twenty-at-once-gives-each-its-own', 'profile'],
  ['clients/update-twenty-at-once-gives-each-its-own', 'update'],
  ['clients/delete-twenty-at-once-gives-each-its-own', 'delete'],
  ['clients/set-user-twenty-at-once-gives-each-its-own', 'setUser'],
] as const) {
  behaviour(
    id,
    'clients',
    `of twenty calls of ${inWords(call)} at once, each has its own user and its own answer`,
    async (given) => {
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
}

for (const [id, call] of [
  ['clients/create-of-ten-apps-acts-in-each', 'create'],
  ['clients/get-or-create-of-ten-apps-acts-in-each', 'getOrCreate'],
  ['clients/get-of-ten-apps-acts-in-each', 'get'],
  ['clients/profile-of-ten-apps-acts-in-each', 'profile'],
  ['clients/update-of-ten-apps-acts-in-each', 'update'],
  ['clients/delete-of-ten-apps-acts-in-each', 'delete'],
  ['clients/set-user-of-ten-apps-acts-in-each', 'setUser'],
] as const) {
  behaviour(
    id,
    'clients',
    `${inWords(call)} by clients of ten apps, in turn and at once, acts in the app of its client, whichever was made last`,
    async (given) => {
      const { mock } = given;
      const apps = [mock.app];
      while (apps.length < 10) apps.push(await mock.otherApp());
      await inTurnThenAtOnce(given, call, apps, john.id);
    },
  );
}

for (const [id, call] of [
  ['clients/create-of-ten-users-acts-as-each', 'create'],
  ['clients/get-or-create-of-ten-users-acts-as-each', 'getOrCreate'],
  ['clients/get-of-ten-users-acts-as-each', 'get'],
  ['clients/profile-of-ten-users-acts-as-each', 'profile'],
  ['clients/update-of-ten-users-acts-as-each', 'update'],
  ['clients/delete-of-ten-users-acts-as-each', 'delete'],
  ['clients/set-user-of-ten-users-acts-as-each', 'setUser'],
] as const) {
  behaviour(
    id,
    'clients',
    `${inWords(call)} by clients of ten users, in turn and at once, is signed with the token of its client`,
    async (given) => {
      const { sdk, mock, expect } = given;
      if (!sdk.offers(call)) throw new NotApplicable(`the SDK has no call for ${call}`);
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
}

behaviour(
  'clients/a-wrong-secret-stays-with-its-client',
  'clients',
  'beside a client with a wrong secret, in turn and at once, one with the right secret works, and only that',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const [right, wrong] = [sdk.withSecret(mock.app.secret), sdk.withSecret(wrongSecret)];
    await expect(right.get(john.id)).toGiveUser(john);
    await expect(wrong.get(john.id)).toFailWith(badSignature);
    await expect(right.get(john.id)).toGiveUser(john);
    for (const call of sdk.offered(userCalls).filter((name) => name !== 'setUser')) {
      const id = `${inWords(call)}-1`;
      if (needsUser(call)) await mock.holds({ id, data: {} });
      await expect(wrong.call(call, id, jane.data)).toFailWith(badSignature);
      await expect(right.call(call, id, jane.data)).toSucceed();
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
  'clients/different-calls-at-once-each-do-their-own',
  'clients',
  'calls of every kind at once, of one client, each do what they are asked and give what is theirs',
  async ({ sdk, mock, expect }) => {
    const calls = sdk.offered(userCalls).filter((call) => call !== 'setUser');
    const parts = calls.flatMap((call) => [1, 2].map((number) => ({ call, id: `${call}-${number}` })));
    await mock.holds(...parts.filter(({ call }) => needsUser(call)).map(({ id }) => ({ id, data: { stored: id } })));
    const clients = parts.map(({ id }) => sdk.as(id));
    await Promise.all(clients.map(({ ready }) => ready));
    const steps = await Promise.all(parts.map(({ call, id }, index) => clients[index]!.call(call, id, { given: id })));
    for (const [index, { call, id }] of parts.entries()) {
      await expect(steps[index]!).toSucceed();
      if (call === 'delete') continue;
      const data = call === 'get' || call === 'profile' ? { stored: id } : { given: id };
      await expect(steps[index]!).toGiveUser({ id, data });
      await expect(mock).toHold({ id, data });
    }
  },
);

behaviour(
  'clients/equal-calls-at-once-are-each-sent',
  'retries',
  'five equal calls at once are five requests, of every call that may be made twice',
  async ({ sdk, mock, expect }) => {
    for (const call of sdk.offered(['getOrCreate', 'get', 'profile', 'update'] as const)) {
      for (const { client, userId: id } of sdk.actors(call)) {
        await mock.holds({ id, data: john.data });
        const { length } = await mock.exchanges();
        const steps = await Promise.all([1, 2, 3, 4, 5].map(() => client.call(call, id, john.data)));
        for (const step of steps) await expect(step).toGiveUser({ id, data: john.data });
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
  call: UserCall,
  partOf: (index: number) => Pick<Part, 'client' | 'app' | 'id'>,
): Promise<void> {
  const parts = Array.from({ length: 20 }, (_, index) => ({
    ...partOf(index),
    stored: { stored: index },
    given: { given: index, text: 'x'.repeat((index * 37) % 100) },
  }));
  const { sdk, mock } = given;
  if (!sdk.offers(call)) throw new NotApplicable(`the SDK has no call for ${call}`);
  if (needsUser(call)) await mock.holds(...parts.map(({ id, stored }) => ({ id, data: { ...stored } })));
  await Promise.all(parts.map(({ client }) => client.ready));
  const steps = await Promise.all(parts.map(({ client, id, given: data }) => client.call(call, id, data)));
  for (const [index, part] of parts.entries()) await acted(given, call, part, steps[index]!);
}

/** One user in each of several apps: acted on in turn, then, after an update past the SDK, at once. */
async function inTurnThenAtOnce(given: Given, call: UserCall, apps: readonly App[], id: string): Promise<void> {
  const { sdk, mock } = given;
  if (!sdk.offers(call)) throw new NotApplicable(`the SDK has no call for ${call}`);
  for (const round of ['in-turn', 'at-once'] as const) {
    const parts: Part[] = apps.map((app, index) => {
      const own = `${id}-${round}`;
      const client = sdk.of(app).inTurn(call, own, index);
      return { client, app, id: own, stored: { stored: index, round }, given: { given: index, round } };
    });
    if (needsUser(call)) {
      for (const { app, id: own, stored } of parts) await mock.holdsIn(app, { id: own, data: { ...stored } });
    }
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
async function acted({ mock, expect }: Given, call: UserCall, part: Part, step: Step): Promise<void> {
  const { id, stored, given, app } = part;
  await expect(step).toSucceed();
  const [held] = await mock.usersOf(app, id);
  if (call === 'delete') return void expect(held, `the deleted user ${id}`).toBeUndefined();
  const data = call === 'get' || call === 'profile' ? stored : given;
  expect({ id: userOf(step)?.id, data: userOf(step)?.data }, `what ${call} gives`).toEqual({ id, data });
  expect({ id: held?.id, data: held?.data }, 'what the API holds').toEqual({ id, data });
}
