import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { packageRoot } from './package-root.js';

/** Where the build keeps what it makes of texts that take long to read, such as the contract. */
export const madeFile = (name: string): string => join(packageRoot, 'dist', `${name}.json`);

/** SHA-256, in hex: what was made of a text is known by it. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What the build has made of the text with this digest; `undefined` where it has not, or of another. */
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
