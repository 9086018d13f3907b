import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { cacheFolder, prepareCache, shortHash, withLock } from './cache.js';
import { copyFiles, hashFiles, listCheckout, walk } from './checkout.js';
import type { Launch } from './driver-process.js';
import { driverEnvironment, installEnvironment } from './environment.js';
import { classifyOutput, InstallError } from './install-error.js';
import { pinnedVersion } from './load.js';
import type { Runner } from './runner.js';
import { runScript } from './shell.js';
import { describeSource, type Installable, type Source } from './source.js';
import { inspectToolchain, toolchainFingerprint } from './toolchain.js';
import { refuseUnpublished, settle } from './versions.js';
import { isWhole, markWhole } from './whole.js';

/** An SDK that is ready to be driven: plain data, because it goes to the process that runs the suites. */
export interface Installation extends Launch {
  source: Installable;
  /** What was asked for; absent for a checkout, and when nothing is pinned. The driver's hello says what is there. */
  sdkVersion?: string;
}

export type InstallProgress =
  /** Another run installs from the same cache. */
  | { sdk: string; event: 'waiting' }
  | { sdk: string; event: 'command'; command: string }
  /** A line that the command printed. */
  | { sdk: string; event: 'output'; line: string }
  | { sdk: string; event: 'installed'; what: string };

export interface InstallOptions {
  /** See `cacheFolder`. */
  cacheDir?: string;
  onProgress?: (progress: InstallProgress) => void;
  /** Folders inside a checkout that are not part of it, such as the one that reports are written to. */
  exclude?: readonly string[];
}

const shownOutputLines = 15;

/**
 * Installs an SDK, unless the same thing is installed already and whole: then no tool runs and no network is needed. Two runs at
 * once wait for each other. @throws {InstallError}
 */
export async function ensureInstalled(
  runner: Runner,
  source: Source,
  options: InstallOptions = {},
): Promise<Installation> {
  const cache = cacheFolder(options.cacheDir);
  const job = await prepare(runner, await settle(runner, source, cache), cache, options);
  const { build } = job;
  if (!isWhole(build)) {
    await prepareCache(cache);
    const onWait = (): void => options.onProgress?.({ sdk: runner.id, event: 'waiting' });
    // One lock a language: its tool's own cache is shared, and not every tool's survives two at once.
    await withLock(cache, runner.base ?? runner.id, onWait, async (signal) => {
      // Whoever held the lock may have installed the same.
      if (!isWhole(build)) await install(job, signal);
    });
  }
  return {
    source: job.source,
    directory: build,
    command: runner.driver,
    environment: driverEnvironment(join(build, 'home')),
    sdkVersion: job.version,
  };
}

/** The folder in which an SDK is installed already, as `ensureInstalled` would use it; `undefined` when it is not. */
export async function findInstalled(
  runner: Runner,
  source: Installable,
  options: InstallOptions = {},
): Promise<string | undefined> {
  const { build } = await prepare(runner, source, cacheFolder(options.cacheDir), options);
  return isWhole(build) ? build : undefined;
}

interface Job {
  runner: Runner;
  source: Installable;
  cache: string;
  build: string;
  /** For sentences. */
  what: string;
  version: string | undefined;
  /** The checkout's files, relative to it; empty for other sources. */
  files: string[];
  options: InstallOptions;
}

async function prepare(runner: Runner, source: Installable, cache: string, options: InstallOptions): Promise<Job> {
  const pinned = pinnedVersion(runner);
  const what = describeSource(runner, source, pinned);
  const needed = { release: undefined, version: 'versions', checkout: 'identify' } as const;
  const member = needed[source.kind];
  if (member !== undefined && !runner[member]) {
    const cause = `its runner installs no ${source.kind}`;
    throw new InstallError('not-supported', { sdk: runner.id, what, cause, remedy: `Add "${member}" to the runner.` });
  }
  const inputs: string[] = [source.kind, definitionOf(runner), toolchainFingerprint(runner)];
  for (const folder of runner.folders) inputs.push(await hashFiles(folder, (await walk(folder, folder)).sort()));
  let files: string[] = [];
  if (source.kind === 'checkout') {
    files = await readCheckout(runner, source.path, what, [cache, ...(options.exclude ?? [])]);
    inputs.push(await hashFiles(resolve(source.path), files));
  } else if (source.kind === 'version') inputs.push(source.version);
  const build = join(cache, 'builds', `${runner.id}-${shortHash(inputs)}`);
  const version = source.kind === 'version' ? source.version : source.kind === 'release' ? pinned : undefined;
  return { runner, source, cache, build, what, version, files, options };
}

