import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { cacheFolder } from './cache.js';
import { InstallError, type InstallFault } from './install-error.js';
import { pinnedVersion } from './load.js';
import type { Runner } from './runner.js';
import { runScript } from './script.js';

/**
 * Asks a runner's registry for all published versions, with the language's own client and the user's own settings for it.
 * Nothing is installed. `version` is the one that somebody wants; a registry that takes longer than `timeoutMs` counts as
 * unreachable. Resolves with at least one, newest first. @throws {InstallError}
 */
export async function askRegistry(
  runner: Runner,
  { version, timeoutMs = 60_000 }: { version?: string; timeoutMs?: number } = {},
): Promise<string[]> {
  const { versions: ask, package: name, registry } = runner;
  const what = version === undefined ? `the newest ${name}` : `${name} ${version}`;
  const remedy = `Check the network and the settings for ${registry}, or name a version.`;
  const fault = (fault: InstallFault, cause: string, remedy: string) =>
    new InstallError({ fault, what, cause, remedy });
  if (!ask) throw fault('not-supported', 'its runner does not say which versions there are', 'Add "versions" to it.');
  const directory = await mkdtemp(join(tmpdir(), 'sdk-conformance-versions-'));
  const cache = join(directory, 'cache');
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const versions = await runScript(runner, { what, directory, cache, signal }, async ($) =>
      [...new Set(await ask({ $, cache, version }))].sort(compareVersions).reverse(),
    );
    if (versions.length === 0)
      throw fault('not-found', `${registry} has no version`, `Check the settings for ${registry}.`);
    // Only where there is a cache already: asking leaves no new folder behind. What cannot be written is asked for again.
    await mkdir(dirname(memory(runner))).catch(() => undefined);
    await writeFile(memory(runner), JSON.stringify(versions)).catch(() => undefined);
    return versions;
  } catch (error) {
    if (signal.aborted)
      throw fault('registry-unreachable', `no answer of ${registry} within ${timeoutMs / 1000} s`, remedy);
    if (!(error instanceof InstallError)) {
      const cause = `${registry} could not be asked, ${(error as Error).message}`;
      throw fault('runner-fails', cause, 'Mend what it names, or name a version.');
    }
    const { detail } = error.failure;
    if (version !== undefined || detail === undefined) throw error;
    const cause = `${registry} does not say which versions there are (${detail})`;
    throw new InstallError({ ...error.failure, cause, remedy });
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** As text whose numbers are compared as numbers: no one scheme fits the versions of all languages. */
const compareVersions = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Where nothing but pre-releases was published, those. */
function releasesOf(versions: readonly string[]): readonly string[] {
  const releases = versions.filter((version) => /^\d+(\.\d+)*$/.test(version));
  return releases.length > 0 ? releases : versions;
}

/** The newest of some versions, which stand newest first: a release if there is one, else a pre-release. */
export const newest = (versions: readonly string[]): string | undefined => releasesOf(versions)[0];

/** The newest release, if it is newer than the pinned one. */
export function newerThanPinned(runner: Runner, versions: readonly string[]): string | undefined {
  const [pinned, latest] = [pinnedVersion(runner), newest(versions)];
  return pinned !== undefined && latest !== undefined && compareVersions(latest, pinned) > 0 ? latest : undefined;
}

/** The same, by what the registry said when it was last asked for any reason. Asks nobody. */
export async function rememberedNewer(runner: Runner): Promise<string | undefined> {
  const text = await readFile(memory(runner), 'utf8').catch(() => '[]');
  return newerThanPinned(runner, JSON.parse(text) as string[]);
}

const memory = ({ id, base }: Runner): string => join(cacheFolder(), 'versions', `${base ?? id}.json`);

const shownVersions = 5;

/** @throws {InstallError} when the registry is sure that it has no such version. Whatever else it says, the installation will. */
export async function refuseUnpublished(runner: Runner, version: string): Promise<void> {
  const known = await askRegistry(runner, { version }).catch((error: unknown) => {
    if (!(error instanceof InstallError) || error.failure.fault === 'not-found') throw error;
  });
  if (!known || known.includes(version)) return;
  throw new InstallError({
    fault: 'not-published',
    what: `${runner.package} ${version}`,
    cause: `${runner.registry} has no such version`,
    remedy: `The newest it has: ${releasesOf(known).slice(0, shownVersions).join(', ')}.`,
  });
}
