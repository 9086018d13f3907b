import { dataOfBytes } from '../fixtures/payloads.js';
import { jane, john } from '../fixtures/users.js';
import { type ErrorEntry, loadContract } from '../spec/contract.js';
import { answerTo } from './answer-to.js';
import { behaviour, type Given } from './behaviour.js';
import { type ApiCall, apiCalls, writes } from './calls.js';
import { badSignature, conflict, invalidInput, notAllowed, notFound, tooLarge, unknownKey } from './errors.js';
import { wrongSecret } from './mock-app.js';
import { errorOf, type Step } from './observation.js';
import { ofEach } from './of-each.js';
import { refused, refusedBySomebodyElse } from './refused.js';
import type { Sdk } from './sdk.js';

const contract = loadContract();

/** Every error that the contract has. A deployment may answer any call with any of them. */
const everyError = contract.errors;

ofEach<ApiCall>(
  {
    create: 'errors/create-tells-the-status',
    getOrCreate: 'errors/get-or-create-tells-the-status',
    get: 'errors/get-tells-the-status',
    profile: 'errors/profile-tells-the-status',
    update: 'errors/update-tells-the-status',
    delete: 'errors/delete-tells-the-status',
    setUser: 'errors/set-user-tells-the-status',
    addActivity: 'errors/add-activity-tells-the-status',
    activities: 'errors/activities-tells-the-status',
    enrichedActivities: 'errors/enriched-activities-tells-the-status',
  },
  'errorShape',
  (words) => `the application can read off an error of ${words} which of the contract's statuses it has`,
  async (given, call) => {
    for (const { status, code } of everyError) {
      for (const step of await refused(given, call, { status, code })) await given.expect(step).toCarry({ status });
    }
  },
);

for (const [id, status, code] of [
  ['errors/invalid-input-tells-its-code', 400, 4],
  ['errors/an-unknown-key-tells-its-code', 401, 2],
  ['errors/a-bad-signature-tells-its-code', 401, 3],
  ['errors/what-is-not-allowed-tells-its-code', 403, 17],
  ['errors/a-missing-user-tells-its-code', 404, 16],
  ['errors/a-conflict-tells-its-code', 409, 22],
  ['errors/what-is-too-large-tells-its-code', 413, 18],
  ['errors/too-many-requests-tells-its-code', 429, 9],
  ['errors/a-server-error-tells-its-code', 500, -1],
] as const) {
  behaviour(
    id,
    'errorShape',
    `the application can read the code ${code} off an error, whichever call met it`,
    async (given) => {
      for (const call of given.sdk.offered(apiCalls)) {
        for (const step of await refused(given, call, { status, code })) await given.expect(step).toCarry({ code });
      }
    },
  );
}

ofEach<ApiCall>(
  {
    create: 'errors/create-tells-the-sentence',
    getOrCreate: 'errors/get-or-create-tells-the-sentence',
    get: 'errors/get-tells-the-sentence',
    profile: 'errors/profile-tells-the-sentence',
    update: 'errors/update-tells-the-sentence',
    delete: 'errors/delete-tells-the-sentence',
    setUser: 'errors/set-user-tells-the-sentence',
    addActivity: 'errors/add-activity-tells-the-sentence',
    activities: 'errors/activities-tells-the-sentence',
    enrichedActivities: 'errors/enriched-activities-tells-the-sentence',
  },
  'errorSentence',
  (words) => `the message of an error of ${words} holds the sentence that the API says it with`,
  async (given, call) => {
    for (const { status, code, detail } of everyError) {
      for (const step of await refused(given, call, { status, code })) {
        given.expect(errorOf(step)?.message ?? '', 'the message of the error').toContain(detail);
      }
    }
  },
);

behaviour(
  'errors/a-long-sentence-is-told-whole',
  'errorSentence',
  'the message of an error holds the sentence of the API however long it is, whichever call met it',
  async (given) => {
    for (const call of given.sdk.offered(apiCalls)) {
      for (const times of [11, 111, 1_111]) {
        const detail = 'lorem ipsum dolor sit amet '.repeat(times);
        const body = { code: 4, detail, duration: '4ms', exception: 'InputException', status_code: 400, more_info: '' };
        for (const step of await refused(given, call, { status: 400, body })) {
          given.expect(errorOf(step)?.message ?? '', 'the message of the error').toContain(detail);
        }
      }
    }
  },
);

ofEach<ApiCall>(
  {
    create: 'errors/create-fails-at-a-server-error-of-somebody-else',
    getOrCreate: 'errors/get-or-create-fails-at-a-server-error-of-somebody-else',
    get: 'errors/get-fails-at-a-server-error-of-somebody-else',
    profile: 'errors/profile-fails-at-a-server-error-of-somebody-else',
    update: 'errors/update-fails-at-a-server-error-of-somebody-else',
    delete: 'errors/delete-fails-at-a-server-error-of-somebody-else',
    setUser: 'errors/set-user-fails-at-a-server-error-of-somebody-else',
    addActivity: 'errors/add-activity-fails-at-a-server-error-of-somebody-else',
    activities: 'errors/activities-fails-at-a-server-error-of-somebody-else',
    enrichedActivities: 'errors/enriched-activities-fails-at-a-server-error-of-somebody-else',
  },
  'unreadableAnswer',
  (words) => `${words} fails when the error of a server comes as JSON that is not the API's, such as that of a gateway`,
  async (given, call) => {
    for (const status of [500, 502, 503, 504]) await refusedBySomebodyElse(given, call, status, 'Bad Gateway');
  },
);

