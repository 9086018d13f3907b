import { join, relative, sep } from 'node:path';

import { shellQuoted } from '../report/curl.js';
import { packageRoot } from '../spec/package-root.js';

/** A command of this package as somebody would type it into a shell, where they are now. */
export function commandLine(verb: string, words: readonly string[]): string {
  return `${programName()} ${commandWords([verb, ...words])}`;
}

/** Words as a shell takes them. */
export function commandWords(words: readonly string[]): string {
  return words.map(shellQuoted).join(' ');
}

/**
 * How this program is called: `bin/sdk-conformance` in a clone, `npx sdk-conformance` where it is a dependency,
 * `sdk-conformance` where it is installed for all.
 */
export function programName(root: string = packageRoot, folder: string = process.cwd()): string {
  const modules = join(sep, 'node_modules', 'sdk-conformance');
  if (!root.endsWith(modules)) {
    const path = join(root, 'bin', 'sdk-conformance');
    return shellQuoted(isInside(folder, root) ? relative(folder, path) : path);
  }
  const owner = root.slice(0, -modules.length);
  return isInside(folder, owner) || owner.includes(join(sep, '_npx', sep)) ? 'npx sdk-conformance' : 'sdk-conformance';
}

const isInside = (folder: string, owner: string): boolean => `${folder}${sep}`.startsWith(`${owner}${sep}`);
