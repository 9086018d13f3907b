import { documents } from '../fixtures/documents.js';
import { jane } from '../fixtures/users.js';
import { type Encoding, encodings, type Fault } from '../mock/http/fault.js';
import { answerTo } from './answer-to.js';
import { behaviour } from './behaviour.js';
import { type ApiCall, apiCalls, inWords, successOf } from './calls.js';
import { errorOf, type Step } from './observation.js';
import { ofEach } from './of-each.js';
import { prepare } from './prepare.js';
import { refused, refusedBySomebodyElse } from './refused.js';

/** Statuses that the contract has no error for: a proxy answers them, or the API does tomorrow. */
const otherStatuses = [
  ...[402, 405, 406, 410, 411, 412, 414, 415, 416, 417, 418, 422, 423, 424, 426, 428, 431, 451, 499],
  ...[501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 524, 530, 599],
];
const otherCodes = [1, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 19, 20, 21, 23, 99, 1000];

/** What an error may say: characters that mean something where texts are put together, several sentences, a long one, a huge one. */
const { wide, lines, quotes, templates, percent, markup, slashes, query, code, marks, emptyLines, long } =
  documents.text;
const sentences = [
  ...[
    wide,
    lines,
    quotes,
    templates,
    percent,
    markup,
    slashes,
    query,
    code,
    marks,
    emptyLines,
    long.repeat(3),
    long.repeat(100),
  ],
  'One: a, b; c. Two (three) - four [five]! See https://example.org/?a=b#c, 1234567890.',
];

/** JSON as others write it: blanks, escapes and the order of its members say nothing. */
const writers: Record<string, (value: Record<string, unknown>) => string> = {
  'with blanks around everything': (value) => `\r\n ${JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n')}\r\n`,
  'with escapes for all that can have one': (value) =>
    JSON.stringify(value).replaceAll(/"(?:[^"\\]|\\.)*"/g, (text) => `"${escaped(JSON.parse(text) as string)}"`),
  'with its members the other way round': (value) => JSON.stringify(reversed(value)),
};

/** Every unit of a text, names of members too, as JSON may spell it. */
function escaped(text: string): string {
  return text
    .split('')
    .map((unit, index) => {
      const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
      return unit === '/' ? '\\/' : `\\u${index % 2 === 0 ? hex : hex.toUpperCase()}`;
    })
    .join('');
}

ofEach<ApiCall>(
  {
    create: 'answers/create-reads-json-however-it-is-written',
    getOrCreate: 'answers/get-or-create-reads-json-however-it-is-written',
    get: 'answers/get-reads-json-however-it-is-written',
    profile: 'answers/profile-reads-json-however-it-is-written',
    update: 'answers/update-reads-json-however-it-is-written',
    delete: 'answers/delete-reads-json-however-it-is-written',
    setUser: 'answers/set-user-reads-json-however-it-is-written',
    addActivity: 'answers/add-activity-reads-json-however-it-is-written',
    activities: 'answers/activities-reads-json-however-it-is-written',
    enrichedActivities: 'answers/enriched-activities-reads-json-however-it-is-written',
  },
  'answerForm',
  (words) => `${words} gives what its answer says, whatever the blanks, the escapes and the order of its JSON`,
  async ({ sdk, mock, expect }, call) => {
    const data = { text: wide, markup, quotes, lines, list: [1, { a: 'b/c' }] };
    for (const { client, userId: id } of sdk.actors(call)) {
      for (const [how, write] of Object.entries(writers)) {
        await mock.injects(`the next answer is JSON ${how}`, {
          status: successOf(call),
          headers: { 'content-type': 'application/json' },
          body: write(answerTo(call, { id, data })),
        });
        await expect(client.call(call, id, data)).toGiveOf({ id, data });
      }
    }
  },
);

ofEach(
  {
    addActivity: 'answers/add-activity-takes-members-beyond-the-contract',
    activities: 'answers/activities-takes-members-beyond-the-contract',
    enrichedActivities: 'answers/enriched-activities-takes-members-beyond-the-contract',
  },
  'answerForm',
  (words) => `${words} gives an activity that has members beside those of the contract, of any kind`,
  async ({ sdk, mock, expect }, call) => {
    const more = { target: null, to: [], origin: 'SU:x', latest: { like: [{ user: null }] }, score: 1.5, seen: false };
    for (const { client, userId: id } of sdk.actors(call)) {
      const user = { id, data: jane.data };
      const { results, ...answer } = answerTo(call, user) as { results?: object[] };
      const body = results
        ? { ...answer, results: results.map((one) => ({ ...more, ...one })) }
        : { ...more, ...answer };
      await mock.injects('the next answer has activities with more members', { status: successOf(call), body });
      await expect(client.call(call, id, user.data)).toGiveOf(user);
    }
  },
);

