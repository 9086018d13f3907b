import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { expect, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import type { Results } from './model.js';

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(packageRoot, ...path), 'utf8'));
const schema = read('verdicts', 'results.schema.json') as object;
const validate = new Ajv({ allErrors: true }).compile(schema);
const sample = (): Results => read('fixtures', 'reports', 'results.json') as Results;

test('the schema of results.json is that of the model; if not, run npm run generate', () => {
  const generated = createGenerator({
    path: join(packageRoot, 'verdicts', 'model.ts'),
    tsconfig: join(packageRoot, 'tsconfig.json'),
    type: 'Results',
    topRef: false,
    schemaId: 'results.schema.json',
  }).createSchema('Results');
  expect(JSON.parse(JSON.stringify(generated))).toEqual(schema);
});

test('the sample results are in the schema', () => {
  validate(sample());
  expect(validate.errors).toBeNull();
});

test.each<[string, (results: Results) => void]>([
  ['an unknown verdict', ({ results }) => Object.assign(results[0] ?? {}, { verdict: 'flaky' })],
  ['an unknown key', (results) => Object.assign(results, { extra: true })],
  ['no SDKs', (results) => Reflect.deleteProperty(results, 'sdks')],
  ['another version', (results) => Object.assign(results, { schemaVersion: 1 })],
])('results with %s are outside the schema', (_, spoil) => {
  const results = sample();
  spoil(results);
  expect(validate(results)).toBe(false);
});
