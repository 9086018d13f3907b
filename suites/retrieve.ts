import { delicateData } from '../fixtures/payloads.js';
import { jane, john } from '../fixtures/users.js';
import { suite } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import type { BehaviourContext } from './context.js';

export const retrieve = suite('retrieve', {
  'returns-the-user': {
    sentence: 'retrieving a stored user gives the application its id and data',
    rule: 'retrieve',
    calls: ['get'],
    async run({ client, check, seed }) {
      await seed(john, jane);
      check.givesUser(await (await client()).get(john.id), john);
    },
  },
  'returns-the-timestamps': {
    sentence: 'retrieving gives the application the stored timestamps, to the microsecond',
    rule: 'retrieve',
    calls: ['get'],
    async run({ client, check, seed, stored }) {
      await seed(john);
      const user = check.user(await (await client()).get(john.id));
      const held = (await stored()).get(john.id);
      check.timestamps(user, held);
    },
  },
  'sends-one-request': {
    sentence: 'retrieving is one GET, answered 200',
    rule: 'retries',
    calls: ['get'],
    async run({ client, check, seed, exchanges }) {
      await seed(john);
      check.succeeds(await (await client()).get(john.id));
      check.wire(await exchanges(), ['getUser 200']);
    },
  },
  'changes-nothing': {
    sentence: 'retrieving leaves the user as it was, timestamps included',
    rule: 'retrieve',
    calls: ['get'],
    async run({ client, check, seed, stored }) {
      await seed(john);
      const before = await stored();
      check.succeeds(await (await client()).get(john.id));
      check.equal('retrieving changed what the API holds', await stored(), before);
    },
  },
  'sees-a-change-of-another-client': {
    sentence: 'retrieving twice sees what another client changed in between',
    rule: 'retrieve',
    calls: ['get', 'update'],
    async run({ client, check, seed }) {
      await seed(john);
      const reader = await client();
      check.givesUser(await reader.get(john.id), john);
      check.succeeds(await (await client()).update(john.id, jane.data));
      check.givesUser(await reader.get(john.id), { id: john.id, data: jane.data });
    },
  },
  'returns-delicate-data': {
    sentence: 'nested, empty, null and falsy values of a stored user reach the application as they are stored',
    rule: 'dataFidelity',
    calls: ['get'],
    async run({ client, check, seed }) {
      const data = {
        ...delicateData['nested-objects'],
        ...delicateData['falsy-values'],
        ...delicateData.lists,
        nothing: null,
      };
      await seed({ id: john.id, data });
      check.givesUser(await (await client()).get(john.id), { id: john.id, data });
    },
  },
  'returns-an-empty-user': {
    sentence: 'a user stored with an empty object is retrieved with an empty object',
    rule: 'retrieve',
    calls: ['get'],
    async run({ client, check, seed }) {
      await seed({ id: john.id, data: {} });
      check.givesUser(await (await client()).get(john.id), { id: john.id, data: {} });
    },
  },
  'missing-user-is-an-error': {
    sentence: 'retrieving a missing user is an error, not an empty user',
    rule: 'retrieve',
    calls: ['get'],
    async run({ client, check, error }) {
      check.isApiError(await (await client()).get('nobody'), error(404));
    },
  },
  'missing-user-stays-missing': {
    sentence: 'retrieving a missing user creates nothing',
    rule: 'retrieve',
    calls: ['get'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      check.isError(await (await client()).get('nobody'));
      await holdsExactly(john);
    },
  },
  ...errorCarries({
    of: 'a missing user',
    status: 404,
    code: 16,
    calls: ['get'],
    async provoke({ client }) {
      return (await client()).get('nobody');
    },
  }),
  'server-error-is-an-error': {
    sentence: 'a fault on the server is an error in the application, not an empty user',
    rule: 'errorShape',
    calls: ['get'],
    async run({ client, check, seed, failNextRequest, error }) {
      await seed(john);
      await failNextRequest();
      check.isApiError(await (await client()).get(john.id), error(500));
    },
  },
  'tells-ids-apart-by-case': {
    sentence: 'retrieving an id in another case finds nobody',
    rule: 'userId',
    calls: ['get'],
    async run({ client, check, seed, error }) {
      await seed(john);
      check.isApiError(await (await client()).get('John-Doe'), error(404));
    },
  },
  'id-with-a-slash-finds-nobody': findsNobody('a slash', 'john-doe/x'),
  'id-with-a-question-mark-finds-nobody': findsNobody('a question mark', 'john-doe?x=1'),
  'id-with-a-hash-finds-nobody': findsNobody('a hash', 'john-doe#x'),
  'id-with-a-dot-segment-finds-nobody': findsNobody('a dot segment', 'x/../john-doe'),
  'id-with-a-space-finds-nobody': findsNobody('a space', 'john-doe '),
  'empty-id-is-an-error': findsNobody('nothing in it', ''),
  'twenty-at-once-give-each-its-own-user': {
    sentence: 'twenty retrieves at once each give the user that was asked for',
    rule: 'retrieve',
    calls: ['get'],
    async run({ client, check, seed }) {
      const users = Array.from({ length: 20 }, (_, number) => ({ id: `user-${number}`, data: { number } }));
      await seed(...users);
      const sdk = await client();
      const results = await Promise.all(users.map(({ id }) => sdk.get(id)));
      results.forEach((result, number) => check.givesUser(result, users[number]!));
    },
  },
  'profile-carries-follow-counts': {
    sentence: 'a profile is the user with its follow counts, 0 without follows',
    rule: 'followCounts',
    calls: ['profile'],
    async run({ client, check, seed }) {
      await seed(john);
      const result = await (await client()).profile(john.id);
      const { id, followersCount, followingCount } = check.user(result);
      check.equal(
        'the profile says otherwise',
        { id, followersCount, followingCount },
        { id: john.id, followersCount: 0, followingCount: 0 },
        result.step,
      );
    },
  },
  'profile-carries-the-data': {
    sentence: "a profile gives the application the user's data as it is stored",
    rule: 'followCounts',
    calls: ['profile'],
    async run({ client, check, seed }) {
      await seed(john);
      check.givesUser(await (await client()).profile(john.id), john);
    },
  },
  'profile-of-a-missing-user-is-an-error': {
    sentence: 'the profile of a missing user is an error',
    rule: 'retrieve',
    calls: ['profile'],
    async run({ client, check, error }) {
      check.isApiError(await (await client()).profile('nobody'), error(404));
    },
  },
});

function findsNobody(what: string, id: string) {
  return {
    sentence: `retrieving an id with ${what} is an error, and never another user`,
    rule: 'userId',
    calls: ['get' as const],
    async run({ client, check, seed }: BehaviourContext) {
      await seed(john);
      const error = check.isError(await (await client()).get(id));
      check.holds(error.status === undefined || error.status < 500, `the error has status ${error.status}`);
    },
  };
}
