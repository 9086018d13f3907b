import { follow } from '../fixtures/activities.js';
import { jane, john } from '../fixtures/users.js';
import { behaviour, type Given } from './behaviour.js';
import { clientHeader } from './client-header.js';
import { errorCarries } from './error-carries.js';
import { badSignature, notAllowed, serverError } from './errors.js';
import { activitiesOf, type Step } from './observation.js';
import type { Sdk } from './sdk.js';

behaviour(
  'activities/add-returns-the-references',
  'referenceKept',
  'adding an activity gives the application its references as they were added',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toGiveActivities(follow);
  },
);

behaviour(
  'activities/add-sends-the-references',
  'reference',
  'an activity is sent with SU: and the id of its users, and with its verb',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    const [sent] = await mock.exchanges();
    expect(JSON.parse(sent?.request.body ?? '{}'), 'the body that was sent').toMatchObject(follow);
  },
);

behaviour(
  'activities/add-stores-no-user',
  'referenceKept',
  'adding an activity neither adds nor changes the users it refers to',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(mock).toBeUntouched();
  },
);

behaviour(
  'activities/add-sends-one-request',
  'retries',
  'adding an activity is one POST, answered 201',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(mock).toHaveAnswered('addActivity 201');
  },
);

behaviour(
  'activities/add-is-not-sent-again-after-a-server-error',
  'retries',
  'an activity that failed on the server is an error, and is not sent again',
  async ({ sdk, mock, expect }) => {
    await mock.failsNext();
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toFailWith(serverError);
    await expect(mock).toHaveAnswered('addActivity 500');
  },
);

behaviour(
  'activities/add-is-not-sent-again-after-a-lost-connection',
  'retries',
  'an activity whose connection was lost is an error, and is not sent again',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await mock.losesNextConnection();
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toFail();
    await expect(mock).toHaveAnswered('addActivity 201', 'addActivity unanswered');
  },
);

behaviour(
  'activities/plain-feed-keeps-the-references',
  'referenceKept',
  'a feed that is read plain has the references as they were added, also where the users are there',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(sdk.activities(john.id)).toGiveActivities(follow);
  },
);

behaviour(
  'activities/plain-feed-keeps-the-reference-of-a-deleted-user',
  'referenceKept',
  'a feed that is read plain keeps the reference to a user that is deleted',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(sdk.as(jane.id).delete(jane.id)).toSucceed();
    await expect(sdk.activities(john.id)).toGiveActivities(follow);
  },
);

behaviour(
  'activities/plain-read-sends-one-request',
  'retries',
  'reading a feed plain is one GET of the feed, answered 200',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.activities(john.id)).toSucceed();
    await expect(mock).toHaveAnswered('getFeed 200');
  },
);

for (const [id, read, sentence] of [
  ['activities/plain-feed-reads-newest-first', 'activities', 'plain'],
  ['activities/enriched-feed-reads-newest-first', 'enrichedActivities', 'enriched'],
] as const) {
  behaviour(
    id,
    'feedOrder',
    `a feed that is read ${sentence} has the newest activity first, each with the id it was given`,
    async ({ sdk, mock, expect }) => {
      await mock.holds(john);
      const added: unknown[] = [];
      for (const verb of ['greet', 'admire', 'follow']) {
        const step = await sdk.addActivity(john.id, verb, john.id);
        await expect(step).toSucceed();
        added.unshift(activitiesOf(step)?.[0]?.id);
      }
      const verbs = ['follow', 'admire', 'greet'];
      await expect(sdk[read](john.id)).toGiveActivities(...verbs.map((verb, index) => ({ id: added[index], verb })));
    },
  );
}

behaviour(
  'activities/twenty-at-once-all-stand-in-the-feed',
  'feed',
  'of twenty activities that are added at once, each stands in the feed, once',
  async ({ sdk, expect }) => {
    const steps = await Promise.all(Array.from({ length: 20 }, () => sdk.addActivity(john.id, 'follow', jane.id)));
    for (const step of steps) await expect(step).toGiveActivities(follow);
    const idsOf = (...read: Step[]) => read.flatMap((step) => activitiesOf(step)?.map(({ id }) => id)).sort();
    const added = idsOf(...steps);
    expect(new Set(added).size, 'the number of ids that were given').toBe(20);
    expect(idsOf(await sdk.activities(john.id)), 'the ids in the feed').toEqual(added);
  },
);

for (const [id, read, sentence] of [
  ['activities/plain-feed-begins-empty', 'activities', 'plain'],
  ['activities/enriched-feed-begins-empty', 'enrichedActivities', 'enriched'],
] as const) {
  behaviour(id, 'feed', `a feed that nobody added to is empty when it is read ${sentence}`, async ({ sdk, expect }) => {
    await expect(sdk[read](john.id)).toGiveActivities();
  });
}

behaviour(
  'activities/feeds-do-not-see-each-other',
  'feed',
  'each of two feeds has what was added to it, and nothing of the other',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(sdk.as(jane.id).addActivity(jane.id, 'admire', john.id)).toSucceed();
    await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ actor: john, verb: 'follow', object: jane });
    await expect(sdk.enrichedActivities(jane.id)).toGiveActivities({ actor: jane, verb: 'admire', object: john });
  },
);

