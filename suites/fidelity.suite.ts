import { documents, everywhere, numbersOfManyDigits } from '../fixtures/documents.js';
import { jane } from '../fixtures/users.js';
import { behaviour, type Given } from './behaviour.js';
import { type ApiCall, inWords, needsUser } from './calls.js';
import { ofEach } from './of-each.js';
import { prepare } from './prepare.js';
import { NotApplicable } from './sdk.js';
import type { Credential } from '../runners/protocol/messages.js';

/** How many documents are generated for each client. */
const generated = 15;
/** How many are tried at most to find the smallest that fails: an SDK that fails now and then would be tried for ever. */
const tried = 100;

for (const [id, call, kind] of [
  ['fidelity/create-keeps-text', 'create', 'text'],
  ['fidelity/create-keeps-text-that-looks-like-another-value', 'create', 'text that looks like another value'],
  ['fidelity/create-keeps-text-that-looks-like-a-date', 'create', 'text that looks like a date'],
  ['fidelity/create-keeps-numbers', 'create', 'numbers'],
  ['fidelity/create-keeps-lists', 'create', 'lists'],
  ['fidelity/create-keeps-empty-values', 'create', 'empty values'],
  ['fidelity/create-keeps-names', 'create', 'names'],
  ['fidelity/create-keeps-names-of-the-envelope', 'create', 'names of the envelope'],
  ['fidelity/create-keeps-names-of-languages', 'create', 'names of languages'],
  ['fidelity/create-keeps-names-of-applications', 'create', 'names of applications'],
  ['fidelity/create-keeps-shapes', 'create', 'shapes'],
  ['fidelity/get-or-create-keeps-text', 'getOrCreate', 'text'],
  [
    'fidelity/get-or-create-keeps-text-that-looks-like-another-value',
    'getOrCreate',
    'text that looks like another value',
  ],
  ['fidelity/get-or-create-keeps-text-that-looks-like-a-date', 'getOrCreate', 'text that looks like a date'],
  ['fidelity/get-or-create-keeps-numbers', 'getOrCreate', 'numbers'],
  ['fidelity/get-or-create-keeps-lists', 'getOrCreate', 'lists'],
  ['fidelity/get-or-create-keeps-empty-values', 'getOrCreate', 'empty values'],
  ['fidelity/get-or-create-keeps-names', 'getOrCreate', 'names'],
  ['fidelity/get-or-create-keeps-names-of-the-envelope', 'getOrCreate', 'names of the envelope'],
  ['fidelity/get-or-create-keeps-names-of-languages', 'getOrCreate', 'names of languages'],
  ['fidelity/get-or-create-keeps-names-of-applications', 'getOrCreate', 'names of applications'],
  ['fidelity/get-or-create-keeps-shapes', 'getOrCreate', 'shapes'],
  ['fidelity/get-keeps-text', 'get', 'text'],
  ['fidelity/get-keeps-text-that-looks-like-another-value', 'get', 'text that looks like another value'],
  ['fidelity/get-keeps-text-that-looks-like-a-date', 'get', 'text that looks like a date'],
  ['fidelity/get-keeps-numbers', 'get', 'numbers'],
  ['fidelity/get-keeps-lists', 'get', 'lists'],
  ['fidelity/get-keeps-empty-values', 'get', 'empty values'],
  ['fidelity/get-keeps-names', 'get', 'names'],
  ['fidelity/get-keeps-names-of-the-envelope', 'get', 'names of the envelope'],
  ['fidelity/get-keeps-names-of-languages', 'get', 'names of languages'],
  ['fidelity/get-keeps-names-of-applications', 'get', 'names of applications'],
  ['fidelity/get-keeps-shapes', 'get', 'shapes'],
  ['fidelity/profile-keeps-text', 'profile', 'text'],
  ['fidelity/profile-keeps-text-that-looks-like-another-value', 'profile', 'text that looks like another value'],
  ['fidelity/profile-keeps-text-that-looks-like-a-date', 'profile', 'text that looks like a date'],
  ['fidelity/profile-keeps-numbers', 'profile', 'numbers'],
  ['fidelity/profile-keeps-lists', 'profile', 'lists'],
  ['fidelity/profile-keeps-empty-values', 'profile', 'empty values'],
  ['fidelity/profile-keeps-names', 'profile', 'names'],
  ['fidelity/profile-keeps-names-of-the-envelope', 'profile', 'names of the envelope'],
  ['fidelity/profile-keeps-names-of-languages', 'profile', 'names of languages'],
  ['fidelity/profile-keeps-names-of-applications', 'profile', 'names of applications'],
  ['fidelity/profile-keeps-shapes', 'profile', 'shapes'],
  ['fidelity/update-keeps-text', 'update', 'text'],
  ['fidelity/update-keeps-text-that-looks-like-another-value', 'update', 'text that looks like another value'],
  ['fidelity/update-keeps-text-that-looks-like-a-date', 'update', 'text that looks like a date'],
  ['fidelity/update-keeps-numbers', 'update', 'numbers'],
  ['fidelity/update-keeps-lists', 'update', 'lists'],
  ['fidelity/update-keeps-empty-values', 'update', 'empty values'],
  ['fidelity/update-keeps-names', 'update', 'names'],
  ['fidelity/update-keeps-names-of-the-envelope', 'update', 'names of the envelope'],
  ['fidelity/update-keeps-names-of-languages', 'update', 'names of languages'],
  ['fidelity/update-keeps-names-of-applications', 'update', 'names of applications'],
  ['fidelity/update-keeps-shapes', 'update', 'shapes'],
  ['fidelity/set-user-keeps-text', 'setUser', 'text'],
  ['fidelity/set-user-keeps-text-that-looks-like-another-value', 'setUser', 'text that looks like another value'],
  ['fidelity/set-user-keeps-text-that-looks-like-a-date', 'setUser', 'text that looks like a date'],
  ['fidelity/set-user-keeps-numbers', 'setUser', 'numbers'],
  ['fidelity/set-user-keeps-lists', 'setUser', 'lists'],
  ['fidelity/set-user-keeps-empty-values', 'setUser', 'empty values'],
  ['fidelity/set-user-keeps-names', 'setUser', 'names'],
  ['fidelity/set-user-keeps-names-of-the-envelope', 'setUser', 'names of the envelope'],
  ['fidelity/set-user-keeps-names-of-languages', 'setUser', 'names of languages'],
  ['fidelity/set-user-keeps-names-of-applications', 'setUser', 'names of applications'],
  ['fidelity/set-user-keeps-shapes', 'setUser', 'shapes'],
  ['fidelity/enriched-activities-keeps-text', 'enrichedActivities', 'text'],
  [
    'fidelity/enriched-activities-keeps-text-that-looks-like-another-value',
    'enrichedActivities',
    'text that looks like another value',
  ],
  [
    'fidelity/enriched-activities-keeps-text-that-looks-like-a-date',
    'enrichedActivities',
    'text that looks like a date',
  ],
  ['fidelity/enriched-activities-keeps-numbers', 'enrichedActivities', 'numbers'],
  ['fidelity/enriched-activities-keeps-lists', 'enrichedActivities', 'lists'],
  ['fidelity/enriched-activities-keeps-empty-values', 'enrichedActivities', 'empty values'],
  ['fidelity/enriched-activities-keeps-names', 'enrichedActivities', 'names'],
  ['fidelity/enriched-activities-keeps-names-of-the-envelope', 'enrichedActivities', 'names of the envelope'],
  ['fidelity/enriched-activities-keeps-names-of-languages', 'enrichedActivities', 'names of languages'],
  ['fidelity/enriched-activities-keeps-names-of-applications', 'enrichedActivities', 'names of applications'],
  ['fidelity/enriched-activities-keeps-shapes', 'enrichedActivities', 'shapes'],
] as const) {
  behaviour(id, 'dataFidelity', `${kind} in a user's data come through ${inWords(call)} as they are`, async (given) => {
    // Shapes are as large as a user may be.
    const document = kind === 'shapes' ? documents[kind] : everywhere(documents[kind]);
    for (const { credential } of given.sdk.actors(call)) await comesThrough(given, call, credential, '', document);
  });
}

