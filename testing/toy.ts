import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Runner } from '../runners/runner.js';

const logs = "fs.appendFileSync(process.argv[1] + '/steps.log', 'step\\n'); console.log('fetching')";

/**
 * A runner of which 2.3.4 is pinned, with its folder below `parent`, and Node.js in the place of a package tool. It notes
 * in the cache that it installed, and in the build folder's file `sdk` what.
 */
export function toyRunner(parent: string, change: Partial<Runner> = {}): Runner {
  const own = join(parent, 'runners', 'toy');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'pins.txt'), 'toy-sdk==2.3.4\n');
  return {
    id: 'toy',
    language: 'Toy',
    package: 'toy-sdk',
    registry: 'ToyShop',
    example: 'pins.txt',
    tools: [{ command: ['node', '--version'], version: '>=18', remedy: 'Install Node.js.' }],
    pinned: { file: 'pins.txt', pattern: /^toy-sdk==(\S+)/ },
    identify: { file: 'toy.json', pattern: /"toy-sdk"/ },
    environment: (cache) => ({ TOY_CACHE: cache }),
    versions: async () => ['1.0.0', '2.0.0', '2.3.4'],
    async install({ $, cache, version, checkout }) {
      await $`node -e ${logs} ${cache}`;
      if (checkout) await $`cp ${checkout}/toy.json sdk`;
      else await $`echo ${version ?? 'release'} > sdk`;
    },
    driver: ['node', 'driver.mjs'],
    folders: [own],
    ...change,
  };
}
