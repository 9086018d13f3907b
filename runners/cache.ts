import { constants, readFileSync, statSync } from 'node:fs';
import { access, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { lock } from 'proper-lockfile';

import { makeFolder, outsideMark } from './files.js';
import { SetupError } from './install-error.js';

/** Where everything that is installed lives: the folder of the environment, else one in the current folder. */
export const cacheFolder = (): string => resolve(process.env.SDK_CONFORMANCE_CACHE ?? '.sdk-conformance');

/** Makes the cache, ignored by git wherever it is. @throws {SetupError} */
export const prepareCache = (): Promise<void> =>
  writing(async (cache) => {
    await assertWritable(cache);
    for (const folder of ['builds', 'locks', 'versions']) makeFolder(join(cache, folder));
    await writeFile(join(cache, '.gitignore'), outsideMark);
  });

/** Whether the cache could be made and written, without making it. @throws {SetupError} */
export const checkCache = (): Promise<void> => writing(assertWritable);

async function writing(work: (cache: string) => Promise<void>): Promise<void> {
  const cache = cacheFolder();
  try {
    await work(cache);
  } catch (error) {
    const remedy = 'Name a folder that can be written with SDK_CONFORMANCE_CACHE.';
    throw new SetupError(`Failed to write to the cache ${cache}: ${(error as Error).message}. ${remedy}`, {
      cause: error,
    });
  }
}

/** Of a folder that is not there yet, the one it will be made in. The dot asks for a folder: a file has none. */
async function assertWritable(folder: string): Promise<void> {
  try {
    await access(`${folder}/.`, constants.W_OK | constants.X_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await assertWritable(dirname(folder));
  }
}

/** A holder that is alive renews its lock every few seconds; one that died is forgotten after this. */
const staleAfterMs = 30_000;
const askAgainAfterMs = 200;

/**
 * Runs `work` while nobody else, in this process or another, holds the lock of that name. `onWait` is called once if
 * somebody does. The signal is aborted if the lock is lost, for instance because the machine slept.
 */
export async function withLock(name: string, onWait: () => void, work: (signal: AbortSignal) => Promise<void>) {
  const lost = new AbortController();
  const options = { realpath: false, stale: staleAfterMs, onCompromised: (error: Error) => lost.abort(error) };
  // Not the library's own retries: they would also repeat what can never succeed, such as writing where one may not.
  const attempt = () =>
    lock(join(cacheFolder(), 'locks', name), options).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    });
  let release = await attempt();
  if (!release) onWait();
  while (!release) {
    await delay(askAgainAfterMs);
    release = await attempt();
  }
  try {
    await work(lost.signal);
  } finally {
    // A lock that was lost is not ours to release.
    if (!lost.signal.aborted) await release();
  }
}

/** Written last: a build folder without it, or with half of it, was interrupted. */
const markFile = 'complete.json';

/** Marks a build as whole, with the size and the time of each of its files. */
export async function markWhole(build: string): Promise<void> {
  const entries = await readdir(build, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(build, join(entry.parentPath, entry.name)))
    // Python writes it anew when it likes.
    .filter((file) => !file.split(sep).includes('__pycache__'));
  const files = Object.fromEntries(names.map((file) => [file, stampOf(join(build, file))]));
  await writeFile(join(build, markFile), `${JSON.stringify({ files })}\n`);
}

/**
 * Whether every file is there as it was: a build that a cleaner, a full disk or half a copy has damaged is not. Their
 * contents are not read, because that would take longer than most drivers take to start.
 */
export function isWhole(build: string): boolean {
  try {
    const mark = JSON.parse(readFileSync(join(build, markFile), 'utf8')) as { files: Record<string, string | null> };
    return Object.entries(mark.files).every(([file, stamp]) => stampOf(join(build, file)) === stamp);
  } catch {
    return false;
  }
}

/** Its size, and when it was written, in seconds: archives keep no more. `null` for a link to a folder or to nothing. */
function stampOf(file: string): string | null {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isFile() ? `${status.size} ${Math.floor(status.mtimeMs / 1000)}` : null;
}
