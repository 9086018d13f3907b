import { documents } from '../fixtures/documents.js';
import { jane, john } from '../fixtures/users.js';
import type { Fault } from '../mock/http/fault.js';
import { behaviour } from './behaviour.js';
import { type ApiCall, apiCalls, inWords, isFeedCall, successOf, writes } from './calls.js';
import { fails, failsOrGivesWhatItReads, meets } from './meets.js';
import { ofEach } from './of-each.js';
import { prepare } from './prepare.js';

const page = { headers: { 'content-type': 'text/html' }, body: '<html><h1>Bad Gateway</h1></html>' };
const limited = {
  'x-ratelimit-limit': '60',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': '1523008620',
};
/** As the API writes it, but no more of it than so. */
const cutOff = (call: ApiCall): string =>
  isFeedCall(call) && !writes(call)
    ? '{"results":[{"id":"b6cdb1c0-3a1f-11e8-8000-0242ac120002","actor":"SU:john-doe","verb":"fol'
    : '{"id":"john-doe","data":{"name":"John Doe"},"created_at":"2018-04-06T09:56:';

ofEach<ApiCall>(
  {
    create: 'faults/create-tells-that-the-server-cannot',
    getOrCreate: 'faults/get-or-create-tells-that-the-server-cannot',
    get: 'faults/get-tells-that-the-server-cannot',
    profile: 'faults/profile-tells-that-the-server-cannot',
    update: 'faults/update-tells-that-the-server-cannot',
    delete: 'faults/delete-tells-that-the-server-cannot',
    setUser: 'faults/set-user-tells-that-the-server-cannot',
    addActivity: 'faults/add-activity-tells-that-the-server-cannot',
    activities: 'faults/activities-tells-that-the-server-cannot',
    enrichedActivities: 'faults/enriched-activities-tells-that-the-server-cannot',
  },
  'retries',
  (words) =>
    `${words} fails with the status when the server is busy or broken, is not sent again, and works with the next call`,
  async (given, call) => {
    for (const status of [429, 500, 502, 503, 504]) {
      const headers = status === 429 ? limited : {};
      const steps = await meets(given, call, `answered ${status}`, { status, headers });
      for (const step of steps) await fails(given, step, status);
    }
  },
);

ofEach<ApiCall>(
  {
    create: 'faults/create-fails-at-an-error-that-is-no-json',
    getOrCreate: 'faults/get-or-create-fails-at-an-error-that-is-no-json',
    get: 'faults/get-fails-at-an-error-that-is-no-json',
    profile: 'faults/profile-fails-at-an-error-that-is-no-json',
    update: 'faults/update-fails-at-an-error-that-is-no-json',
    delete: 'faults/delete-fails-at-an-error-that-is-no-json',
    setUser: 'faults/set-user-fails-at-an-error-that-is-no-json',
    addActivity: 'faults/add-activity-fails-at-an-error-that-is-no-json',
    activities: 'faults/activities-fails-at-an-error-that-is-no-json',
    enrichedActivities: 'faults/enriched-activities-fails-at-an-error-that-is-no-json',
  },
  'unreadableAnswer',
  (words) => `${words} fails when an error comes as a page of a proxy or with no body at all, and is not sent again`,
  async (given, call) => {
    for (const status of [404, 502, 503]) {
      const steps = await meets(given, call, `answered ${status} with a page`, { status, ...page });
      for (const step of steps) await fails(given, step, status);
    }
    for (const step of await meets(given, call, 'answered 500 with nothing', { status: 500, body: '' })) {
      await given.expect(step).toFail();
    }
  },
);

