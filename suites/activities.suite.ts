import { follow } from '../fixtures/activities.js';
import { jane, john } from '../fixtures/users.js';
import { wrongSecret } from './mock-app.js';
import { behaviour } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import { badSignature, notAllowed, serverError } from './errors.js';
import { activitiesOf } from './observation.js';

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
    await mock.holds(john, jane);
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
      const added: (string | undefined)[] = [];
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
    const client = sdk.withSecret(mock.app.secret);
    await expect(client.addActivity(john.id, 'follow', jane.id)).toSucceed();
    await expect(client.enrichedActivities(john.id)).toSucceed();
    for (const { request, operation } of await mock.exchanges()) {
      const { algorithm, claims } = request.token ?? {};
      expect(algorithm, "the token's algorithm").toBe('HS256');
      expect(['feed', '*'], "the token's resource").toContain(claims?.['resource']);
      expect([operation === 'addActivity' ? 'write' : 'read', '*'], "the token's action").toContain(claims?.['action']);
      expect([`user${john.id}`, '*'], "the token's feed_id").toContain(claims?.['feed_id']);
    }
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

// As long as any: a library may refuse a key that is shorter than the hash.
behaviour(
  'activities/wrong-secret-fails-add',
  'token',
  'adding an activity with a wrong secret is error 3, and adds nothing',
  async ({ sdk, expect }) => {
    await expect(sdk.withSecret(wrongSecret).addActivity(john.id, 'follow', jane.id)).toFailWith(badSignature);
    await expect(sdk.activities(john.id)).toGiveActivities();
  },
);

behaviour(
  'activities/wrong-secret-fails-read',
  'token',
  'reading a feed with a wrong secret is error 3, plain and enriched',
  async ({ sdk, expect }) => {
    await expect(sdk.withSecret(wrongSecret).activities(john.id)).toFailWith(badSignature);
    await expect(sdk.withSecret(wrongSecret).enrichedActivities(john.id)).toFailWith(badSignature);
  },
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
  async ({ sdk, mock, expect }) => {
    await mock.holds(john, jane);
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
