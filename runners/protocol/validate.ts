import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

import { packageRoot } from '../../spec/package-root.js';

/**
 * Compiled on first use and kept: the schema is never compiled per line. `oneOf` names no culprit, so each kind of
 * message has its own validator, picked by the member that tells the kinds apart.
 */
const validators = new Map<string, ValidateFunction>();
let ajv: Ajv2020 | undefined;

function validatorOf(kind: string): ValidateFunction {
  const known = validators.get(kind);
  if (known) return known;
  if (!ajv) {
    const file = join(packageRoot, 'runners', 'protocol', 'protocol.schema.json');
    // The schema is part of the package, and a test holds it to its own schema; doing so takes longer than compiling it.
    const trusted = { validateSchema: false, meta: false };
    ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, ...trusted });
    ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')) as object);
  }
  const validator = ajv.getSchema(`driver-protocol-2#/$defs/${kind}`);
  if (!validator) throw new Error(`Failed to read the driver protocol's schema: it does not define ${kind}.`);
  validators.set(kind, validator);
  return validator;
}

/** What is wrong with a line from a driver, as half a sentence; `undefined` when it is a response of the protocol. */
export function faultOfResponse(value: unknown): string | undefined {
  return fault(value, { hello: 'helloResponse', done: 'doneResponse' });
}

/** What is wrong with a line to a driver, as half a sentence; `undefined` when it is a request of the protocol. */
export function faultOfRequest(value: unknown): string | undefined {
  return fault(value, { hello: 'helloRequest', do: 'doRequest' });
}

function fault(value: unknown, kinds: Record<string, string>): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is not a JSON object';
  const kind = Object.entries(kinds).find(([member]) => member in value);
  if (!kind) return `it has none of the members ${Object.keys(kinds).join(', ')}`;
  const validate = validatorOf(kind[1]);
  if (validate(value)) return undefined;
  return describe(validate.errors?.[0]);
}

function describe(error: ErrorObject | undefined): string {
  if (!error) return 'it does not fit the schema';
  const place = error.instancePath === '' ? 'it' : error.instancePath.slice(1).replaceAll('/', '.');
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return `${place} has the undocumented member ${String(params.additionalProperty)}`;
    case 'enum':
      return `${place} must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'const':
      return `${place} must be ${String(params.allowedValue)}`;
    case 'required':
      return `${place} lacks the member ${String(params.missingProperty)}`;
    default:
      return `${place} ${error.message ?? 'does not fit the schema'}`;
  }
}
