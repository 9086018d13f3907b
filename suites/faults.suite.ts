import { documents } from '../fixtures/documents.js';
import { jane, john } from '../fixtures/users.js';
import type { Fault } from '../mock/store/apps.js';
import { behaviour, type Given } from './behaviour.js';
import { givesUser, inWords, needsUser, operationOf, type UserCall, userCalls, writes } from './calls.js';
import { errorOf, type Step, succeeded } from './observation.js';

const page = { headers: { 'content-type': 'text/html' }, body: '<html><h1>Bad Gateway</h1></html>' };
const limited = {
  'x-ratelimit-limit': '60',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': '1523008620',
};
/** What calls that write are given. */
const changed = { name: 'Johnny', nickname: null };
/** As the API writes it, but no more of it than so. */
const cutOff = '{"id":"john-doe","data":{"name":"John Doe"},"created_at":"2018-04-06T09:56:';

for (const [id, call] of [
  ['faults/create-tells-that-the-server-cannot', 'create'],
  ['faults/get-or-create-tells-that-the-server-cannot', 'getOrCreate'],
  ['faults/get-tells-that-the-server-cannot', 'get'],
  ['faults/profile-tells-that-the-server-cannot', 'profile'],
  ['faults/update-tells-that-the-server-cannot', 'update'],
  ['faults/delete-tells-that-the-server-cannot', 'delete'],
  ['faults/set-user-tells-that-the-server-cannot', 'setUser'],
] as const) {
  behaviour(
    id,
    'retries',
    `${inWords(call)} fails with the status when the server is busy or broken, is not sent again, and works with the next call`,
    async (given) => {
      for (const status of [429, 500, 502, 503, 504]) {
        const headers = status === 429 ? limited : {};
        for (const step of await meets(given, call, `answered ${status}`, { status, headers })) {
          await given.expect(step).toFail();
          const read = errorOf(step)?.status;
          if (read !== undefined) given.expect(read, 'the status of the error').toBe(status);
        }
      }
    },
  );
}

for (const [id, call] of [
  ['faults/create-fails-at-an-error-that-is-no-json', 'create'],
  ['faults/get-or-create-fails-at-an-error-that-is-no-json', 'getOrCreate'],
  ['faults/get-fails-at-an-error-that-is-no-json', 'get'],
  ['faults/profile-fails-at-an-error-that-is-no-json', 'profile'],
  ['faults/update-fails-at-an-error-that-is-no-json', 'update'],
  ['faults/delete-fails-at-an-error-that-is-no-json', 'delete'],
  ['faults/set-user-fails-at-an-error-that-is-no-json', 'setUser'],
] as const) {
  behaviour(
    id,
    'unreadableAnswer',
    `${inWords(call)} fails when an error comes as a page of a proxy or with no body at all, and is not sent again`,
    async (given) => {
      for (const status of [404, 502, 503]) {
        for (const step of await meets(given, call, `answered ${status} with a page`, { status, ...page })) {
          await given.expect(step).toFail();
        }
      }
      for (const step of await meets(given, call, 'answered 500 with nothing', { status: 500, body: '' })) {
        await given.expect(step).toFail();
      }
    },
  );
}

for (const [id, call] of [
  ['faults/create-fails-at-a-success-that-is-no-json', 'create'],
  ['faults/get-or-create-fails-at-a-success-that-is-no-json', 'getOrCreate'],
  ['faults/get-fails-at-a-success-that-is-no-json', 'get'],
  ['faults/profile-fails-at-a-success-that-is-no-json', 'profile'],
  ['faults/update-fails-at-a-success-that-is-no-json', 'update'],
  ['faults/set-user-fails-at-a-success-that-is-no-json', 'setUser'],
] as const) {
  behaviour(
    id,
    'unreadableAnswer',
    `${inWords(call)} fails, and gives no user, when a success comes as a page, as nothing, cut off, or until its connection is lost`,
    async (given) => {
      const status = operationOf[call] === 'getUser' ? 200 : 201;
      const json = { 'content-type': 'application/json' };
      for (const [what, fault] of [
        ['with a page', { status, ...page }],
        ['with nothing', { status, headers: json, body: '' }],
        ['with half of its body', { status, headers: json, body: cutOff }],
      ] as const) {
        for (const step of await meets(given, call, `answered ${status} ${what}`, fault)) {
          await given.expect(step).toFail();
        }
      }
      for (const step of await meets(given, call, 'lost within the answer', { disconnect: 'within' })) {
        await failsOrGivesWhatItReads(given, step);
      }
    },
  );
}

