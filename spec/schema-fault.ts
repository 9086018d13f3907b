import type { ErrorObject } from 'ajv';

/** What AJV finds wrong with a value, as half a sentence that names the place: `done.0 lacks the member ok`. */
export function describeSchemaFault({ keyword, instancePath, params, message }: ErrorObject): string {
  const place = instancePath === '' ? 'it' : instancePath.slice(1).replaceAll('/', '.');
  switch (keyword) {
    case 'additionalProperties':
      return `${place} has the undocumented member ${String(params.additionalProperty)}`;
    case 'enum':
      return `${place} must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'const':
      return `${place} must be ${String(params.allowedValue)}`;
    case 'required':
      return `${place} lacks the member ${String(params.missingProperty)}`;
    default:
      return `${place} ${message}`;
  }
}
