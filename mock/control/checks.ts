import type { ValidateFunction } from 'ajv/dist/2020.js';

import { loadContract } from '../../spec/contract.js';
import { isJsonNumber } from '../../spec/json.js';
import { describeSchemaFault } from '../../spec/schema-fault.js';

import { encodings, type Fault } from '../http/fault.js';
import type { AppSeed, UserSeed } from '../store/apps.js';
import { parseMoment } from '../store/clock.js';
import { Ajv2020 } from '../../spec/libraries/ajv.js';
import { ControlRefusal } from '../store/refusals.js';

const count = { type: 'integer', minimum: 0 };
const moment = { type: 'string', format: 'ISO 8601 in UTC' };

/** An object that has these members, if at all, and no other. */
const object = (properties: object, more: object = {}): object => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
});

const user = object(
  {
    id: { type: 'string', pattern: loadContract().userIdPattern },
    data: { type: 'object', isNoNumber: true },
    followers_count: count,
    following_count: count,
    created_at: moment,
    updated_at: moment,
  },
  { required: ['id'] },
);

const rateLimit = object(
  { limit: count, windowSeconds: { type: 'number', exclusiveMinimum: 0 } },
  { required: ['limit', 'windowSeconds'] },
);

const listed = { type: 'array', items: { $ref: 'user' } };

const users = object({ users: listed }, { required: ['users'] });

const app = object({
  key: { type: 'string', minLength: 1 },
  secret: { type: 'string', minLength: 1 },
  users: listed,
  rateLimit,
});

const fault = object(
  {
    status: { type: 'integer', minimum: 200, maximum: 599 },
    code: { type: 'integer' },
    body: {},
    headers: {
      type: 'object',
      propertyNames: { format: 'name of a header' },
      additionalProperties: { type: 'string', format: 'value of a header' },
    },
    encoding: { enum: encodings },
    times: { type: 'integer', minimum: 1 },
    effect: { type: 'boolean' },
    when: object({ method: { type: 'string' }, path: { type: 'string' }, key: { type: 'string' } }),
    delayMs: { type: 'number', minimum: 0, maximum: 600_000 },
    hang: { type: 'boolean' },
    chunks: { type: 'array', items: { type: 'integer', minimum: 1 } },
    chunkDelayMs: { type: 'number', minimum: 0, maximum: 600_000 },
    disconnect: { enum: [true, false, 'before', 'within', 'after'] },
  },
  { minProperties: 1 },
);

/** What is checked, as what it then is. */
interface Checked {
  app: Partial<AppSeed>;
  user: UserSeed;
  users: { users: UserSeed[] };
  fault: Fault;
}

/**
 * The schemas above are not held to the schema of schemas at every start: that would take longer than compiling them.
 * Neither is what AJV makes of them made shorter.
 */
const ajv = new Ajv2020({
  allErrors: false,
  validateSchema: false,
  meta: false,
  code: { optimize: false },
});
ajv.addFormat('name of a header', (text: string) => /^[\w!#$%&'*+.^`|~-]+$/.test(text));
ajv.addFormat('value of a header', (text: string) => /^[\t\x20-\x7e\x80-\xff]*$/.test(text));
ajv.addFormat('ISO 8601 in UTC', (text: string) => parseMoment(text) !== undefined);
ajv.addKeyword({
  keyword: 'isNoNumber',
  // A number that keeps its digits is an object in JavaScript, and not in JSON.
  validate: (_: unknown, value: unknown) => !isJsonNumber(value),
  error: { message: 'must be object' },
});
for (const [kind, schema] of Object.entries({ app, user, users, fault })) ajv.addSchema(schema, kind);

/** The check of one kind. It is compiled when it is first asked for, for a start needs but one or two. */
export function checkOf<Kind extends keyof Checked>(kind: Kind): ValidateFunction<Checked[Kind]> {
  return ajv.getSchema<Checked[Kind]>(kind)!;
}

/**
 * Returns what the control API is sent, or a mock is started with, as what it was checked to be.
 * @throws {ControlRefusal} about the first thing that is wrong with it.
 */
export function checked<Kind extends keyof Checked>(kind: Kind, value: unknown, what: string): Checked[Kind] {
  const check = checkOf(kind);
  if (check(value)) return value;
  throw new ControlRefusal(
    `Failed to read ${what}: ${describeSchemaFault(check.errors![0]!)}. Look at docs/mock.md for its shape.`,
  );
}