for (const [id, call] of [
  ['faults/create-is-not-sent-again-when-its-connection-is-lost', 'create'],
  ['faults/get-or-create-is-not-sent-again-when-its-connection-is-lost', 'getOrCreate'],
  ['faults/get-is-not-sent-again-when-its-connection-is-lost', 'get'],
  ['faults/profile-is-not-sent-again-when-its-connection-is-lost', 'profile'],
  ['faults/update-is-not-sent-again-when-its-connection-is-lost', 'update'],
  ['faults/delete-is-not-sent-again-when-its-connection-is-lost', 'delete'],
  ['faults/set-user-is-not-sent-again-when-its-connection-is-lost', 'setUser'],
] as const) {
  behaviour(
    id,
    'retries',
    writes(call)
      ? `${inWords(call)} fails when its connection is lost before, within or after its answer, and is not sent again`
      : `${inWords(call)} fails when its connection is lost before, within or after its answer, or asks again and gives the user`,
    async (given) => {
      for (const disconnect of ['before', 'within', 'after'] as const) {
        for (const step of await meets(given, call, `lost ${disconnect} the answer`, { disconnect })) {
          // What comes of half an answer is the business of those about unreadable answers.
          if (disconnect !== 'within') await failsOrGivesWhatItReads(given, step);
        }
      }
    },
  );
}

behaviour(
  'faults/no-refusal-is-sent-again',
  'retries',
  'a call that the API refuses, for whatever reason, is not sent again',
  async (given) => {
    for (const call of given.sdk.offered(userCalls)) {
      for (const status of [400, 401, 403, 404, 409, 413]) {
        for (const step of await meets(given, call, `answered ${status}`, { status }))
          await given.expect(step).toFail();
      }
    }
  },
);

behaviour(
  'faults/waiting-is-left-to-the-application',
  'retries',
  'a call that writes and is told to try again at once, or in a second, fails, and is not sent again',
  async (given) => {
    for (const call of given.sdk.offered(userCalls).filter(writes)) {
      for (const [status, seconds] of [
        [503, '0'],
        [429, '0'],
        [503, '1'],
        [408, '0'],
      ] as const) {
        const headers = { 'retry-after': seconds };
        for (const step of await meets(given, call, `answered ${status}, to be tried again`, { status, headers })) {
          await given.expect(step).toFail();
        }
      }
    }
  },
);

behaviour(
  'faults/an-answer-in-pieces-is-put-together',
  'lateAnswer',
  'every call gives the user when its answer comes in pieces, cut in the middle of characters',
  async ({ sdk, mock, expect }) => {
    const data = { text: documents.text.wide };
    for (const call of sdk.offered(userCalls).filter(givesUser)) {
      for (const { client, userId: id } of sdk.actors(call, `-${inWords(call)}`)) {
        if (needsUser(call)) await mock.holds({ id, data });
        const chunks = Array.from({ length: 25 }, () => 3);
        await mock.injects('the next answer comes in pieces of 3 bytes', { chunks, chunkDelayMs: 0 });
        await expect(client.call(call, id, data)).toGiveUser({ id, data });
      }
    }
  },
);

behaviour(
  'faults/a-redirect-takes-no-credential-to-another-origin',
  'redirect',
  'a call that is redirected to another origin fails, takes neither token nor key there, and changes nothing',
  async (given) => {
    const { sdk, mock, expect } = given;
    // What comes to the other origin is recorded by this key.
    const key = `redirected-${mock.app.key}`;
    for (const call of sdk.offered(userCalls)) {
      for (const status of [301, 302, 307, 308]) {
        const location = `${sdk.otherOrigin}/api/v1.0/user/${john.id}/?api_key=${key}`;
        for (const step of await meets(given, call, `redirected by ${status}`, {
          status,
          headers: { location },
          body: '',
        })) {
          await expect(step).toFail();
        }
      }
    }
    for (const { request } of await mock.exchangesOf(key)) {
      expect(request.headers, 'what another origin is sent').not.toHaveProperty('authorization');
      expect(request.query, 'what another origin is sent').toEqual([['api_key', key]]);
    }
  },
);

