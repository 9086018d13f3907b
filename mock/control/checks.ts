import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

import { loadContract } from '../../spec/contract.js';
import { isJsonNumber } from '../../spec/json.js';

import type { AppSeed, Fault, UserSeed } from '../store/apps.js';
import { parseMoment } from '../store/clock.js';
import { Ajv2020 } from '../../spec/libraries/ajv.js';
import { ControlRefusal } from './control.js';

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
    data: { type: 'object', isNoNumber: true, default: {} },
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

const app = object({
  key: { type: 'string', minLength: 1 },
  secret: { type: 'string', minLength: 1 },
  users: { type: 'array', items: user },
  rateLimit,
});

const fault = object(
  {
    status: { type: 'integer', minimum: 200, maximum: 599 },
    code: { type: 'integer' },
    body: {},
    headers: { type: 'object', additionalProperties: { type: 'string' } },
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

/** The schemas above are not held to the schema of schemas at every start: that would take longer than compiling them. */
const ajv = new Ajv2020({ useDefaults: true, allErrors: false, validateSchema: false, meta: false });
ajv.addFormat('ISO 8601 in UTC', (text: string) => parseMoment(text) !== undefined);
// A number that keeps its digits is an object in JavaScript, and not in JSON.
ajv.addKeyword({ keyword: 'isNoNumber', validate: (_: unknown, value: unknown) => !isJsonNumber(value) });

/** Checks of what the control API is sent, and of what a mock is started with. Absent values get their defaults. */
export const checks = {
  app: ajv.compile<Partial<AppSeed>>(app),
  user: ajv.compile<UserSeed>(user),
  users: ajv.compile<{ users: UserSeed[] }>(object({ users: { type: 'array', items: user } }, { required: ['users'] })),
  fault: ajv.compile<Fault>(fault),
};

/** Returns the value as what it was checked to be. @throws {ControlRefusal} about the first thing that is wrong with it. */
export function checked<T>(check: ValidateFunction<T>, value: unknown, what: string): T {
  if (check(value)) return value;
  const why = explain(check.errors?.[0]);
  throw new ControlRefusal(`Failed to read ${what}: ${why}. Look at docs/mock.md for its shape.`);
}

function explain(error: ErrorObject | undefined): string {
  if (!error) return 'it is not valid';
  const place = error.instancePath === '' ? 'it' : error.instancePath.slice(1).replaceAll('/', '.');
  const { additionalProperty, allowedValues } = error.params as { additionalProperty?: string; allowedValues?: [] };
  const extra = additionalProperty === undefined ? '' : `, not "${additionalProperty}"`;
  if (error.keyword === 'isNoNumber') return `${place} must be object`;
  if (allowedValues) return `${place} must be one of ${allowedValues.join(', ')}`;
  return `${place} ${error.message ?? 'is not valid'}${extra}`;
}