behaviour(
  'activities/apps-do-not-see-each-other',
  'feed',
  'a feed has nothing of the feed of the same name in another app',
  async ({ sdk, mock, expect }) => {
    const other = sdk.of(await mock.otherApp());
    await mock.holds(john, jane);
    await expect(sdk.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(other.enrichedActivities(john.id)).toGiveActivities();
    await expect(other.addActivity(john.id, 'admire', jane.id)).toSucceed();
    await expect(sdk.enrichedActivities(john.id)).toGiveActivities({ actor: john, verb: 'follow', object: jane });
    await expect(other.enrichedActivities(john.id)).toGiveActivities({ verb: 'admire' });
  },
);

behaviour(
  'activities/server-token-is-for-the-feed',
  'feedToken',
  'the token of a server-side call is for the resource feed and for this feed, or for all',
  async ({ sdk, mock, expect }) => {
    for (const step of await everyCall(sdk.withSecret(mock.app.secret))) await expect(step).toSucceed();
    for (const { request, operation } of await mock.exchanges()) {
      const { algorithm, claims } = request.token ?? {};
      expect(algorithm, "the token's algorithm").toBe('HS256');
      expect(['feed', '*'], "the token's resource").toContain(claims?.['resource']);
      expect([operation === 'addActivity' ? 'write' : 'read', '*'], "the token's action").toContain(claims?.['action']);
      expect([`user${john.id}`, '*'], "the token's feed_id").toContain(claims?.['feed_id']);
    }
  },
);

behaviour(
  'activities/each-call-names-the-sdk',
  'clientHeader',
  'adding to a feed and reading it, plain and enriched, name the SDK and its version in X-Stream-Client',
  async ({ sdk, mock, expect }) => {
    for (const step of await everyCall(sdk)) await expect(step).toSucceed();
    for (const { request } of await mock.exchanges())
      expect(request.headers['x-stream-client'] ?? 'nothing', 'X-Stream-Client').toMatch(clientHeader(sdk.hello));
  },
);

behaviour(
  'activities/secret-never-travels',
  'token',
  "neither adding to a feed nor reading it sends the app's secret",
  async ({ sdk, mock, expect }) => {
    for (const step of await everyCall(sdk.withSecret(mock.app.secret))) await expect(step).toSucceed();
    const sent = JSON.stringify((await mock.exchanges()).map(({ request }) => request));
    expect(sent.includes(mock.app.secret), "the app's secret in a request").toBe(false);
  },
);

for (const [id, read, sentence] of [
  ['activities/server-error-fails-the-plain-read', 'activities', 'plain'],
  ['activities/server-error-fails-the-enriched-read', 'enrichedActivities', 'enriched'],
] as const) {
  behaviour(
    id,
    'errorShape',
    `a fault on the server is an error for whoever reads a feed ${sentence}, not an empty feed`,
    async ({ sdk, mock, expect }) => {
      await mock.failsNext();
      await expect(sdk[read](john.id)).toFailWith(serverError);
    },
  );
}

behaviour(
  'activities/wrong-secret-fails-add',
  'token',
  'adding an activity with a wrong secret is error 3, and adds nothing',
  async ({ sdk, mock, expect }) => {
    await expect(forged({ sdk, mock }).addActivity(john.id, 'follow', jane.id)).toFailWith(badSignature);
    await expect(sdk.activities(john.id)).toGiveActivities();
  },
);

behaviour(
  'activities/wrong-secret-fails-read',
  'token',
  'reading a feed with a wrong secret is error 3, plain and enriched',
  async ({ sdk, mock, expect }) => {
    await expect(forged({ sdk, mock }).activities(john.id)).toFailWith(badSignature);
    await expect(forged({ sdk, mock }).enrichedActivities(john.id)).toFailWith(badSignature);
  },
);

errorCarries(
  { status: 'activities/add-error-carries-the-status', code: 'activities/add-error-carries-the-code' },
  'adding an activity with a bad signature',
  badSignature,
  (given) => forged(given).addActivity(john.id, 'follow', jane.id),
);

behaviour(
  'activities/user-adds-as-itself',
  'userTokenMayAdd',
  'a client with a user token may add an activity of its own user, and read it',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
    const client = sdk.withTokenOf(john.id);
    await expect(client.addActivity(john.id, 'follow', jane.id)).toGiveActivities(follow);
    await expect(client.enrichedActivities(john.id)).toGiveActivities({ actor: john, verb: 'follow', object: jane });
  },
);

behaviour(
  'activities/user-may-not-add-as-another',
  'userTokenMayAdd',
  'a client with a user token may not add an activity of another user, and nothing is added',
  async ({ sdk, expect }) => {
    await expect(sdk.withTokenOf(john.id).addActivity(jane.id, 'follow', john.id)).toFailWith(notAllowed);
    await expect(sdk.as(jane.id).activities(jane.id)).toGiveActivities();
  },
);

errorCarries(
  {
    status: 'activities/not-allowed-error-carries-the-status',
    code: 'activities/not-allowed-error-carries-the-code',
  },
  'adding an activity of another user',
  notAllowed,
  ({ sdk }) => sdk.withTokenOf(john.id).addActivity(jane.id, 'follow', john.id),
);

/** Adding, and reading both ways. */
async function everyCall(sdk: Sdk): Promise<Step[]> {
  const added = await sdk.addActivity(john.id, 'follow', jane.id);
  return [added, await sdk.activities(john.id), await sdk.enrichedActivities(john.id)];
}

/** A client whose secret is none of the app's. */
const forged = ({ sdk, mock }: Pick<Given, 'sdk' | 'mock'>): Sdk => sdk.withSecret(`not-${mock.app.secret}`);
