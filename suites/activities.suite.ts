import { follow } from '../fixtures/activities.js';
import { jane, john } from '../fixtures/users.js';
import { answerTo } from './answer-to.js';
import { behaviour } from './behaviour.js';
import { couplesOf } from './couples.js';
import { notAllowed } from './errors.js';
import { activitiesOf, type Step } from './observation.js';
import { ofEach } from './of-each.js';

behaviour(
  'activities/add-returns-the-references',
  'referenceKept',
  'adding an activity gives the application its references as they were added',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend, ...added } of couplesOf(sdk)) {
      await mock.holds(user, friend);
      await expect(client.addActivity(user.id, 'follow', friend.id)).toGiveActivities(added.follow);
    }
  },
);

behaviour(
  'activities/add-sends-the-references',
  'reference',
  'an activity is sent with SU: and the id of its users, and with its verb',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend, ...added } of couplesOf(sdk)) {
      await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
      const sent = (await mock.exchanges()).at(-1);
      expect(JSON.parse(sent?.request.body ?? '{}'), 'the body that was sent').toMatchObject(added.follow);
    }
  },
);

behaviour(
  'activities/add-stores-no-user',
  'referenceKept',
  'adding an activity neither adds nor changes the users it refers to',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend } of couplesOf(sdk)) {
      await mock.holds(user);
      await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
      await expect(mock).toBeUntouched();
    }
  },
);

behaviour(
  'activities/plain-feed-keeps-the-references',
  'referenceKept',
  'a feed that is read plain has the references as they were added, also where the users are there',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend, ...added } of couplesOf(sdk)) {
      await mock.holds(user, friend);
      await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
      await expect(client.activities(user.id)).toGiveActivities(added.follow);
    }
  },
);

behaviour(
  'activities/plain-feed-keeps-the-reference-of-a-deleted-user',
  'referenceKept',
  'a feed that is read plain keeps the reference to a user that is deleted',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend, ...added } of couplesOf(sdk)) {
      await mock.holds(user, friend);
      await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
      await expect(sdk.as(friend.id).delete(friend.id)).toSucceed();
      await expect(client.activities(user.id)).toGiveActivities(added.follow);
    }
  },
);

ofEach(
  {
    activities: 'activities/plain-feed-reads-newest-first',
    enrichedActivities: 'activities/enriched-feed-reads-newest-first',
  },
  'feedOrder',
  (words) => `${words} gives the newest activity first, each with the id it was given`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, user } of couplesOf(sdk)) {
      await mock.holds(user);
      const added: unknown[] = [];
      for (const verb of ['greet', 'admire', 'follow']) {
        const step = await client.addActivity(user.id, verb, user.id);
        await expect(step).toSucceed();
        added.unshift(activitiesOf(step)?.[0]?.id);
      }
      const verbs = ['follow', 'admire', 'greet'];
      const due = verbs.map((verb, index) => ({ id: added[index], verb }));
      await expect(client.call(call, user.id)).toGiveActivities(...due);
    }
  },
);

behaviour(
  'activities/twenty-at-once-all-stand-in-the-feed',
  'feed',
  'of twenty activities that are added at once, each stands in the feed, once',
  async ({ sdk, expect }) => {
    for (const { client, user, friend, ...added } of couplesOf(sdk)) {
      const twenty = Array.from({ length: 20 }, () => client.addActivity(user.id, 'follow', friend.id));
      const steps = await Promise.all(twenty);
      for (const step of steps) await expect(step).toGiveActivities(added.follow);
      const idsOf = (...read: Step[]) => read.flatMap((step) => activitiesOf(step)?.map(({ id }) => id)).sort();
      expect(new Set(idsOf(...steps)).size, 'the number of ids that were given').toBe(20);
      expect(idsOf(await client.activities(user.id)), 'the ids in the feed').toEqual(idsOf(...steps));
    }
  },
);

ofEach(
  {
    activities: 'activities/plain-feed-begins-empty',
    enrichedActivities: 'activities/enriched-feed-begins-empty',
  },
  'feed',
  (words) => `${words} of a feed that nobody added to gives none`,
  async ({ sdk, expect }, call) => {
    for (const { client, userId } of sdk.actors(call)) {
      await expect(client.call(call, userId)).toGiveActivities();
    }
  },
);

ofEach(
  {
    activities: 'activities/plain-feed-gives-the-newest-25',
    enrichedActivities: 'activities/enriched-feed-gives-the-newest-25',
  },
  'feedOrder',
  (words) => `${words} of a feed that holds more gives the newest 25 in one request, newest first`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, user } of couplesOf(sdk)) {
      await mock.holds(user);
      const verbs = Array.from({ length: 26 }, (_, index) => `number-${index}`);
      for (const verb of verbs) await expect(client.addActivity(user.id, verb, user.id)).toSucceed();
      const { length } = await mock.exchanges();
      const due = verbs.slice(1).map((verb) => ({ verb }));
      await expect(client.call(call, user.id)).toGiveActivities(...due.toReversed());
      expect((await mock.exchanges()).slice(length), 'the requests of one call').toHaveLength(1);
    }
  },
);

