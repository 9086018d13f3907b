/** `npm run coverage`: writes docs/coverage.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { packageRoot } from '../spec/package-root.js';

// Outside its runner, vitest's `expect` asks in vain which file it is used in.
Object.assign(globalThis, { __vitest_worker__: { filepath: '' } });
const [{ behaviours }, { inProcess }, { observeAll }, { describeCoverage }, { mutants }] = await Promise.all([
  import('../suites/catalogue.js'),
  import('../testing/in-process.js'),
  import('../testing/observe-all.js'),
  import('./coverage.js'),
  import('./mutants.js'),
]);

const page = describeCoverage(await observeAll(inProcess(), behaviours), mutants);
const { format } = await import('prettier');
writeFileSync(join(packageRoot, 'docs/coverage.md'), await format(page, { parser: 'markdown', printWidth: 120 }));
process.exit(0);
