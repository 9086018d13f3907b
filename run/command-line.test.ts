import { expect, it } from 'vitest';

import { programName } from './command-line.js';

it.each([
  ['in a clone', '/src/sdk-conformance', '/src/sdk-conformance', 'bin/sdk-conformance'],
  ['below a clone', '/src/sdk-conformance', '/src/sdk-conformance/docs', '../bin/sdk-conformance'],
  ['beside a clone', '/src/sdk-conformance', '/src/sdk-conformance-2', '/src/sdk-conformance/bin/sdk-conformance'],
  ['beside a clone whose path has a blank', '/my src/c', '/', "'/my src/c/bin/sdk-conformance'"],
  ['where it is a dependency', '/app/node_modules/sdk-conformance', '/app/src', 'npx sdk-conformance'],
  ['by npx alone', '/home/me/.npm/_npx/7a3f/node_modules/sdk-conformance', '/app', 'npx sdk-conformance'],
  ['where it is installed for all', '/usr/lib/node_modules/sdk-conformance', '/app', 'sdk-conformance'],
])('the program %s is called so that it can be pasted', (_where, root, folder, called) => {
  expect(programName(root, folder)).toBe(called);
});