for (const [id, call, kind] of [
  ['fidelity/add-activity-keeps-verbs-of-text', 'addActivity', 'text'],
  [
    'fidelity/add-activity-keeps-verbs-of-text-that-looks-like-another-value',
    'addActivity',
    'text that looks like another value',
  ],
  ['fidelity/add-activity-keeps-verbs-of-text-that-looks-like-a-date', 'addActivity', 'text that looks like a date'],
  ['fidelity/activities-keeps-verbs-of-text', 'activities', 'text'],
  [
    'fidelity/activities-keeps-verbs-of-text-that-looks-like-another-value',
    'activities',
    'text that looks like another value',
  ],
  ['fidelity/activities-keeps-verbs-of-text-that-looks-like-a-date', 'activities', 'text that looks like a date'],
  ['fidelity/enriched-activities-keeps-verbs-of-text', 'enrichedActivities', 'text'],
  [
    'fidelity/enriched-activities-keeps-verbs-of-text-that-looks-like-another-value',
    'enrichedActivities',
    'text that looks like another value',
  ],
  [
    'fidelity/enriched-activities-keeps-verbs-of-text-that-looks-like-a-date',
    'enrichedActivities',
    'text that looks like a date',
  ],
] as const) {
  behaviour(id, 'dataFidelity', `verbs of ${kind} come through ${inWords(call)} as they are`, async (given) => {
    const { sdk, expect } = given;
    // No verb is empty.
    const verbs = Object.values(documents[kind]).filter((verb) => verb !== '');
    // A feed reads no more than 25.
    for (let first = 0; first < verbs.length; first += 25) {
      const page = verbs.slice(first, first + 25);
      for (const { client, userId: id } of sdk.actors(call, `-${first}`)) {
        for (const verb of page) {
          const added = await client.addActivity(id, verb, jane.id);
          await expect(added).toSucceed();
          if (call === 'addActivity') await expect(added).toGiveActivities({ verb });
        }
        if (call === 'addActivity') continue;
        await expect(client.call(call, id)).toGiveActivities(...page.toReversed().map((verb) => ({ verb })));
      }
    }
  });
}

