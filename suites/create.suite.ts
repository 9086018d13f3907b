import { delicateData, invalidIds } from '../fixtures/payloads.js';
import { jane, john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';
import { clientHeader } from './client-header.js';
import { errorCarries } from './error-carries.js';
import { invalidInput, serverError } from './errors.js';

behaviour(
  'create/returns-the-user',
  'createAnswers201',
  'adding a user gives the application its id and data',
  async ({ sdk, expect }) => {
    await expect(sdk.create(john.id, john.data)).toGiveUser(john);
  },
);

behaviour(
  'create/stores-the-user',
  'dataFidelity',
  'an added user is stored with the data that was given',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id, john.data)).toSucceed();
    await expect(mock).toHoldExactly(john);
  },
);

behaviour(
  'create/sends-one-request',
  'retries',
  'adding a user is one POST, answered 201',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id, john.data)).toSucceed();
    await expect(mock).toHaveAnswered('addUser 201');
  },
);

behaviour(
  'create/names-the-sdk',
  'clientHeader',
  'the request names the SDK and its version in X-Stream-Client',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id, john.data)).toSucceed();
    const [sent] = await mock.exchanges();
    expect(sent?.request.headers['x-stream-client'] ?? 'nothing', 'X-Stream-Client').toMatch(clientHeader(sdk.hello));
  },
);

behaviour(
  'create/without-data-stores-an-empty-object',
  'dataIsObject',
  'a user added without data has an empty object as its data',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id)).toGiveUser({ id: john.id, data: {} });
    await expect(mock).toHoldExactly({ id: john.id, data: {} });
  },
);

behaviour(
  'create/with-an-empty-object-stores-it',
  'dataIsObject',
  'a user added with an empty object has an empty object as its data',
  async ({ sdk, mock, expect }) => {
    await expect(sdk.create(john.id, {})).toGiveUser({ id: john.id, data: {} });
    await expect(mock).toHoldExactly({ id: john.id, data: {} });
  },
);

behaviour(
  'create/returns-the-timestamps',
  'createAnswers201',
  'adding a user gives the application created_at and updated_at as the API sent them, to the microsecond',
  async ({ sdk, mock, expect }) => {
    const step = await sdk.create(john.id, john.data);
    await expect(step).toGiveTimestamps(await mock.user(john.id));
  },
);

behaviour(
  'create/starts-with-equal-timestamps',
  'createAnswers201',
  'a new user was updated when it was created',
  async ({ sdk, mock, expect }) => {
    const step = await sdk.create(john.id, john.data);
    const held = await mock.user(john.id);
    expect(held?.updated_at, 'the stored updated_at').toBe(held?.created_at);
    await expect(step).toGiveNoTimestampsBut({ created_at: held?.created_at, updated_at: held?.created_at });
  },
);

behaviour(
  'create/leaves-other-users',
  'dataFidelity',
  'adding a user leaves the others as they were',
  async ({ sdk, mock, expect }) => {
    await mock.holds(jane);
    await expect(sdk.create(john.id, john.data)).toSucceed();
    await expect(mock).toHoldExactly(john, jane);
  },
);

for (const [id, kind] of [
  ['create/keeps-nested-objects', 'nested-objects'],
  ['create/keeps-null-fields', 'null-fields'],
  ['create/keeps-falsy-values', 'falsy-values'],
  ['create/keeps-numbers', 'numbers'],
  ['create/keeps-lists', 'lists'],
  ['create/keeps-empty-objects', 'empty-objects'],
  ['create/keeps-multi-byte-text', 'multi-byte-text'],
  ['create/keeps-characters-that-json-escapes', 'characters-that-json-escapes'],
  ['create/keeps-text-that-looks-like-a-date', 'text-that-looks-like-a-date'],
  ['create/keeps-text-that-looks-like-a-number', 'text-that-looks-like-a-number'],
  ['create/keeps-fields-named-like-the-envelope', 'fields-named-like-the-envelope'],
  ['create/keeps-a-field-named-id', 'a-field-named-id'],
  ['create/keeps-a-field-named-data', 'a-field-named-data'],
  ['create/keeps-unusual-field-names', 'unusual-field-names'],
  ['create/keeps-fields-named-like-javascript-internals', 'fields-named-like-javascript-internals'],
  ['create/keeps-long-text', 'long-text'],
] as const) {
  behaviour(
    id,
    'dataFidelity',
    `${kind.replaceAll('-', ' ')} in a user's data come back as they went in`,
    async ({ sdk, mock, expect }) => {
      const user = { id: john.id, data: delicateData[kind] };
      const step = await sdk.create(user.id, user.data);
      await expect(step).toSucceed();
      await expect(mock).toHoldExactly(user);
      await expect(step).toGiveUser(user);
    },
  );
}

