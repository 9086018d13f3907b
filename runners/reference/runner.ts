import { join } from 'node:path';

import { packageRoot } from '../../spec/package-root.js';
import { runner, tool } from '../runner.js';

export default runner({
  id: 'reference',
  language: 'TypeScript',
  package: 'reference',
  registry: 'none, it is part of sdk-conformance',
  example: 'example.ts',
  tools: [tool('node', '>=20', 'Install Node.js 20 or newer from https://nodejs.org.')],
  install: async () => undefined,
  driver: ['node', join(packageRoot, 'dist', 'runners', 'reference', 'driver.js')],
});