// Stored past the SDK: not every language can be given such a number, but each can read what is no number of its own.
ofEach(
  {
    getOrCreate: 'fidelity/get-or-create-gives-every-digit',
    get: 'fidelity/get-gives-every-digit',
    profile: 'fidelity/profile-gives-every-digit',
    setUser: 'fidelity/set-user-gives-every-digit',
    enrichedActivities: 'fidelity/enriched-activities-gives-every-digit',
  },
  'dataFidelity',
  (words) => `${words} gives integers that no double holds with all their digits`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId: id } of sdk.actors(call)) {
      const user = { id, data: numbersOfManyDigits };
      await mock.holds(user);
      if (call === 'enrichedActivities') {
        await expect(client.addActivity(id, 'greet', id)).toSucceed();
        await expect(client.call(call, id)).toGiveActivities({ actor: user, object: user });
      } else await expect(client.call(call, id, jane.data)).toGiveUser(user);
    }
  },
);

behaviour(
  'fidelity/what-was-given-is-left-as-it-is',
  'givenData',
  'a call leaves the data that it is given as it is, whether it succeeds or fails',
  async (given) => {
    const { sdk, mock, expect } = given;
    if (!sdk.hello.tellsChanges) throw new NotApplicable('its driver does not tell what a call makes of its data');
    const data = { ...jane.data, id: 'other', user_id: 'other', created_at: null, list: ['a', { b: {} }], empty: {} };
    // What a call made of its data is looked at after every behaviour: `breaksAny`.
    for (const call of sdk.offered(['create', 'getOrCreate', 'update', 'setUser'] as const)) {
      for (const { client, userId: id } of sdk.actors(call, `-${inWords(call)}`)) {
        await prepare(given, call, { client, id, data: jane.data });
        await expect(client.call(call, id, data)).toSucceed();
        await mock.failsNext();
        await expect(client.call(call, id, data)).toFail();
      }
    }
  },
);

ofEach(
  {
    create: 'fidelity/create-keeps-generated-documents',
    getOrCreate: 'fidelity/get-or-create-keeps-generated-documents',
    get: 'fidelity/get-keeps-generated-documents',
    profile: 'fidelity/profile-keeps-generated-documents',
    update: 'fidelity/update-keeps-generated-documents',
    setUser: 'fidelity/set-user-keeps-generated-documents',
    enrichedActivities: 'fidelity/enriched-activities-keeps-generated-documents',
  },
  'dataFidelity',
  (words) => `whatever document is generated comes through ${words} as it is`,
  async (given, call) => {
    const { sdk, seed } = given;
    // Loaded when it is used: it takes longer than all that a short run does beside it.
    const { default: fc } = await import('fast-check');
    const { generatedDocument } = await import('../fixtures/generated-document.js');
    let round = 0;
    for (const { credential } of sdk.actors(call)) {
      let smallest: unknown;
      const property = fc.asyncProperty(generatedDocument, async (document) => {
        round += 1;
        if (smallest && round > tried) return;
        try {
          await comesThrough(given, call, credential, `-${round}`, document);
        } catch (error) {
          smallest = error;
          throw error;
        }
      });
      const { failed } = await fc.check(property, { seed, numRuns: generated, interruptAfterTimeLimit: 5_000 });
      if (!failed || !(smallest instanceof Error)) continue;
      smallest.message += `; of the documents generated from the seed ${seed}, this is the smallest`;
      throw smallest;
    }
  },
);

/** The document is stored as it was given, and given as it was stored, also where the call finds what another left. */
async function comesThrough(
  { sdk, mock, expect }: Given,
  call: ApiCall,
  credential: Credential,
  suffix: string,
  data: Record<string, unknown>,
): Promise<void> {
  const { client, userId: id } = sdk.actors(call, suffix).find((actor) => actor.credential === credential)!;
  if (call === 'update') await mock.holds({ id, data: jane.data });
  else if (needsUser(call) || call === 'enrichedActivities') await mock.holds({ id, data });
  if (call === 'enrichedActivities') {
    await expect(client.addActivity(id, 'greet', id)).toSucceed();
    return void (await expect(client.call(call, id)).toGiveActivities({ actor: { id, data }, object: { id, data } }));
  }
  const step = await client.call(call, id, data);
  await expect(step).toSucceed();
  await expect(mock).toHold({ id, data });
  await expect(step).toGiveUser({ id, data });
  if (call !== 'getOrCreate' && call !== 'setUser') return;
  await expect(client.call(call, id, jane.data)).toGiveUser({ id, data });
}
