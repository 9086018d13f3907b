import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { format } from 'prettier';
import { beforeAll, expect, it } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { behaviours } from '../suites/catalogue.js';
import type { Observation } from '../suites/observation.js';
import { referenceLaunch } from '../testing/launches.js';
import { observeAll } from '../testing/observe-all.js';
import { judge } from '../verdicts/judge.js';
import { describeCoverage } from './coverage.js';
import { mutants } from './mutants.js';

let seen: Observation[];
beforeAll(async () => {
  seen = await observeAll(referenceLaunch, behaviours);
});

it('the reference passes every behaviour, with no deviation', () => {
  const verdicts = seen.map((observation) => [observation.behaviour, judge(observation, { strict: true }).verdict]);
  expect(verdicts).toEqual(behaviours.map(({ id }) => [id, 'passed']));
});

it('docs/coverage.md says what is checked on which call, with a reason for each gap', async () => {
  const page = describeCoverage(seen, mutants);
  expect(page).not.toContain('**none**');
  const written = await format(page, { parser: 'markdown', printWidth: 120 });
  expect(readFileSync(join(packageRoot, 'docs/coverage.md'), 'utf8'), 'npm run coverage').toBe(written);
});