behaviour(
  'faults/a-late-answer-is-waited-for',
  'lateAnswer',
  'an answer that takes a second is the answer, of every call',
  async ({ sdk, mock, expect }) => {
    const named = sdk
      .offered(userCalls)
      .flatMap((call) => sdk.actors(call, `-${inWords(call)}`).map((actor) => ({ call, ...actor })));
    await mock.holds(
      ...named.filter(({ call }) => needsUser(call)).map(({ userId }) => ({ id: userId, data: john.data })),
    );
    await Promise.all(named.map(({ client }) => client.ready));
    const chosen = sdk.hello.concurrent ? named : named.slice(0, 1);
    await mock.injects('every answer takes a second', { delayMs: 1_000, times: chosen.length });
    const steps = await Promise.all(chosen.map(({ client, call, userId }) => client.call(call, userId, john.data)));
    for (const step of steps) {
      await expect(step).toSucceed();
      if (givesUser(step.call as UserCall)) await expect(step).toGiveUser({ id: step.args.userId, data: john.data });
    }
  },
);

behaviour(
  'faults/no-answer-is-an-error',
  'retries',
  'a call whose answer does not come fails when its connection ends at the latest, and is not sent again',
  async ({ sdk, mock, expect }) => {
    const calls = sdk.offered(['create', 'update', 'delete'] as const);
    const ids = calls.map((call) => `${call}-1`);
    await mock.holds(...ids.slice(1).map((id) => ({ id, data: john.data })));
    const clients = ids.map((id) => sdk.as(id));
    await Promise.all(clients.map(({ ready }) => ready));
    const chosen = sdk.hello.concurrent ? calls : calls.slice(0, 1);
    const fault: Fault = { delayMs: 1_200, disconnect: 'before', times: chosen.length };
    await mock.injects('nothing is answered, and after 1.2 seconds the connection ends', fault);
    const steps = await Promise.all(chosen.map((call, index) => clients[index]!.call(call, ids[index]!, jane.data)));
    for (const step of steps) await expect(step).toFail();
    await expect(mock).toBeUntouched();
  },
);

/** What only reads may be asked again once its connection was lost, and then gives the user. */
async function failsOrGivesWhatItReads({ expect }: Given, step: Step): Promise<void> {
  if (writes(step.call as UserCall) || !succeeded(step)) await expect(step).toFail();
  else await expect(step).toGiveUser({ id: step.args.userId, data: john.data });
}

/**
 * A call that meets a fault, by a client with each credential that the SDK takes. Each sends one request, changes nothing
 * unless the fault lets it, and costs the next call nothing.
 */
async function meets({ sdk, mock, expect }: Given, call: UserCall, what: string, fault: Fault): Promise<Step[]> {
  const steps: Step[] = [];
  const round = (await mock.exchanges()).length;
  for (const { client, userId: id } of sdk.actors(call, `-${round}`)) {
    const user = { id, data: john.data };
    await mock.holds(...(needsUser(call) ? [jane, user] : [jane]));
    // An SDK that keeps connections open has one now; on a fresh one its HTTP library may behave otherwise.
    await expect(client.get(jane.id)).toGiveUser(jane);
    const before = await mock.user(id);
    const { length } = await mock.exchanges();
    await mock.injects(`the request of ${call} is ${what}`, fault);
    steps.push(await client.call(call, id, changed));
    const requests = (await mock.exchanges()).slice(length).map(({ operation }) => operation);
    expect(writes(call) ? requests : [...new Set(requests)], 'the requests of the call').toEqual([operationOf[call]]);
    const hadEffect = fault.status === undefined && fault.disconnect !== 'before';
    if (!hadEffect) expect(await mock.user(id), 'the user that the API holds').toEqual(before);
    await expect(client.get(jane.id)).toGiveUser(jane);
    if (!hadEffect) await expect(client.call(call, id, changed)).toSucceed();
  }
  return steps;
}
