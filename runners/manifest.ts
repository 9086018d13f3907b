import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { validRange } from 'semver';
import { parse } from 'yaml';

import { packageRoot } from '../spec/package-root.js';
import { nearest } from './nearest.js';

export interface Toolchain {
  command: string[];
  /** A semver range for the first version number the command prints. */
  version: string;
  /** A sentence: how to get it. */
  remedy: string;
}

/** A file of the runner or of a checkout, and a regular expression to look for in it, line by line. */
export interface Place {
  file: string;
  pattern: string;
}

/** Commands run in the build folder, in order. Each is a program and its arguments, with placeholders. */
export type Steps = string[][];

/** What a runner's `manifest.yaml` says, with what it extends merged in. */
export interface Manifest {
  /** The folder's name, and the SDK's name on the command line. */
  id: string;
  language: string;
  /** The SDK's name in its registry. */
  package: string;
  registry: string;
  /** The file of example code that reports show, relative to the runner's folder. */
  example: string;
  extends?: string;
  toolchain: Toolchain[];
  /** Absent when nothing is pinned, because nothing is installed. */
  pinned?: Place;
  /** What tells a checkout of this SDK from any other folder. */
  identify?: Place;
  install: { release: Steps; version?: Steps; checkout?: Steps };
  /**
   * Asks the registry for the pinned release in a cheap way, with the language's own client. It runs in a copy of the
   * runner's files with an empty cache, so that nobody but the registry can answer. Absent when there is no registry.
   */
  probe?: Steps;
  environment?: { install?: Record<string, string>; driver?: Record<string, string> };
  driver: string[];
  /** Absolute: the runner's own folder, and before it that of the runner it extends. Not part of the file. */
  folders: string[];
}

type RawManifest = Partial<Omit<Manifest, 'folders'>>;

/** A fault in a manifest: its author's, never an SDK's. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

export const runnersFolder: string = join(packageRoot, 'runners');
const fileName = 'manifest.yaml';
let validator: ValidateFunction | undefined;

/**
 * The folders that hold runners: this package's, and those that `SDK_CONFORMANCE_RUNNERS` names, separated like the
 * folders of `PATH`. So somebody else's language runs without being part of this package.
 */
export function runnerFolders(environment: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const named = (environment.SDK_CONFORMANCE_RUNNERS ?? '').split(delimiter).filter((folder) => folder !== '');
  return [runnersFolder, ...named.map((folder) => resolve(folder))];
}

/**
 * Reads the manifests of every runner below the given folders, in the order of their ids. A folder is either a runner
 * itself or holds runners. @throws {ManifestError}
 */
export function loadManifests(folders: readonly string[] = runnerFolders()): Manifest[] {
  const manifests = new Map<string, Manifest>();
  for (const folder of folders.flatMap(runnersBelow)) {
    const manifest = loadManifest(folder);
    const twin = manifests.get(manifest.id);
    if (twin)
      throw new ManifestError(
        `Failed to load ${folder}: its id ${manifest.id} is taken by ${ownFolder(twin)}. Rename one of them.`,
      );
    manifests.set(manifest.id, manifest);
  }
  return [...manifests.values()].sort((a, b) => a.id.localeCompare(b.id, 'en'));
}

/** Reads one runner's manifest. @throws {ManifestError} */
export function loadManifest(folder: string): Manifest {
  const file = join(folder, fileName);
  const own = readRaw(file);
  const folders = [folder];
  let merged = own;
  if (typeof own.extends === 'string') {
    const base = join(dirname(folder), own.extends);
    const raw = readRaw(join(base, fileName), file);
    if (raw.extends)
      throw new ManifestError(
        `Failed to read ${file}: it extends ${own.extends}, which itself extends ${raw.extends}. Extend ${raw.extends}.`,
      );
    merged = merge(raw, own);
    folders.unshift(base);
  }
  check(merged, file);
  if (merged.id !== basename(folder)) {
    throw new ManifestError(
      `Failed to read ${file}: its id is ${merged.id}, its folder is ${basename(folder)}. Give both the same name.`,
    );
  }
  return { ...merged, folders };
}

const ownFolder = (manifest: Manifest): string => manifest.folders.at(-1) as string;

