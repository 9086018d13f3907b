import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

import { cacheFolder, isWhole, markWhole, prepareCache, withLock } from './cache.js';
import type { Launch } from './driver-process.js';
import { findExecutable } from './environment.js';
import { copyFiles, hashFiles, listCheckout, listFiles, shortHash } from './files.js';
import { InstallError } from './install-error.js';
import { pinnedVersion } from './load.js';
import { askRegistry, newest, refuseUnpublished } from './registry.js';
import type { Install, Runner, Source } from './runner.js';
import { type InstallProgress, runScript } from './script.js';
import { inspectToolchain, toolchainFingerprint } from './toolchain.js';

interface InstallOptions {
  onProgress?: (progress: InstallProgress) => void;
  /** Folders inside a checkout that are not part of it, such as the one that reports are written to. */
  exclude?: readonly string[];
}

/** Installs an SDK, unless it is there and whole: then no tool runs and no network is needed. @throws {InstallError} */
export async function ensureInstalled(runner: Runner, source: Source, options: InstallOptions = {}): Promise<Launch> {
  // Which version that is today, the registry says.
  const version = source.version === 'latest' ? newest(await askRegistry(runner)) : source.version;
  const plan = await makePlan(runner, { ...source, version }, options.exclude);
  const { build } = plan;
  if (!isWhole(build)) {
    await prepareCache();
    const onWait = (): void => options.onProgress?.({ event: 'waiting' });
    // One lock a language: its tool's own cache is shared, and not every tool's survives two at once.
    await withLock(runner.base ?? runner.id, onWait, async (signal) => {
      // Whoever held the lock may have installed the same.
      if (!isWhole(build)) await install(plan, options, signal);
    });
  }
  return { command: runner.driver, directory: build };
}

/** The folder in which an SDK is installed already, as `ensureInstalled` would use it; `undefined` when it is not. */
export async function findInstalled(runner: Runner, source: Source): Promise<string | undefined> {
  const { build } = await makePlan(runner, source);
  return isWhole(build) ? build : undefined;
}

/** How a driver is started that has no runner: by its command, where this runs; `undefined` without such a program. */
export function launchCommand([program = '', ...args]: readonly string[]): Launch | undefined {
  const path = findExecutable(program);
  if (path === undefined) return undefined;
  return { command: [program.includes(sep) ? path : program, ...args], directory: process.cwd() };
}

type Plan = Awaited<ReturnType<typeof makePlan>>;

/** What is to be installed, and where: `build` is named by all that makes a difference to it. */
async function makePlan(runner: Runner, source: Source, exclude: readonly string[] = []) {
  const { id, package: name, folders } = runner;
  const cache = cacheFolder();
  const checkout = source.checkout === undefined ? undefined : resolve(source.checkout);
  const pinned = pinnedVersion(runner);
  // The pinned version is the pinned release, whichever way it was asked for.
  const version = source.version === pinned ? undefined : source.version;
  // For sentences: `stream-python 5.4.0`, `stream-python from ../stream-python`.
  const what = checkout === undefined ? [name, version ?? pinned].join(' ').trim() : `${name} from ${checkout}`;
  const kind = checkout !== undefined ? 'checkout' : version !== undefined ? 'version' : 'release';
  const needed = { version: 'versions', checkout: 'identify' } as const;
  if (kind !== 'release' && !runner[needed[kind]]) {
    const cause = `its runner installs no ${kind}`;
    const remedy = `Add "${needed[kind]}" to the runner, and have its "install" install the ${kind} that it is given.`;
    throw new InstallError({ fault: 'not-supported', what, cause, remedy });
  }
  const inputs: string[] = [kind, definitionOf(runner), toolchainFingerprint(runner)];
  for (const folder of folders) inputs.push(await hashFiles(folder, await listFiles(folder)));
  if (version !== undefined) inputs.push(version);
  /** The checkout's, relative to it. */
  let files: string[] = [];
  if (checkout !== undefined) {
    await assertCheckout(runner, checkout, what);
    files = await listCheckout(checkout, [cache, ...exclude]);
    inputs.push(await hashFiles(checkout, files));
  }
  const build = join(cache, 'builds', `${id}-${shortHash(inputs)}`);
  return { runner, kind, version, checkout, files, what, cache, build };
}

/** What a runner says, its functions included: another script is another build, another place is not. */
function definitionOf(runner: Runner): string {
  return JSON.stringify(runner, (name, value: unknown) => {
    if (name === 'folders' || name === 'foundIn') return undefined;
    return typeof value === 'function' || value instanceof RegExp ? String(value) : value;
  });
}

async function assertCheckout({ package: name, identify }: Runner, path: string, what: string): Promise<void> {
  const fault = (cause: string): InstallError =>
    new InstallError({ fault: 'no-checkout', what, cause, remedy: `Name the folder of a checkout of ${name}.` });
  const status = await stat(path).catch(() => undefined);
  if (!status) throw fault('there is no such folder');
  if (!status.isDirectory()) throw fault('it is not a folder');
  const { file, pattern } = identify!;
  const text = await readFile(join(path, file), 'utf8').catch(() => undefined);
  if (text === undefined) throw fault(`it is no checkout of ${name}, because it has no ${file}`);
  if (!pattern.test(text)) {
    throw fault(`it is no checkout of ${name}, because its ${file} has nothing like ${String(pattern)}`);
  }
}

/**
 * In place rather than in a folder that is renamed at the end: what tools install knows where it is (the scripts of a
 * Python environment begin with its path). The mark at the end makes it whole instead.
 */
async function install(plan: Plan, { onProgress }: InstallOptions, signal: AbortSignal): Promise<void> {
  const { runner, kind, version, checkout, files, what, cache, build } = plan;
  const [missing] = (await inspectToolchain(runner)).missing;
  if (missing) {
    throw new InstallError({ fault: 'toolchain-missing', what, cause: missing.reason, remedy: missing.remedy });
  }
  if (version !== undefined) await refuseUnpublished(runner, version);
  await rm(build, { recursive: true, force: true });
  try {
    const copy = checkout === undefined ? undefined : join(build, 'checkout');
    if (copy !== undefined) await copyFiles(checkout!, files, copy);
    const options = { what, directory: build, cache, onProgress, signal };
    const read = new Set<PropertyKey>();
    const get = (given: Install, name: PropertyKey) => read.add(name) && given[name as keyof Install];
    await runScript(runner, options, ($) =>
      runner.install(new Proxy<Install>({ $, cache, version, checkout: copy }, { get })),
    );
    // It would drive something else, unseen.
    if (kind !== 'release' && !read.has(kind)) {
      const cause = `the "install" of its runner does not read the ${kind} that it is given`;
      throw new InstallError({ fault: 'runner-fails', what, cause, remedy: `Have it install this ${kind}.` });
    }
    await markWhole(build);
  } catch (error) {
    await rm(build, { recursive: true, force: true });
    throw error;
  }
  onProgress?.({ event: 'installed', what });
}