behaviour(
  'errors/a-redirect-that-holds-an-answer-is-one',
  'redirect',
  'a call that is redirected to nowhere fails, also where the redirect comes with what would be an answer',
  async ({ sdk, mock, expect }) => {
    for (const call of sdk.offered(apiCalls)) {
      for (const { client, userId: id } of sdk.actors(call)) {
        for (const status of [300, 301, 302, 303, 305, 307, 308]) {
          const body = answerTo(call, { id, data: john.data });
          await mock.injects(`the next request is answered ${status}, with an answer`, { status, body });
          await expect(client.call(call, id, jane.data)).toFail();
        }
      }
    }
    await expect(mock).toBeUntouched();
  },
);

behaviour(
  'errors/all-can-be-told-apart',
  'errorShape',
  'an application can tell the errors of every call apart, and from success',
  async (given) => {
    for (const call of given.sdk.offered(apiCalls)) {
      const told = new Map<string, string>();
      for (const { status: due, code: dueCode } of everyError) {
        const error = `${due}/${dueCode}`;
        for (const [credential, step] of (await refused(given, call, { status: due, code: dueCode })).entries()) {
          const { type, status, code, message } = errorOf(step) ?? {};
          const read = JSON.stringify({ credential, type, status, code, message });
          given.expect(told.get(read), `another error than ${error} that reads the same`).toBeUndefined();
          told.set(read, error);
        }
      }
    }
  },
);

for (const [id, what] of [
  ['errors/of-the-api-itself-tell-status-and-sentence', 'status and sentence'],
  ['errors/of-the-api-itself-tell-their-code', 'code'],
] as const) {
  behaviour(
    id,
    'errorShape',
    `the application can read the ${what} of each error that the API itself answers, on every call that can meet it`,
    async (given) => {
      const { expect } = given;
      for (const [{ status, code, detail }, steps] of await provoked(given)) {
        for (const step of steps) {
          await expect(step).toFail();
          // An SDK may refuse an id by itself, in its own way.
          if (status === 400 && errorOf(step)?.status === undefined && errorOf(step)?.code === undefined) continue;
          if (what === 'code') await expect(step).toCarry({ code });
          else {
            await expect(step).toCarry({ status });
            // Where the API says more about each field, that is its sentence as well.
            const message = errorOf(step)?.message ?? '';
            const told = (await sentencesAboutFields(given)).find((sentence) => message.includes(sentence));
            expect(message, `the message of ${step.call}`).toContain(told ?? detail);
          }
        }
      }
    },
  );
}

/** What the API has said about single fields. */
async function sentencesAboutFields({ mock }: Given): Promise<string[]> {
  const answers = (await mock.exchanges()).map(({ response }) => response?.body ?? '');
  return answers.flatMap((body) => {
    const { exception_fields: fields = {} } = JSON.parse(body || '{}') as {
      exception_fields?: Record<string, string[]>;
    };
    return Object.values(fields).flat();
  });
}

/** Each error with calls that the API answers with it. */
async function provoked({ sdk, mock }: Given): Promise<[error: ErrorEntry, steps: Step[]][]> {
  await mock.holds(john);
  const tooMuch = dataOfBytes(mock.limits.userDataBytes + 1);
  const each = async (client: Sdk, names: readonly ApiCall[], id: string, data?: unknown): Promise<Step[]> => {
    const steps: Step[] = [];
    for (const name of names.filter(sdk.offers)) steps.push(await client.call(name, id, data));
    return steps;
  };
  // `setUser` takes its user from its token.
  const named = apiCalls.filter((call) => call !== 'setUser');
  const missing = ['get', 'profile', 'update', 'delete'] as const;
  const written = ['create', 'getOrCreate', 'update'] as const;
  const found: [ErrorEntry, Step[]][] = [
    [invalidInput, await each(sdk, named, 'john doe')],
    [unknownKey, await each(sdk.withKey(mock.unknownKey), named, jane.id)],
    [notFound, await each(sdk.as(jane.id), missing, jane.id, jane.data)],
    [conflict, await each(sdk, ['create'], john.id, john.data)],
    [tooLarge, await each(sdk, written, john.id, tooMuch)],
  ];
  const { credentials } = sdk.hello;
  if (credentials.includes('secret')) {
    found.push([badSignature, await each(sdk.withSecret(wrongSecret), named, jane.id)]);
  }
  if (credentials.includes('userToken')) {
    const user = sdk.withTokenOf(john.id);
    found.push([notAllowed, await each(user, named.filter(writes), jane.id, jane.data)]);
    const expired = await mock.userToken(john.id, { expiresAt: 1 });
    found.push([badSignature, await each(sdk.withToken(expired), apiCalls, john.id)]);
    found.push([tooLarge, await each(user, ['setUser'], john.id, tooMuch)]);
  }
  return found;
}