ofEach<ApiCall>(
  {
    create: 'answers/create-tells-the-status-of-any-error',
    getOrCreate: 'answers/get-or-create-tells-the-status-of-any-error',
    get: 'answers/get-tells-the-status-of-any-error',
    profile: 'answers/profile-tells-the-status-of-any-error',
    update: 'answers/update-tells-the-status-of-any-error',
    delete: 'answers/delete-tells-the-status-of-any-error',
    setUser: 'answers/set-user-tells-the-status-of-any-error',
    addActivity: 'answers/add-activity-tells-the-status-of-any-error',
    activities: 'answers/activities-tells-the-status-of-any-error',
    enrichedActivities: 'answers/enriched-activities-tells-the-status-of-any-error',
  },
  'errorShape',
  (words) => `${words} fails with the status of an error that the contract does not list, and is sent once`,
  async (given, call) => {
    for (const [index, status] of otherStatuses.entries()) {
      // Codes that come with other statuses in the contract, too.
      const errorCode = [-1, 4, 9, 16, 17, 22][index % 6]!;
      const steps = await refused(given, call, { status, code: errorCode });
      for (const step of steps) await given.expect(step).toCarry({ status });
    }
  },
);

behaviour(
  'answers/any-code-is-told',
  'errorShape',
  'the application can read off an error a code that the contract does not list, also beside other statuses, whichever call met it',
  async (given) => {
    for (const call of given.sdk.offered(apiCalls)) {
      for (const [index, errorCode] of otherCodes.entries()) {
        const status = [400, 422, 500, 502, 503, 504][index % 6]!;
        const steps = await refused(given, call, { status, code: errorCode });
        for (const step of steps) await given.expect(step).toCarry({ code: errorCode });
      }
    }
  },
);

ofEach<ApiCall>(
  {
    create: 'answers/create-tells-any-sentence',
    getOrCreate: 'answers/get-or-create-tells-any-sentence',
    get: 'answers/get-tells-any-sentence',
    profile: 'answers/profile-tells-any-sentence',
    update: 'answers/update-tells-any-sentence',
    delete: 'answers/delete-tells-any-sentence',
    setUser: 'answers/set-user-tells-any-sentence',
    addActivity: 'answers/add-activity-tells-any-sentence',
    activities: 'answers/activities-tells-any-sentence',
    enrichedActivities: 'answers/enriched-activities-tells-any-sentence',
  },
  'errorSentence',
  (words) => `the message of an error of ${words} holds the sentence of the API whatever characters it has`,
  async (given, call) => {
    const met: [detail: string, step: Step][] = [];
    for (const [index, detail] of sentences.entries()) {
      const [status, code, exception] = (
        [
          [400, 4, 'InputException'],
          [409, 22, 'ConflictException'],
          [500, -1, 'InternalSystemError'],
        ] as const
      )[index % 3]!;
      const body = { code, detail, duration: '4ms', exception, status_code: status, more_info: '' };
      for (const step of await refused(given, call, { status, body })) met.push([detail, step]);
    }
    // All are met before one is looked at: what an error tells besides is looked at whatever fails here.
    for (const [detail, step] of met) {
      given.expect(errorOf(step)?.message ?? '', 'the message of the error').toContain(detail);
    }
  },
);

ofEach<Exclude<ApiCall, 'delete'>>(
  {
    create: 'answers/create-fails-at-a-success-without-an-answer',
    getOrCreate: 'answers/get-or-create-fails-at-a-success-without-an-answer',
    get: 'answers/get-fails-at-a-success-without-an-answer',
    profile: 'answers/profile-fails-at-a-success-without-an-answer',
    update: 'answers/update-fails-at-a-success-without-an-answer',
    setUser: 'answers/set-user-fails-at-a-success-without-an-answer',
    addActivity: 'answers/add-activity-fails-at-a-success-without-an-answer',
    activities: 'answers/activities-fails-at-a-success-without-an-answer',
    enrichedActivities: 'answers/enriched-activities-fails-at-a-success-without-an-answer',
  },
  'unreadableAnswer',
  (words) => `${words} fails when a success of another kind, such as 204, comes without a body`,
  async (given, call) => {
    for (const status of [202, 203, 204, 205, 206]) await refused(given, call, { status, body: '' });
  },
);