ofEach(
  {
    activities: 'activities/plain-feed-keeps-the-order-of-its-answer',
    enrichedActivities: 'activities/enriched-feed-keeps-the-order-of-its-answer',
  },
  'feedOrder',
  (words) =>
    `${words} gives the activities in the order of the answer, whatever their ids and times, and each of equal ones`,
  async ({ sdk, mock, expect }, call) => {
    const references = { actor: 'SU:john-doe', object: 'SU:jane-doe' };
    const results = [
      { verb: 'greet', day: 2, id: 5 },
      { verb: 'admire', day: 4, id: 1 },
      { verb: 'greet', day: 2, id: 9 },
      { verb: 'follow', day: 1, id: 3 },
    ].map(({ verb, day, id }) => ({
      ...{ id: `${id}b6cdb1c-3a1f-11e8-8000-0242ac120002`, ...references, verb },
      ...{ foreign_id: `${verb}:1`, time: `2018-04-0${day}T09:56:15.833318` },
    }));
    const body = { results, next: '', duration: '4ms' };
    for (const { client, userId } of sdk.actors(call)) {
      await mock.injects('the next request is answered with four activities, out of order', { status: 200, body });
      await expect(client.call(call, userId)).toGiveActivities(...results.map(({ id, verb }) => ({ id, verb })));
    }
  },
);

behaviour(
  'activities/feeds-do-not-see-each-other',
  'feed',
  'each of two feeds has what was added to it, and nothing of the other',
  async ({ sdk, mock, expect }) => {
    for (const { client, user, friend, ...added } of couplesOf(sdk)) {
      await mock.holds(user, friend);
      await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
      await expect(sdk.as(friend.id).addActivity(friend.id, 'admire', user.id)).toSucceed();
      const admire = { actor: friend, verb: 'admire', object: user };
      await expect(client.activities(user.id)).toGiveActivities(added.follow);
      await expect(client.activities(friend.id)).toGiveActivities({ actor: `SU:${friend.id}`, verb: 'admire' });
      await expect(client.enrichedActivities(user.id)).toGiveActivities({
        actor: user,
        verb: 'follow',
        object: friend,
      });
      await expect(client.enrichedActivities(friend.id)).toGiveActivities(admire);
    }
  },
);

behaviour(
  'activities/apps-do-not-see-each-other',
  'feed',
  'a feed has nothing of the feed of the same name in another app',
  async ({ sdk, mock, expect }) => {
    const app = await mock.otherApp();
    for (const { client, user, friend, ...added } of couplesOf(sdk)) {
      const other = client.of(app);
      await mock.holds(user, friend);
      await expect(client.addActivity(user.id, 'follow', friend.id)).toSucceed();
      await expect(other.activities(user.id)).toGiveActivities();
      await expect(other.enrichedActivities(user.id)).toGiveActivities();
      await expect(other.addActivity(user.id, 'admire', friend.id)).toSucceed();
      await expect(client.activities(user.id)).toGiveActivities(added.follow);
      await expect(client.enrichedActivities(user.id)).toGiveActivities({
        actor: user,
        verb: 'follow',
        object: friend,
      });
      await expect(other.enrichedActivities(user.id)).toGiveActivities({ verb: 'admire' });
    }
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
    await expect(client.activities(john.id)).toGiveActivities(follow);
    await expect(client.enrichedActivities(john.id)).toGiveActivities({ actor: john, verb: 'follow', object: jane });
  },
);

behaviour(
  'activities/user-may-not-add-as-another',
  'userTokenMayAdd',
  'a client with a user token may not add an activity of another user, however alike their ids, and nothing is added',
  async ({ sdk, expect }) => {
    const client = sdk.withTokenOf(john.id);
    for (const id of [jane.id, 'john-do', 'john-doe-2', 'JOHN-DOE', 'john_doe']) {
      await expect(client.addActivity(id, 'follow', john.id)).toFailWith(notAllowed);
      await expect(sdk.as(id).activities(id)).toGiveActivities();
    }
  },
);

ofEach(
  {
    activities: 'activities/plain-megabytes-are-given-whole',
    enrichedActivities: 'activities/enriched-megabytes-are-given-whole',
  },
  'feed',
  (words) => `${words} gives every activity of an answer of five megabytes`,
  async ({ sdk, mock, expect }, call) => {
    for (const { client, userId: id } of sdk.actors(call)) {
      const { results, ...answer } = answerTo(call, { id, data: jane.data }) as { results: { verb: string }[] };
      const activities = Array.from({ length: 25 }, () => ({ ...results[0]!, more: 'x'.repeat(200_000) }));
      await mock.injects('the next answer has five megabytes', {
        status: 200,
        body: { ...answer, results: activities },
      });
      await expect(client.call(call, id)).toGiveActivities(...activities.map(({ verb }) => ({ verb })));
    }
  },
);
