import { type DelicateKind, delicateData, type IdFault, invalidIds } from '../fixtures/payloads.js';
import { jane, john } from '../fixtures/users.js';
import { suite } from './behaviour.js';
import { errorCarries } from './error-carries.js';
import type { BehaviourContext } from './context.js';

export const create = suite('create', {
  'returns-the-user': {
    sentence: 'adding a user gives the application its id and data',
    rule: 'createAnswers201',
    calls: ['create'],
    async run({ client, check }) {
      check.givesUser(await (await client()).create(john.id, john.data), john);
    },
  },
  'stores-the-user': {
    sentence: 'an added user is stored with the data that was given',
    rule: 'dataFidelity',
    calls: ['create'],
    async run({ client, check, holdsExactly }) {
      check.succeeds(await (await client()).create(john.id, john.data));
      await holdsExactly(john);
    },
  },
  'sends-one-request': {
    sentence: 'adding a user is one POST, answered 201',
    rule: 'retries',
    calls: ['create'],
    async run({ client, check, exchanges }) {
      check.succeeds(await (await client()).create(john.id, john.data));
      check.wire(await exchanges(), ['addUser 201']);
    },
  },
  'names-the-sdk': {
    sentence: 'the request names the SDK and its version in X-Stream-Client',
    rule: 'clientHeader',
    calls: ['create'],
    async run({ client, check, exchanges, sdkVersion }) {
      check.succeeds(await (await client()).create(john.id, john.data));
      const header = (await exchanges())[0]?.request.headers['x-stream-client'] ?? '';
      check.holds(header.includes(sdkVersion), `X-Stream-Client is "${header}", without the version ${sdkVersion}`);
    },
  },
  'without-data-stores-an-empty-object': {
    sentence: 'a user added without data has an empty object as its data',
    rule: 'dataIsObject',
    calls: ['create'],
    async run({ client, check, holdsExactly }) {
      check.givesUser(await (await client()).create(john.id), { id: john.id, data: {} });
      await holdsExactly({ id: john.id, data: {} });
    },
  },
  'with-an-empty-object-stores-it': {
    sentence: 'a user added with an empty object has an empty object as its data',
    rule: 'dataIsObject',
    calls: ['create'],
    async run({ client, check, holdsExactly }) {
      check.givesUser(await (await client()).create(john.id, {}), { id: john.id, data: {} });
      await holdsExactly({ id: john.id, data: {} });
    },
  },
  'returns-the-timestamps': {
    sentence: 'adding a user gives the application created_at and updated_at as the API sent them, to the microsecond',
    rule: 'createAnswers201',
    calls: ['create'],
    async run({ client, check, stored }) {
      const user = check.user(await (await client()).create(john.id, john.data));
      const held = (await stored()).get(john.id);
      check.timestamps(user, held);
    },
  },
  'starts-with-equal-timestamps': {
    sentence: 'a new user was updated when it was created',
    rule: 'createAnswers201',
    calls: ['create'],
    async run({ client, check, stored }) {
      const user = check.user(await (await client()).create(john.id, john.data));
      const held = (await stored()).get(john.id);
      check.equal('the stored created_at and updated_at differ', held?.updated_at, held?.created_at);
      check.sameInstant('created_at and updated_at differ', user.updatedAt, user.createdAt);
    },
  },
  'leaves-other-users': {
    sentence: 'adding a user leaves the others as they were',
    rule: 'dataFidelity',
    calls: ['create'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(jane);
      check.succeeds(await (await client()).create(john.id, john.data));
      await holdsExactly(john, jane);
    },
  },
  ...Object.fromEntries((Object.keys(delicateData) as DelicateKind[]).map((kind) => [`keeps-${kind}`, keeps(kind)])),
  'accepts-every-allowed-character-in-an-id': acceptsId(
    'AZaz09_-',
    'an id may hold letters, digits, dashes and underscores',
  ),
  'accepts-an-id-of-one-character': acceptsId('a', 'an id may be one character long'),
  'accepts-an-id-of-digits': acceptsId('00123', 'an id may be digits only, and keeps its leading zeros'),
  'accepts-a-long-id': acceptsId('a'.repeat(255), 'an id may be 255 characters long'),
  'tells-ids-apart-by-case': {
    sentence: 'two ids that differ in case only are two users',
    rule: 'userId',
    calls: ['create'],
    async run({ client, check, seed, holdsExactly }) {
      await seed(john);
      check.givesUser(await (await client({ actingAs: 'John-Doe' })).create('John-Doe', jane.data), {
        id: 'John-Doe',
        data: jane.data,
      });
      await holdsExactly(john, { id: 'John-Doe', data: jane.data });
    },
  },
  ...Object.fromEntries(
    (Object.keys(invalidIds) as IdFault[]).map((fault) => [`refuses-an-id-with-${fault}`, refusesId(fault)]),
  ),
  ...errorCarries({
    prefix: 'invalid-id-',
    of: 'an invalid id',
    status: 400,
    code: 4,
    calls: ['create'],
    async provoke({ client }) {
      return (await client()).create(invalidIds['a-space'], john.data);
    },
  }),
  'refuses-data-that-is-text': refusesData('text', 'John Doe'),
  'refuses-data-that-is-a-number': refusesData('a number', 42),
  'refuses-data-that-is-a-list': refusesData('a list', ['John', 'Doe']),
  'server-error-is-an-error': {
    sentence: 'a fault on the server is an error in the application, with the status if it carries one',
    rule: 'errorShape',
    calls: ['create'],
    async run({ client, check, failNextRequest, error, holdsExactly }) {
      await failNextRequest();
      check.isApiError(await (await client()).create(john.id, john.data), error(500));
      await holdsExactly();
    },
  },
  ...errorCarries({
    prefix: 'server-',
    of: 'a fault on the server',
    status: 500,
    code: -1,
    calls: ['create'],
    async provoke({ client, failNextRequest }) {
      await failNextRequest();
      return (await client()).create(john.id, john.data);
    },
  }),
  'is-not-sent-again-after-a-lost-connection': {
    sentence: 'a create whose connection is lost before the answer is an error, and is not sent again',
    rule: 'retries',
    calls: ['create', 'get'],
    async run({ client, check, seed, loseNextConnection, exchanges }) {
      await seed(jane);
      const sdk = await client();
      // An SDK that keeps connections open has one now; on a fresh one its HTTP library may behave otherwise.
      check.succeeds(await sdk.get(jane.id));
      await loseNextConnection();
      const result = await sdk.create(john.id, john.data);
      check.wire(await exchanges(), ['getUser 200', 'addUser unanswered']);
      check.isError(result);
    },
  },
  'is-not-sent-again-after-a-server-error': {
    sentence: 'a create that failed on the server is not sent again',
    rule: 'retries',
    calls: ['create'],
    async run({ client, check, failNextRequest, exchanges }) {
      await failNextRequest();
      check.isError(await (await client()).create(john.id, john.data));
      check.wire(await exchanges(), ['addUser 500']);
    },
  },
});

