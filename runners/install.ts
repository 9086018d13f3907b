import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { packageRoot } from '../spec/package-root.js';
import { cacheFolder, prepareCache, shortHash, withLock } from './cache.js';
import { copyFiles, hashFiles, listCheckout, walk } from './checkout.js';
import type { Launch } from './driver-process.js';
import { driverEnvironment, installEnvironment } from './environment.js';
import { classifyOutput, InstallError } from './install-error.js';
import { runStep } from './install-step.js';
import { type Manifest, pinnedVersion, type Steps } from './manifest.js';
import { describeSource, type Source } from './source.js';
import { checkToolchain, toolchainFingerprint } from './toolchain.js';

/** An SDK that is ready to be driven. */
export interface Installation extends Launch {
  manifest: Manifest;
  source: Source;
  /** What was asked for; absent for a checkout, and when nothing is pinned. The driver's hello says what is there. */
  sdkVersion?: string;
}

export type InstallProgress =
  /** Another run installs from the same cache. */
  | { sdk: string; event: 'waiting' }
  | { sdk: string; event: 'step'; step: number; steps: number; command: string }
  /** A line that the tool of the current step printed. */
  | { sdk: string; event: 'output'; line: string }
  | { sdk: string; event: 'installed'; what: string };

export interface InstallOptions {
  /** See `cacheFolder`. */
  cacheDir?: string;
  onProgress?: (progress: InstallProgress) => void;
  /** Folders inside a checkout that are not part of it, such as the one that reports are written to. */
  exclude?: readonly string[];
}

/** Written last; a build folder without it was interrupted, and is made again. */
const completeMark = 'complete.json';
const shownOutputLines = 15;

/**
 * Installs an SDK, unless the same thing is installed already: then no tool runs and no network is needed. Two runs at
 * once wait for each other. @throws {InstallError}
 */
export async function ensureInstalled(
  manifest: Manifest,
  source: Source,
  options: InstallOptions = {},
): Promise<Installation> {
  const cache = cacheFolder(options.cacheDir);
  const job = await prepare(manifest, source, cache, options);
  if (!(await isComplete(job.build))) {
    await prepareCache(cache);
    const family = manifest.extends ?? manifest.id;
    const onWait = (): void => options.onProgress?.({ sdk: manifest.id, event: 'waiting' });
    // One lock a language: its tool's own cache is shared, and not every tool's survives two at once.
    await withLock(cache, family, onWait, async (signal) => {
      // Whoever held the lock may have installed the same.
      if (!(await isComplete(job.build))) await install(job, signal);
    });
  }
  const fill = filler(job);
  const extra = mapValues(manifest.environment?.driver ?? {}, fill);
  return {
    manifest,
    source,
    directory: job.build,
    command: manifest.driver.map(fill),
    environment: driverEnvironment(join(job.build, 'home'), extra),
    sdkVersion: job.version,
  };
}

/** The folder in which an SDK is installed already, as `ensureInstalled` would use it; `undefined` when it is not. */
export async function findInstalled(
  manifest: Manifest,
  source: Source,
  options: InstallOptions = {},
): Promise<string | undefined> {
  const { build } = await prepare(manifest, source, cacheFolder(options.cacheDir), options);
  return (await isComplete(build)) ? build : undefined;
}

interface Job {
  manifest: Manifest;
  source: Source;
  cache: string;
  build: string;
  steps: Steps;
  /** For sentences. */
  what: string;
  version: string | undefined;
  /** The checkout's files, relative to it; empty for other sources. */
  files: string[];
  options: InstallOptions;
}

async function prepare(manifest: Manifest, source: Source, cache: string, options: InstallOptions): Promise<Job> {
  const pinned = pinnedVersion(manifest);
  const what = describeSource(manifest, source, pinned);
  const steps = manifest.install[source.kind];
  if (!steps) {
    const known = Object.keys(manifest.install).join(', ');
    const cause = `its runner installs no ${source.kind}, only ${known}`;
    throw new InstallError('not-supported', {
      sdk: manifest.id,
      what,
      cause,
      remedy: `Add install.${source.kind} to its manifest.`,
    });
  }
  const { folders, ...declared } = manifest;
  const inputs: string[] = [JSON.stringify(declared), toolchainFingerprint(manifest)];
  for (const folder of folders)
    inputs.push(await hashFiles(folder, await walk(folder, folder).then((found) => found.sort())));
  let files: string[] = [];
  if (source.kind === 'checkout') {
    files = await readCheckout(manifest, source.path, what, [cache, ...(options.exclude ?? [])]);
    inputs.push(await hashFiles(resolve(source.path), files));
  } else if (source.kind === 'version') inputs.push(source.version);
  const build = join(cache, 'builds', `${manifest.id}-${shortHash([source.kind, ...inputs])}`);
  const version = source.kind === 'version' ? source.version : source.kind === 'release' ? pinned : undefined;
  return { manifest, source, cache, build, steps, what, version, files, options };
}

