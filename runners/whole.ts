import { readFileSync, statSync } from 'node:fs';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Written last: a build folder without it was interrupted. */
const markFile = 'complete.json';

/** What a runtime writes anew when it likes. */
const passing = new Set(['__pycache__', 'home', markFile, `${markFile}.new`]);

/** Marks a build as whole, with the size of each of its files. */
export async function markWhole(build: string, facts: object): Promise<void> {
  const entries = await readdir(build, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(build, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(sep).some((part) => passing.has(part)));
  const sizes = Object.fromEntries(files.map((file) => [file, sizeOf(join(build, file))]));
  await writeFile(join(build, `${markFile}.new`), `${JSON.stringify({ ...facts, sizes })}\n`);
  await rename(join(build, `${markFile}.new`), join(build, markFile));
}

/**
 * Whether every file is there with the size it had: a build that a cleaner, a full disk or half a copy has damaged is
 * not. What it says is not read, because that would take longer than most drivers take to start.
 */
export function isWhole(build: string): boolean {
  let sizes: Record<string, number | null> | undefined;
  try {
    ({ sizes } = JSON.parse(readFileSync(join(build, markFile), 'utf8')) as { sizes: typeof sizes });
  } catch {
    return false;
  }
  return sizes !== undefined && Object.entries(sizes).every(([file, size]) => sizeOf(join(build, file)) === size);
}

/** `null` for what is no file, such as a link to a folder or to nothing. */
function sizeOf(file: string): number | null {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isFile() ? status.size : null;
}