ofEach<ApiCall>(
  {
    create: 'answers/create-fails-at-an-error-of-somebody-else',
    getOrCreate: 'answers/get-or-create-fails-at-an-error-of-somebody-else',
    get: 'answers/get-fails-at-an-error-of-somebody-else',
    profile: 'answers/profile-fails-at-an-error-of-somebody-else',
    update: 'answers/update-fails-at-an-error-of-somebody-else',
    delete: 'answers/delete-fails-at-an-error-of-somebody-else',
    setUser: 'answers/set-user-fails-at-an-error-of-somebody-else',
    addActivity: 'answers/add-activity-fails-at-an-error-of-somebody-else',
    activities: 'answers/activities-fails-at-an-error-of-somebody-else',
    enrichedActivities: 'answers/enriched-activities-fails-at-an-error-of-somebody-else',
  },
  'unreadableAnswer',
  (words) => `${words} fails when an error comes as JSON that is not the API's, such as that of a gateway`,
  async (given, call) => {
    for (const status of [401, 403, 404, 429]) await refusedBySomebodyElse(given, call, status, 'Forbidden');
  },
);

behaviour(
  'answers/an-encoded-answer-is-the-same-answer',
  'encodings',
  'every call gives what its answer holds, or fails with its status, in each encoding that its requests accept',
  async (given) => {
    const { sdk, mock, expect } = given;
    const data = { text: wide, list: [1, { a: 'b/c' }] };
    const failsWith503 = async (call: ApiCall, encoding?: Encoding): Promise<void> => {
      for (const step of await refused(given, call, { status: 503, encoding })) {
        expect(errorOf(step)?.status ?? 503, 'the status of the error').toBe(503);
      }
    };
    for (const call of sdk.offered(apiCalls)) {
      await failsWith503(call);
      const accepted = (await mock.exchanges()).at(-1)?.request.headers['accept-encoding'] ?? '';
      for (const encoding of encodings.filter((one) => accepted.split(/[,;\s]+/).includes(one))) {
        for (const { client, userId: id } of sdk.actors(call, `-${inWords(call)}-${encoding}`)) {
          await prepare(given, call, { client, id, data });
          await mock.injects(`the next answer is encoded with ${encoding}`, { encoding });
          await expect(client.call(call, id, data)).toGiveOf({ id, data });
        }
        await failsWith503(call, encoding);
      }
    }
  },
);

behaviour(
  'answers/an-answer-that-stops-is-given-up',
  'patience',
  'a call whose answer stops within its body, on a connection that stays open, fails within 25 seconds',
  async (given) => {
    const { sdk, mock, expect } = given;
    // No more at once than every HTTP library has under way to one host.
    const offered = sdk.offered(['create', 'get', 'addActivity', 'activities'] as const);
    const calls = offered.slice(0, sdk.hello.concurrent ? undefined : 1);
    const actors = calls.map((call) => ({ call, ...sdk.actors(call, `-${inWords(call)}`)[0]! }));
    for (const { call, client, userId: id } of actors) await prepare(given, call, { client, id, data: jane.data });
    const stop: Fault = { chunks: [9], chunkDelayMs: 60_000, times: actors.length };
    await mock.injects('every answer stops after nine bytes of its body', stop);
    const steps = await Promise.all(actors.map(({ client, call, userId }) => client.call(call, userId, jane.data)));
    for (const step of steps) await expect(step).toFail();
    // Calls of one line are answered together: the longest is known, not which it was.
    const waited = Math.max(...steps.map(({ durationMs }) => durationMs));
    expect(waited, 'the milliseconds that the longest call waited').toBeLessThan(mock.limits.patienceMs);
  },
);

/** The same object, and all objects in it, with its members in the other order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, reversed(member)] as const);
  return Object.fromEntries(members.toReversed());
}
