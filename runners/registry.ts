import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { cacheFolder } from './cache.js';
import { InstallError } from './install-error.js';
import { pinnedVersion } from './load.js';
import type { Installable, Runner, Source } from './runner.js';
import { runScript } from './script.js';

/** What a registry says when it is asked for the versions of an SDK. */
export type RegistryAnswer =
  | { state: 'answers'; versions: string[] }
  /** Nobody answers, there is nothing of that name, or the client itself fails; `detail` is a clause that says how. */
  | { state: 'unreachable' | 'not-found' | 'unknown'; detail: string };

/**
 * Asks a runner's registry for all published versions, with the language's own client and the user's own settings for it.
 * Nothing is installed. `version` is the one that somebody wants; a registry that takes longer than `timeoutMs` counts as
 * unreachable. `undefined` when the runner has no registry to ask. Never throws for what it finds.
 */
export async function askRegistry(
  runner: Runner,
  { version, timeoutMs = 60_000, cacheDir }: { version?: string; timeoutMs?: number; cacheDir?: string } = {},
): Promise<RegistryAnswer | undefined> {
  const { versions: ask, package: what } = runner;
  if (!ask) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'sdk-conformance-versions-'));
  const cache = join(directory, 'cache');
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const versions = await runScript(runner, { what, directory, cache, signal }, async ($) =>
      newestFirst([...new Set(await ask({ $, cache, version }))]),
    );
    await remember(runner, versions, cacheDir);
    return { state: 'answers', versions };
  } catch (error) {
    if (signal.aborted) return { state: 'unreachable', detail: `no answer within ${timeoutMs / 1000} s` };
    if (!(error instanceof InstallError)) return { state: 'unknown', detail: (error as Error).message };
    const { fault, cause, detail = cause } = error.failure;
    if (fault === 'registry-unreachable') return { state: 'unreachable', detail };
    return { state: fault === 'not-found' ? 'not-found' : 'unknown', detail };
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** As text whose numbers are compared as numbers: no one scheme fits the versions of all languages. */
const compareVersions = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

const newestFirst = (versions: readonly string[]): string[] => [...versions].sort(compareVersions).reverse();

/** Newest first. Where nothing but pre-releases was published, those. */
function releasesOf(versions: readonly string[]): string[] {
  const releases = versions.filter((version) => /^\d+(\.\d+)*$/.test(version));
  return newestFirst(releases.length > 0 ? releases : versions);
}

/** The newest of some versions: a release if there is one, else a pre-release. */
export const newest = (versions: readonly string[]): string | undefined => releasesOf(versions)[0];

/** The newest release, if it is newer than the pinned one. */
export function newerThanPinned(runner: Runner, versions: readonly string[]): string | undefined {
  const [pinned, latest] = [pinnedVersion(runner), newest(versions)];
  return pinned !== undefined && latest !== undefined && compareVersions(latest, pinned) > 0 ? latest : undefined;
}

/** The same, by what the registry said when it was last asked for any reason. Asks nobody. */
export async function rememberedNewer(runner: Runner, cacheDir?: string): Promise<string | undefined> {
  const text = await readFile(memory(runner, cacheFolder(cacheDir)), 'utf8').catch(() => '[]');
  return newerThanPinned(runner, JSON.parse(text) as string[]);
}

const memory = ({ id, base }: Runner, cache: string): string => join(cache, 'versions', `${base ?? id}.json`);

/**
 * Only where there is a cache already: asking leaves no new folder behind. Where it cannot be written, the next run asks
 * again.
 */
async function remember(runner: Runner, versions: readonly string[], cacheDir?: string): Promise<void> {
  const file = memory(runner, cacheFolder(cacheDir));
  await mkdir(dirname(file)).catch(() => undefined);
  await writeFile(file, JSON.stringify(versions)).catch(() => undefined);
}

/** What is installed for `latest`: the pinned release, if that is the newest. `undefined` when there is no version. */
export function latestOf(runner: Runner, versions: readonly string[]): Installable | undefined {
  const version = newest(versions);
  if (version === undefined) return undefined;
  return version === pinnedVersion(runner) ? { kind: 'release' } : { kind: 'version', version };
}

/** What `latest` means today; anything else is what it is. @throws {InstallError} when the registry cannot say */
export async function settle(runner: Runner, source: Source, cacheDir?: string): Promise<Installable> {
  if (source.kind !== 'latest') return source;
  const { package: name, registry } = runner;
  const what = `the newest ${name}`;
  const answer = await askRegistry(runner, { cacheDir });
  if (!answer) {
    const cause = 'its runner does not say which versions there are';
    throw new InstallError({ fault: 'not-supported', what, cause, remedy: 'Add "versions" to the runner.' });
  }
  const latest = answer.state === 'answers' ? latestOf(runner, answer.versions) : undefined;
  if (latest) return latest;
  const detail = answer.state === 'answers' ? 'it names none' : answer.detail;
  throw new InstallError({
    fault: answer.state === 'not-found' ? 'not-found' : 'registry-unreachable',
    what,
    cause: `${registry} does not say which versions there are (${detail})`,
    remedy: `Check the network and the settings for ${registry}, or name a version.`,
  });
}

/** @throws {InstallError} when the registry is sure that it has no such version. Whatever else it says, the installation will. */
export async function refuseUnpublished(runner: Runner, version: string, cacheDir?: string): Promise<void> {
  const answer = await askRegistry(runner, { version, cacheDir });
  if (answer?.state !== 'not-found' && answer?.state !== 'answers') return;
  const known = answer.state === 'answers' ? answer.versions : [];
  if (known.includes(version)) return;
  const few = releasesOf(known).slice(0, shownVersions).join(', ');
  const { package: name, registry } = runner;
  throw new InstallError({
    fault: 'not-found',
    what: `${name} ${version}`,
    cause: `${registry} has no such version${few === '' ? ', or does not hand it out' : ''}`,
    remedy: few === '' ? `Name a version of ${name} that ${registry} has.` : `The newest it has: ${few}.`,
    output: answer.state === 'not-found' ? [answer.detail] : [],
  });
}

const shownVersions = 5;
