import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { packageRoot } from './package-root.js';

/** Where the build keeps what it makes of the contract. */
export const madeFile = (name: string): string => join(packageRoot, 'dist', `${name}.json`);

/** What it has made of the contract with this digest; `undefined` where it has not, or of another. */
export function madeOf(digest: string, name: string): unknown {
  const file = madeFile(name);
  if (!existsSync(file)) return undefined;
  const made = JSON.parse(readFileSync(file, 'utf8')) as { digest: string; value: unknown };
  return made.digest === digest ? made.value : undefined;
}

/** Keeps it for `madeOf`. */
export function keepMade(digest: string, name: string, value: unknown): void {
  writeFileSync(madeFile(name), JSON.stringify({ digest, value }));
}