ofEach<Exclude<ApiCall, 'delete'>>(
  {
    create: 'faults/create-fails-at-a-success-that-is-no-json',
    getOrCreate: 'faults/get-or-create-fails-at-a-success-that-is-no-json',
    get: 'faults/get-fails-at-a-success-that-is-no-json',
    profile: 'faults/profile-fails-at-a-success-that-is-no-json',
    update: 'faults/update-fails-at-a-success-that-is-no-json',
    setUser: 'faults/set-user-fails-at-a-success-that-is-no-json',
    addActivity: 'faults/add-activity-fails-at-a-success-that-is-no-json',
    activities: 'faults/activities-fails-at-a-success-that-is-no-json',
    enrichedActivities: 'faults/enriched-activities-fails-at-a-success-that-is-no-json',
  },
  'unreadableAnswer',
  (words) =>
    `${words} fails, and gives nothing, when a success comes as a page, as nothing, cut off, or until its connection is lost`,
  async (given, call) => {
    const status = successOf(call);
    const json = { 'content-type': 'application/json' };
    for (const [what, fault] of [
      ['with a page', { status, ...page }],
      ['with nothing', { status, headers: json, body: '' }],
      ['with half of its body', { status, headers: json, body: cutOff(call) }],
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

ofEach<ApiCall>(
  {
    create: 'faults/create-is-not-sent-again-when-its-connection-is-lost',
    getOrCreate: 'faults/get-or-create-is-not-sent-again-when-its-connection-is-lost',
    get: 'faults/get-is-not-sent-again-when-its-connection-is-lost',
    profile: 'faults/profile-is-not-sent-again-when-its-connection-is-lost',
    update: 'faults/update-is-not-sent-again-when-its-connection-is-lost',
    delete: 'faults/delete-is-not-sent-again-when-its-connection-is-lost',
    setUser: 'faults/set-user-is-not-sent-again-when-its-connection-is-lost',
    addActivity: 'faults/add-activity-is-not-sent-again-when-its-connection-is-lost',
    activities: 'faults/activities-is-not-sent-again-when-its-connection-is-lost',
    enrichedActivities: 'faults/enriched-activities-is-not-sent-again-when-its-connection-is-lost',
  },
  'retries',
  (words, call) =>
    writes(call)
      ? `${words} fails when its connection is lost before, within or after its answer, and is not sent again`
      : `${words} fails when its connection is lost before, within or after its answer, or asks again and gives what it reads`,
  async (given, call) => {
    for (const disconnect of ['before', 'within', 'after'] as const) {
      for (const step of await meets(given, call, `lost ${disconnect} the answer`, { disconnect })) {
        // What comes of half an answer is the business of those about unreadable answers.
        if (disconnect !== 'within') await failsOrGivesWhatItReads(given, step);
      }
    }
  },
);

behaviour(
  'faults/no-refusal-is-sent-again',
  'retries',
  'a call that the API refuses, for whatever reason, is not sent again',
  async (given) => {
    for (const call of given.sdk.offered(apiCalls)) {
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
    for (const call of given.sdk.offered(apiCalls).filter(writes)) {
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
  'faults/a-used-up-limit-holds-nothing-back',
  'retries',
  'every call gives its answer at once that says that no more calls are left for years, and the next call is sent',
  async (given) => {
    const { sdk, mock, expect } = given;
    const headers = { ...limited, 'x-ratelimit-reset': '4102444800', 'retry-after': '3600' };
    await mock.holds(jane);
    for (const call of sdk.offered(apiCalls)) {
      for (const { client, userId: id } of sdk.actors(call, `-${inWords(call)}`)) {
        await prepare(given, call, { client, id, data: john.data });
        await mock.injects('the next answer says that no more calls are left', { headers });
        await expect(client.call(call, id, john.data)).toGiveOf({ id, data: john.data });
        await expect(client.get(jane.id)).toGiveUser(jane);
      }
    }
  },
);

behaviour(
  'faults/an-answer-in-pieces-is-put-together',
  'lateAnswer',
  'every call gives the whole of its answer when that comes in pieces, cut in the middle of characters',
  async (given) => {
    const { sdk, mock, expect } = given;
    const data = { text: documents.text.wide };
    for (const call of sdk.offered(apiCalls)) {
      for (const { client, userId: id } of sdk.actors(call, `-${inWords(call)}`)) {
        await prepare(given, call, { client, id, data });
        const chunks = Array.from({ length: 80 }, () => 3);
        await mock.injects('the next answer comes in pieces of 3 bytes', { chunks, chunkDelayMs: 0 });
        await expect(client.call(call, id, data)).toGiveOf({ id, data });
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
    for (const call of sdk.offered(apiCalls)) {
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
  'an answer that takes a second to begin, or to end, is the answer, of every call',
  async (given) => {
    const { sdk, mock } = given;
    const apps = [mock.app, await mock.otherApp()] as const;
    const subjects = apps.flatMap((app) => {
      const own = sdk.of(app);
      const named = sdk
        .offered(apiCalls)
        .flatMap((call) =>
          own
            .actors(call, `-${inWords(call)}`)
            .map(({ client, userId: id }) => ({ call, client, app, id, data: john.data })),
        );
      return named.slice(0, sdk.hello.concurrent ? named.length : 1);
    });
    for (const { call, ...subject } of subjects) await prepare(given, call, subject);
    const times = subjects.length / 2;
    await mock.injects('every answer takes a second', { delayMs: 1_000, times });
    await mock.injects(
      'every other ends a second after it begins',
      { chunks: [1], chunkDelayMs: 1_000, times },
      apps[1],
    );
    await Promise.all(subjects.map(({ client }) => client.ready));
    const steps = await Promise.all(subjects.map(({ client, call, id, data }) => client.call(call, id, data)));
    for (const step of steps) await given.expect(step).toGiveOf({ id: step.args.userId, data: john.data });
  },
);

behaviour(
  'faults/no-answer-is-an-error',
  'retries',
  'a call whose answer does not come fails when its connection ends at the latest, and is not sent again',
  async ({ sdk, mock, expect }) => {
    const calls = sdk.offered(['create', 'update', 'delete', 'addActivity'] as const);
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
    await expect(sdk.activities('addActivity-1')).toGiveActivities();
  },
);
