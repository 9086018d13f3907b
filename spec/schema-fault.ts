import type { ErrorObject } from 'ajv';

/** What AJV finds wrong with a value, as half a sentence that names the place: `done.0 lacks the member ok`. */
export function describeSchemaFault({ keyword, instancePath, params, message, propertyName }: ErrorObject): string {
  const value = instancePath === '' ? 'it' : instancePath.slice(1).replaceAll('/', '.');
  const place = propertyName === undefined ? value : `the name ${JSON.stringify(propertyName)} in ${value}`;
  switch (keyword) {
    case 'additionalProperties':
      return `${place} has the undocumented member ${String(params.additionalProperty)}`;
    case 'enum':
      return `${place} must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'const':
      return `${place} must be ${String(params.allowedValue)}`;
    case 'required':
      return `${place} lacks the member ${String(params.missingProperty)}`;
    case 'minProperties':
      return `${place} has ${fewer(params.limit as number, 'member')}`;
    case 'maxProperties':
      return `${place} has more than ${count(params.limit as number, 'member')}`;
    case 'minLength':
      return `${place} has ${fewer(params.limit as number, 'character')}`;
    case 'minimum':
      return `${place} must be ${String(params.limit)} or more`;
    case 'maximum':
      return `${place} must be ${String(params.limit)} or less`;
    case 'exclusiveMinimum':
      return `${place} must be more than ${String(params.limit)}`;
    default:
      return `${place} ${message}`;
  }
}

const count = (limit: number, noun: string): string => `${limit} ${noun}${limit === 1 ? '' : 's'}`;

const fewer = (limit: number, noun: string): string =>
  limit === 1 ? `no ${noun}` : `fewer than ${count(limit, noun)}`;