function keeps(kind: DelicateKind) {
  const user = { id: john.id, data: delicateData[kind] };
  return {
    sentence: `${kind.replaceAll('-', ' ')} in a user's data come back as they went in`,
    rule: 'dataFidelity',
    calls: ['create' as const],
    async run({ client, check, holdsExactly }: BehaviourContext) {
      const result = await (await client()).create(user.id, user.data);
      check.succeeds(result);
      await holdsExactly(user);
      check.givesUser(result, user);
    },
  };
}

function acceptsId(id: string, sentence: string) {
  return {
    sentence,
    rule: 'userId',
    calls: ['create' as const, 'get' as const],
    async run({ client, check, holdsExactly }: BehaviourContext) {
      const sdk = await client({ actingAs: id });
      check.givesUser(await sdk.create(id, john.data), { id, data: john.data });
      check.givesUser(await sdk.get(id), { id, data: john.data });
      await holdsExactly({ id, data: john.data });
    },
  };
}

function refusesId(fault: IdFault) {
  const id = invalidIds[fault];
  return {
    sentence: `an id with ${fault.replaceAll('-', ' ')} is refused, by the SDK or by the API, and nothing is stored`,
    rule: 'userId',
    calls: ['create' as const],
    async run({ client, check, error, holdsExactly }: BehaviourContext) {
      check.isApiError(await (await client({ actingAs: id || john.id })).create(id, john.data), error(400));
      await holdsExactly();
    },
  };
}

function refusesData(what: string, data: unknown) {
  return {
    sentence: `data that is ${what} is refused, by the language, the SDK or the API, and nothing is stored`,
    rule: 'dataIsObject',
    calls: ['create' as const],
    async run({ client, check, error, holdsExactly }: BehaviourContext) {
      check.isApiError(await (await client()).create(john.id, data), error(400));
      await holdsExactly();
    },
  };
}
