import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { format } from 'prettier';
import { expect, it } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { behaviours } from '../suites/catalogue.js';
import { inProcess } from '../testing/in-process.js';
import { observeAll } from '../testing/observe-all.js';
import { describeCoverage } from './coverage.js';
import { mutants } from './mutants.js';

it('docs/coverage.md says what is checked on which call, with a reason for each gap', async () => {
  const page = describeCoverage(await observeAll(inProcess(), behaviours), mutants);
  expect(page).not.toContain('**none**');
  const written = await format(page, { parser: 'markdown', printWidth: 120 });
  expect(readFileSync(join(packageRoot, 'docs/coverage.md'), 'utf8'), 'npm run coverage').toBe(written);
});
