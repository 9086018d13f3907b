import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Runner } from '../runner.js';

/** A runner of which 2.3.4 is pinned, with its folder below `parent`. It installs nothing. */
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
    install: async () => undefined,
    driver: ['node', 'driver.mjs'],
    folders: [own],
    ...change,
  };
}