/** What a runner says, its functions included: another script is another build, another place is not. */
function definitionOf(runner: Runner): string {
  return JSON.stringify(runner, (name, value: unknown) => {
    if (name === 'folders' || name === 'foundIn') return undefined;
    return typeof value === 'function' || value instanceof RegExp ? String(value) : value;
  });
}

async function readCheckout(runner: Runner, path: string, what: string, exclude: readonly string[]): Promise<string[]> {
  const folder = resolve(path);
  const fault = (cause: string): InstallError =>
    new InstallError('no-checkout', {
      sdk: runner.id,
      what,
      cause,
      remedy: `Name the folder of a checkout of ${runner.package}.`,
    });
  const status = await stat(folder).catch(() => undefined);
  if (!status) throw fault('there is no such folder');
  if (!status.isDirectory()) throw fault('it is not a folder');
  if (runner.identify) {
    const { file, pattern } = runner.identify;
    const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
    if (text === undefined) throw fault(`it is no checkout of ${runner.package}, because it has no ${file}`);
    if (!pattern.test(text)) {
      throw fault(`it is no checkout of ${runner.package}, because its ${file} has nothing like ${String(pattern)}`);
    }
  }
  return listCheckout(folder, exclude);
}

/**
 * In place rather than in a folder that is renamed at the end: what tools install knows where it is (the scripts of a
 * Python environment begin with its path). The mark at the end makes it whole instead.
 */
async function install(job: Job, signal: AbortSignal): Promise<void> {
  const { runner, source, build, cache, what, options } = job;
  const { id: sdk } = runner;
  const toolchain = await inspectToolchain(runner);
  const [missing] = toolchain.missing;
  if (missing) {
    throw new InstallError('toolchain-missing', { sdk, what, cause: missing.reason, remedy: missing.remedy });
  }
  if (source.kind === 'version') await refuseUnpublished(runner, source.version, cache);
  await rm(build, { recursive: true, force: true });
  try {
    await mkdir(join(build, 'home'), { recursive: true });
    for (const folder of runner.folders) await copyFiles(folder, await walk(folder, folder), build);
    const checkout = source.kind === 'checkout' ? join(build, 'checkout') : undefined;
    if (source.kind === 'checkout') await copyFiles(resolve(source.path), job.files, join(build, 'checkout'));
    await script(job, checkout, signal);
    await markWhole(build, { what, toolchain: toolchain.tools, installedAt: new Date().toISOString() });
  } catch (error) {
    await rm(build, { recursive: true, force: true });
    throw error;
  }
  options.onProgress?.({ sdk, event: 'installed', what });
}

/** Runs the runner's own script. @throws {InstallError} */
async function script(job: Job, checkout: string | undefined, signal: AbortSignal): Promise<void> {
  const { runner, source, build, cache, what, options } = job;
  const { id: sdk } = runner;
  const version = source.kind === 'version' ? source.version : undefined;
  const shell = {
    directory: build,
    environment: installEnvironment(runner.environment?.(cache) ?? {}),
    onCommand: (command: string) => options.onProgress?.({ sdk, event: 'command', command }),
    onLine: (line: string) => options.onProgress?.({ sdk, event: 'output', line: stripVTControlCharacters(line) }),
    signal,
  };
  const result = await runScript(shell, ($) => runner.install({ $, cache, version, checkout })).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      const cause = `its runner fails, ${error instanceof Error ? error.message : String(error)}`;
      throw new InstallError(
        'does-not-build',
        { sdk, what, cause, remedy: 'Correct "install" of the runner.' },
        { cause: error },
      );
    },
  );
  if (!('failed' in result)) return;
  const { command, end, output } = result.failed;
  const fault = classifyOutput(output);
  throw new InstallError(fault, {
    sdk,
    what,
    cause: `${causes[fault]} (${command}: ${end})`,
    remedy: remedies[fault](runner),
    command,
    output: lastLines(output),
  });
}

const causes = {
  'registry-unreachable': 'its registry cannot be reached',
  'not-found': 'its registry has no such version, or does not hand it out',
  'does-not-build': 'it does not build',
};

const remedies: Record<keyof typeof causes, (runner: Runner) => string> = {
  'registry-unreachable': ({ registry }) => `Check the network and the settings for ${registry}, then run again.`,
  'not-found': ({ package: name, registry }) => `Name a version of ${name} that ${registry} has.`,
  'does-not-build': () => `Read the tool's last lines, and correct what they name.`,
};

const lastLines = (output: string): string[] =>
  stripVTControlCharacters(output)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-shownOutputLines);