/** Where a file of the runner is: in its own folder, else in that of the runner it extends. `undefined` when in neither. */
export function runnerFile(manifest: Manifest, file: string): string | undefined {
  return manifest.folders.map((folder) => join(folder, file)).findLast((candidate) => existsSync(candidate));
}

/** The release that is pinned in the language's own manifest; `undefined` when none is. @throws {ManifestError} */
export function pinnedVersion(manifest: Manifest): string | undefined {
  if (!manifest.pinned) return undefined;
  const { file, pattern } = manifest.pinned;
  const path = runnerFile(manifest, file);
  const found = path && new RegExp(pattern, 'm').exec(readFileSync(path, 'utf8'))?.[1];
  if (!found) {
    throw new ManifestError(
      `Failed to read the pinned version of ${manifest.package}: ${pattern} finds nothing in ${path ?? file}. Correct "pinned" in ${join(ownFolder(manifest), fileName)}.`,
    );
  }
  return found;
}

function runnersBelow(folder: string): string[] {
  if (existsSync(join(folder, fileName))) return [folder];
  if (!existsSync(folder))
    throw new ManifestError(`Failed to load runners: there is no folder ${folder}. Name one that holds a ${fileName}.`);
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, fileName)))
    .map((entry) => join(folder, entry.name));
  if (below.length === 0)
    throw new ManifestError(
      `Failed to load runners: no ${fileName} in ${folder}, nor one folder below. Add one, see docs/driver-protocol.md.`,
    );
  return below;
}

function readRaw(file: string, namedBy?: string): RawManifest {
  let raw: unknown;
  try {
    raw = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const place = namedBy ? `${file}, which ${namedBy} extends` : file;
    throw new ManifestError(`Failed to read ${place}: ${reason}. Correct it.`, { cause: error });
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new ManifestError(`Failed to read ${file}: it is not a mapping. Start with "id:".`);
  }
  return raw;
}

function merge(base: RawManifest, own: RawManifest): RawManifest {
  return {
    ...base,
    ...own,
    environment: {
      install: { ...base.environment?.install, ...own.environment?.install },
      driver: { ...base.environment?.driver, ...own.environment?.driver },
    },
  };
}

function check(raw: RawManifest, file: string): asserts raw is Omit<Manifest, 'folders'> {
  // The schema is part of the package, and a test holds it to its own schema; doing so takes longer than compiling it.
  const trusted = { validateSchema: false, meta: false };
  validator ??= new Ajv2020({ strict: true, verbose: true, allErrors: true, ...trusted }).compile(
    JSON.parse(readFileSync(join(runnersFolder, 'manifest.schema.json'), 'utf8')) as object,
  );
  const errors = validator(raw) ? [] : (validator.errors ?? []);
  // A mistyped key is also a missing one; what was typed says more.
  const error = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  if (error) {
    const place = error.instancePath.slice(1).replaceAll('/', '.');
    const at = place === '' ? '' : ` in ${place}`;
    if (error.keyword === 'additionalProperties') {
      const key = String(error.params.additionalProperty);
      const valid = Object.keys((error.parentSchema?.properties ?? {}) as object);
      const near = nearest(key, valid);
      const advice = near ? `Did you mean ${near}?` : `Use one of ${valid.join(', ')}.`;
      throw new ManifestError(`Failed to read ${file}: unknown key ${key}${at}. ${advice}`);
    }
    throw new ManifestError(
      `Failed to read ${file}: ${place === '' ? 'it' : place} ${error.message ?? 'is not valid'}. See runners/manifest.schema.json.`,
    );
  }
  const manifest = raw as Manifest;
  for (const { command, version } of manifest.toolchain) {
    if (validRange(version) === null)
      throw new ManifestError(
        `Failed to read ${file}: ${version} of ${command.join(' ')} is no semver range. Write it like ">=3.9".`,
      );
  }
  for (const place of [manifest.pinned, manifest.identify]) {
    if (place) checkPattern(place.pattern, file);
  }
}

function checkPattern(pattern: string, file: string): void {
  try {
    new RegExp(pattern, 'm');
  } catch (error) {
    throw new ManifestError(`Failed to read ${file}: ${(error as Error).message}. Correct the pattern.`, {
      cause: error,
    });
  }
}
