import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { packageRoot } from '../spec/package-root.js';
import { SetupError } from './install-error.js';
import go from './go/runner.js';
import java from './java/runner.js';
import javascript from './javascript/runner.js';
import javascriptClient from './javascript-client/runner.js';
import php from './php/runner.js';
import python from './python/runner.js';
import pythonAsync from './python-async/runner.js';
import reference from './reference/runner.js';
import ruby from './ruby/runner.js';
import type { Runner, RunnerDefinition } from './runner.js';

export const runnersFolder: string = join(packageRoot, 'runners');
const fileName = 'runner.mjs';
const byId = (a: Runner, b: Runner): number => a.id.localeCompare(b.id, 'en');

/** Imported by name, so that the compiler checks them and loading them costs nothing. */
const packaged = [go, java, javascript, javascriptClient, php, python, pythonAsync, reference, ruby];

/** The runners of this package, in the order of their ids. */
export const packagedRunners: readonly Runner[] = packaged
  .map((definition) => withFolders(definition, join(runnersFolder, definition.id)))
  .sort(byId);

/**
 * All runners, in the order of their ids: this package's, those in the folders that are `named`, and those in the folders
 * of `SDK_CONFORMANCE_RUNNERS`, which stand there like those of `PATH`. A folder is either a runner itself or holds runners.
 * @throws {SetupError}
 */
export async function loadRunners(named: readonly string[] = []): Promise<Runner[]> {
  const runners = [...packagedRunners];
  const inherited = (process.env.SDK_CONFORMANCE_RUNNERS ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const foundIn of [...named, ...inherited]) {
    for (const folder of runnersBelow(foundIn)) {
      // The same folder may be named by a flag and by the environment.
      if (runners.some((known) => ownFolder(known) === folder)) continue;
      const runner = { ...(await loadRunner(folder)), foundIn };
      const twin = runners.find(({ id }) => id === runner.id);
      if (twin) {
        const taken = `its id ${runner.id} is taken by ${ownFolder(twin)}. Rename one of them.`;
        throw new SetupError(`Failed to load ${folder}: ${taken}`);
      }
      runners.push(runner);
    }
  }
  return runners.sort(byId);
}

/** Loads one runner that is not part of this package. @throws {SetupError} */
export async function loadRunner(folder: string): Promise<Runner> {
  const file = join(folder, fileName);
  const failed = (fault: string, cause?: unknown) => new SetupError(`Failed to load ${file}:${fault}`, { cause });
  const module = (await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw failed(` ${error instanceof Error ? error.message : String(error)}. Correct it.`, error);
  })) as { default?: unknown };
  const { faultsOf } = await import('./definition.js');
  const faults = faultsOf(module.default);
  if (faults.length > 1) throw failed(faults.map((fault) => `\n  - ${fault}`).join(''));
  if (faults.length > 0) throw failed(` ${faults[0]}`);
  const definition = module.default as RunnerDefinition;
  const { id, base } = definition;
  const own = basename(folder);
  if (id !== own) throw failed(` its id is ${id}, its folder is ${own}. Give both the same name.`);
  const runner = withFolders(definition, folder);
  const missing = runner.folders.find((path) => !existsSync(path));
  if (missing) throw failed(` its base is ${base}, and there is no folder ${missing}.`);
  return runner;
}

function withFolders(definition: RunnerDefinition, folder: string): Runner {
  const { base } = definition;
  return { ...definition, folders: base === undefined ? [folder] : [join(dirname(folder), base), folder] };
}

const ownFolder = ({ folders }: Runner): string => folders.at(-1)!;

/** Where a file of the runner is: in its own folder, else in that of its base. `undefined` when in neither. */
export function runnerFile({ folders }: Runner, file: string): string | undefined {
  return folders.map((folder) => join(folder, file)).findLast((candidate) => existsSync(candidate));
}

/** The release that is pinned in the language's own manifest; `undefined` when none is. @throws {SetupError} */
export function pinnedVersion(runner: Runner): string | undefined {
  if (!runner.pinned) return undefined;
  const { file, pattern } = runner.pinned;
  const path = runnerFile(runner, file);
  const found = path && pattern.exec(readFileSync(path, 'utf8'))?.[1];
  if (!found) {
    const fault = `${String(pattern)} finds nothing in ${path ?? file}`;
    const remedy = `Correct "pinned" of the runner in ${ownFolder(runner)}.`;
    throw new SetupError(`Failed to read the pinned version of ${runner.package}: ${fault}. ${remedy}`);
  }
  return found;
}

function runnersBelow(named: string): string[] {
  const folder = resolve(named);
  const failed = (fault: string) => new SetupError(`Failed to load runners: ${fault}`);
  if (existsSync(join(folder, fileName))) return [folder];
  if (!existsSync(folder)) throw failed(`there is no folder ${folder}. Name one that holds a ${fileName}.`);
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, fileName)))
    .map((entry) => join(folder, entry.name));
  if (below.length > 0) return below;
  throw failed(`no ${fileName} in ${folder}, nor one folder below. Add one, see docs/add-a-language.md.`);
}
