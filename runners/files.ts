import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { cp, lstat, mkdir, readdir, readFile, readlink } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The whole `.gitignore` of a folder that is no part of the source it stands in, such as a cache or reports. */
export const outsideMark = '*\n';

/** What builds leave behind; never part of a source, and often larger than it. */
const byProducts = ['.git', 'node_modules', '__pycache__', '.venv', 'venv', 'target', '.gradle', '.sdk-conformance'];

/**
 * The files of a checkout, relative to it and sorted: what git tracks or would offer to track; without git, everything
 * but what builds leave behind and folders that are marked as no part of it, as git does. `exclude` names absolute
 * folders, such as the one that reports are written to.
 */
export async function listCheckout(folder: string, exclude: readonly string[] = []): Promise<string[]> {
  const listed = (await listByGit(folder)) ?? (await listFiles(folder));
  const outside = exclude.map((path) => relative(folder, resolve(path)));
  return listed
    .filter((file) => !outside.some((path) => path !== '' && (file === path || file.startsWith(path + sep))))
    .sort();
}

/** The files in a folder and below, relative to it and sorted, but for what builds leave behind. */
export async function listFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (byProducts.includes(entry.name)) continue;
    if (entry.isDirectory()) files.push(...(await listBelow(folder, entry.name)));
    else if (entry.isFile() || entry.isSymbolicLink()) files.push(entry.name);
  }
  return files.sort();
}

/** The same of a folder in the folder, unless that is marked. */
async function listBelow(folder: string, name: string): Promise<string[]> {
  const mark = await readFile(join(folder, name, '.gitignore'), 'utf8').catch(() => undefined);
  return mark === outsideMark ? [] : (await listFiles(join(folder, name))).map((file) => join(name, file));
}

/** A hash of what the files hold: another content is another build, another place is not. */
export async function hashFiles(folder: string, files: readonly string[]): Promise<string> {
  const parts: (string | Buffer)[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const status = await lstat(path);
    parts.push(file);
    if (status.isSymbolicLink()) parts.push(`link ${await readlink(path)}`);
    else parts.push(Buffer.concat([Buffer.from(status.mode & 0o100 ? 'x' : '-'), await readFile(path)]));
  }
  return shortHash(parts);
}

/** Ten hex digits that tell one set of inputs from another. */
export function shortHash(parts: Iterable<string | Buffer>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 10);
}

/** Copies files as they are, with the folders they are in; links stay links. The original is only read. */
export async function copyFiles(from: string, files: readonly string[], to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of files) await cp(join(from, file), join(to, file), { verbatimSymlinks: true });
}

/** `undefined` without git, outside of a repository, and in a folder that its repository ignores. */
async function listByGit(folder: string): Promise<string[] | undefined> {
  const list = ['-C', folder, 'ls-files', '-t', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = await run('git', list, { maxBuffer: 256 * 1024 * 1024 }).catch(() => undefined);
  const files: string[] = [];
  for (const line of new Set(listed?.stdout.split('\0').slice(0, -1))) {
    // The tag `?` says that it is not tracked.
    const file = line.slice('? '.length);
    // Whoever installs a tool into a repository of another language seldom tells git to ignore what comes with it.
    if (line.startsWith('?') && file.split('/').some((part) => byProducts.includes(part))) continue;
    const status = await lstat(join(folder, file)).catch(() => undefined);
    // Deleted in the working tree, but not yet in the index.
    if (!status) continue;
    // A submodule is listed as a folder.
    if (status.isDirectory()) files.push(...(await listBelow(folder, file)));
    else files.push(file);
  }
  return files.length > 0 ? files : undefined;
}

/**
 * Makes a folder and those above it, one by one: `recursive` of Node.js tries for ever where the system says that a folder
 * cannot be made because there is none above it, although there is, such as in `/proc`.
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it at the same time.
    if (!isFolder(path)) throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