for (const [id, userId, sentence] of [
  [
    'create/accepts-every-allowed-character-in-an-id',
    'AZaz09_-',
    'an id may hold letters, digits, dashes and underscores',
  ],
  ['create/accepts-an-id-of-one-character', 'a', 'an id may be one character long'],
  ['create/accepts-an-id-of-digits', '00123', 'an id may be digits only, and keeps its leading zeros'],
  ['create/accepts-a-long-id', 'a'.repeat(255), 'an id may be 255 characters long'],
] as const) {
  behaviour(id, 'userId', sentence, async ({ sdk, mock, expect }) => {
    const client = sdk.as(userId);
    const user = { id: userId, data: john.data };
    await expect(client.create(userId, john.data)).toGiveUser(user);
    await expect(client.get(userId)).toGiveUser(user);
    await expect(mock).toHoldExactly(user);
  });
}

behaviour(
  'create/tells-ids-apart-by-case',
  'userId',
  'two ids that differ in case only are two users',
  async ({ sdk, mock, expect }) => {
    await mock.holds(john);
    const other = { id: 'John-Doe', data: jane.data };
    await expect(sdk.as(other.id).create(other.id, other.data)).toGiveUser(other);
    await expect(mock).toHoldExactly(john, other);
  },
);

for (const [id, fault] of [
  ['create/refuses-an-id-with-a-space', 'a-space'],
  ['create/refuses-an-id-with-a-dot', 'a-dot'],
  ['create/refuses-an-id-with-a-slash', 'a-slash'],
  ['create/refuses-an-id-with-a-letter-beyond-ascii', 'a-letter-beyond-ascii'],
  ['create/refuses-an-id-with-nothing-in-it', 'nothing-in-it'],
] as const) {
  behaviour(
    id,
    'userId',
    `an id with ${fault.replaceAll('-', ' ')} is refused, by the SDK or by the API, and nothing is stored`,
    async ({ sdk, mock, expect }) => {
      const userId = invalidIds[fault];
      await expect(sdk.as(userId || john.id).create(userId, john.data)).toFailWith(invalidInput);
      await expect(mock).toHoldExactly();
    },
  );
}

errorCarries(
  { status: 'create/invalid-id-error-carries-the-status', code: 'create/invalid-id-error-carries-the-code' },
  'an invalid id',
  invalidInput,
  ({ sdk }) => sdk.create(invalidIds['a-space'], john.data),
);

for (const [id, what, data] of [
  ['create/refuses-data-that-is-text', 'text', 'John Doe'],
  ['create/refuses-data-that-is-a-number', 'a number', 42],
  ['create/refuses-data-that-is-a-list', 'a list', ['John', 'Doe']],
] as const) {
  behaviour(
    id,
    'dataIsObject',
    `data that is ${what} is refused, by the language, the SDK or the API, and nothing is stored`,
    async ({ sdk, mock, expect }) => {
      await expect(sdk.create(john.id, data)).toFailWith(invalidInput);
      await expect(mock).toHoldExactly();
    },
  );
}

behaviour(
  'create/server-error-is-an-error',
  'errorShape',
  'a fault on the server is an error in the application, with the status if it carries one',
  async ({ sdk, mock, expect }) => {
    await mock.failsNext();
    await expect(sdk.create(john.id, john.data)).toFailWith(serverError);
    await expect(mock).toHoldExactly();
  },
);

errorCarries(
  { status: 'create/server-error-carries-the-status', code: 'create/server-error-carries-the-code' },
  'a fault on the server',
  serverError,
  async ({ sdk, mock }) => {
    await mock.failsNext();
    return sdk.create(john.id, john.data);
  },
);

behaviour(
  'create/is-not-sent-again-after-a-lost-connection',
  'retries',
  'a create whose connection is lost before the answer is an error, and is not sent again',
  async ({ sdk, mock, expect }) => {
    await mock.holds(jane);
    // An SDK that keeps connections open has one now; on a fresh one its HTTP library may behave otherwise.
    await expect(sdk.get(jane.id)).toSucceed();
    await mock.losesNextConnection();
    const step = await sdk.create(john.id, john.data);
    await expect(mock).toHaveAnswered('getUser 200', 'addUser unanswered');
    await expect(step).toFail();
  },
);

behaviour(
  'create/is-not-sent-again-after-a-server-error',
  'retries',
  'a create that failed on the server is not sent again',
  async ({ sdk, mock, expect }) => {
    await mock.failsNext();
    await expect(sdk.create(john.id, john.data)).toFail();
    await expect(mock).toHaveAnswered('addUser 500');
  },
);
