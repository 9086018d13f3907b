import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Har } from 'har-format';
import { describe, expect, it } from 'vitest';

import { packageRoot } from '../../spec/package-root.js';
import type { Results } from '../../verdicts/model.js';
import { hostileResults } from '../../testing/hostile-results.js';
import { sampleResults } from '../../testing/sample-results.js';
import { renderHar } from './har.js';

const ajv = new Ajv2020({ allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(join(packageRoot, 'testing', 'har.schema.json'), 'utf8')) as object,
);

function read(results: Results): Har {
  const har: unknown = JSON.parse(renderHar(results).toString());
  expect(validate(har), ajv.errorsText(validate.errors)).toBe(true);
  return har as Har;
}

describe('HAR', () => {
  it('obeys the specification, with anything in it', () => {
    read(sampleResults());
    read(hostileResults());
  });

  it('has an entry for every exchange, each on the page of its result', () => {
    const { pages = [], entries } = read(sampleResults()).log;
    expect(entries).toHaveLength(sampleResults().results.flatMap(({ exchanges }) => exchanges).length);
    const ids = pages.map(({ id }) => id);
    for (const entry of entries) expect(ids).toContain(entry.pageref);
  });

  it('an exchange without an answer has status 0', () => {
    const results = sampleResults();
    for (const { exchanges } of results.results) for (const exchange of exchanges) exchange.response = null;
    for (const { response } of read(results).log.entries) expect(response).toMatchObject({ status: 0, bodySize: -1 });
  });

  it('tells deviations where a reader of HAR looks for remarks', () => {
    expect(read(sampleResults()).log.entries.map(({ comment }) => comment)).toContain(
      'get_or_create is "False", which is no boolean in the contract; the API reads it as false.',
    );
  });
});
