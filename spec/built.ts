import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

import { packageRoot } from './package-root.js';

/** Where `npm run build` puts what it makes a few files of, because the many that they are take long to load. */
const folder = join(packageRoot, 'dist', 'built');

const require = createRequire(import.meta.url);
const loaded = new Map<string, { exports: unknown }>();
const scripts = new Map<string, Script>();

/** V8 looks at its own version and flags, not at the processor: what it made on another would end this process. */
const madeHere = `${process.version}-${process.platform}-${process.arch}.v8`;

/**
 * Loads a file that the build made. Beside it stands, where the build ran on such a machine as this, what V8 made of it,
 * functions that were called then included, so that this process does not compile them again: half of the time that
 * loading takes. Node.js does that by itself only from 22.1 on.
 */
export function loadBuilt(name: string): unknown {
  const known = loaded.get(name);
  if (known) return known.exports;
  const filename = join(folder, name);
  const cache = `${filename}.${madeHere}`;
  const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), {
    filename,
    cachedData: existsSync(cache) ? readFileSync(cache) : undefined,
  });
  const module = { exports: {} };
  loaded.set(name, module);
  scripts.set(cache, script);
  (script.runInThisContext() as (...args: unknown[]) => void)(module.exports, requireBuilt, module, filename, folder);
  return module.exports;
}

/** Other files of the build, what Node.js finds, and with `module` what tsc has compiled and is seldom needed. */
const requireBuilt = Object.assign(
  (id: string): unknown => (id.startsWith('./') ? loadBuilt(id.slice(2)) : require(id)),
  { module: (id: string): Promise<unknown> => import(pathToFileURL(join(folder, id)).href) },
);

/** Whether there is such a file, and it is of the code as it was compiled last: somebody may be working on that. */
export function isBuilt(name: string): boolean {
  if (!existsSync(join(folder, name))) return false;
  const digest = compiledDigest();
  return digest === null || (existsSync(builtOf) && readFileSync(builtOf, 'utf8') === digest);
}

/** Of what code the files were built, as `compiledDigest` says it. */
export const builtOf = join(folder, 'built-of.txt');

/** What tsc compiled last, by its own list of that; `null` in the published package, where nobody compiles. */
export function compiledDigest(): string | null {
  const list = join(packageRoot, 'dist', 'tsconfig.tsbuildinfo');
  return existsSync(list) ? createHash('sha256').update(readFileSync(list)).digest('hex') : null;
}

/** What V8 has made of the files that were loaded, by where it is looked for. */
export function codeCaches(): Map<string, Buffer> {
  return new Map([...scripts].map(([file, script]) => [file, script.createCachedData()]));
}
