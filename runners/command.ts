import { mkdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

import { cacheFolder, prepareCache } from './cache.js';
import type { Launch } from './driver-process.js';
import { driverEnvironment } from './environment.js';
import { findExecutable } from './executable.js';

/**
 * How a driver is started that has no runner: by its command, in the current folder, with an empty home.
 * `undefined` when there is no such program.
 */
export async function launchCommand(command: readonly string[], cacheDir?: string): Promise<Launch | undefined> {
  const [program = '', ...args] = command;
  // As a shell does: a name with a slash is a path, any other is looked up.
  const path = program.includes('/') || program.includes(sep) ? resolve(program) : program;
  if (!findExecutable(path)) return undefined;
  const cache = cacheFolder(cacheDir);
  await prepareCache(cache);
  const home = join(cache, 'home');
  await mkdir(home, { recursive: true });
  return { command: [path, ...args], directory: process.cwd(), environment: driverEnvironment(home) };
}