async function readCheckout(
  manifest: Manifest,
  path: string,
  what: string,
  exclude: readonly string[],
): Promise<string[]> {
  const folder = resolve(path);
  const fault = (cause: string): InstallError =>
    new InstallError('no-checkout', {
      sdk: manifest.id,
      what,
      cause,
      remedy: `Name the folder of a checkout of ${manifest.package}.`,
    });
  const status = await stat(folder).catch(() => undefined);
  if (!status) throw fault('there is no such folder');
  if (!status.isDirectory()) throw fault('it is not a folder');
  if (manifest.identify) {
    const { file, pattern } = manifest.identify;
    const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
    if (text === undefined) throw fault(`it is no checkout of ${manifest.package}, because it has no ${file}`);
    if (!new RegExp(pattern, 'm').test(text))
      throw fault(`it is no checkout of ${manifest.package}, because its ${file} has nothing like ${pattern}`);
  }
  return listCheckout(folder, exclude);
}

async function isComplete(build: string): Promise<boolean> {
  return (await stat(join(build, completeMark)).catch(() => undefined)) !== undefined;
}

/**
 * In place rather than in a folder that is renamed at the end: what tools install knows where it is (the scripts of a
 * Python environment begin with its path). The mark at the end makes it whole instead.
 */
async function install(job: Job, signal: AbortSignal): Promise<void> {
  const { manifest, source, build, what, options } = job;
  const { id: sdk } = manifest;
  const toolchain = await checkToolchain(manifest);
  if (!toolchain.ok) {
    throw new InstallError('toolchain-missing', { sdk, what, cause: toolchain.reason, remedy: toolchain.remedy });
  }
  await rm(build, { recursive: true, force: true });
  try {
    await mkdir(join(build, 'home'), { recursive: true });
    for (const folder of manifest.folders) await copyFiles(folder, await walk(folder, folder), build);
    if (source.kind === 'checkout') await copyFiles(resolve(source.path), job.files, checkoutCopy(build));
    await runSteps(job, signal);
    const mark = { what, toolchain: toolchain.tools, installedAt: new Date().toISOString() };
    await writeFile(join(build, `${completeMark}.new`), `${JSON.stringify(mark, null, 2)}\n`);
    await rename(join(build, `${completeMark}.new`), join(build, completeMark));
  } catch (error) {
    await rm(build, { recursive: true, force: true });
    throw error;
  }
  options.onProgress?.({ sdk, event: 'installed', what });
}

async function runSteps(job: Job, signal: AbortSignal): Promise<void> {
  const { manifest, steps, build, what, options } = job;
  const { id: sdk } = manifest;
  const fill = filler(job);
  const environment = installEnvironment(mapValues(manifest.environment?.install ?? {}, fill));
  for (const [index, template] of steps.entries()) {
    const argv = template.map(fill);
    const command = argv.join(' ');
    options.onProgress?.({ sdk, event: 'step', step: index + 1, steps: steps.length, command });
    const onLine = (line: string): void =>
      options.onProgress?.({ sdk, event: 'output', line: stripVTControlCharacters(line) });
    const result = await runStep(argv, { directory: build, environment, onLine, signal });
    if (result.ok) continue;
    const fault = classifyOutput(result.output);
    throw new InstallError(fault, {
      sdk,
      what,
      cause: `${causes[fault]} (step ${index + 1} of ${steps.length}, ${command}: ${result.end})`,
      remedy: remedies[fault](manifest),
      step: command,
      output: lastLines(result.output),
    });
  }
}

const causes = {
  'registry-unreachable': 'its registry cannot be reached',
  'not-found': 'its registry has no such version, or does not hand it out',
  'does-not-build': 'it does not build',
};

const remedies: Record<keyof typeof causes, (manifest: Manifest) => string> = {
  'registry-unreachable': ({ registry }) => `Check the network and the settings for ${registry}, then run again.`,
  'not-found': ({ package: name, registry }) => `Name a version of ${name} that ${registry} has.`,
  'does-not-build': () => `Read the tool's last lines, and correct what they name.`,
};

const lastLines = (output: string): string[] =>
  stripVTControlCharacters(output)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-shownOutputLines);

const checkoutCopy = (build: string): string => join(build, 'checkout');

/** Puts values in the place of `{build}`, `{cache}`, `{package}`, `{version}` and `{checkout}`; other braces stay. */
function filler({ build, cache, version, source }: Job): (template: string) => string {
  const values: Record<string, string | undefined> = {
    build,
    cache,
    package: packageRoot,
    version,
    checkout: source.kind === 'checkout' ? checkoutCopy(build) : undefined,
  };
  return (template) => template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

const mapValues = (record: Record<string, string>, map: (value: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
