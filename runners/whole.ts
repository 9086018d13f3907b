import { readFileSync, statSync } from 'node:fs';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Written last: a build folder without it was interrupted. */
const markFile = 'complete.json';

/** What a runtime writes anew when it likes. */
const passing = new Set(['__pycache__', 'home', markFile, `${markFile}.new`]);

/** Marks a build as whole, with the size and the time of each of its files. */
export async function markWhole(build: string, facts: object): Promise<void> {
  const entries = await readdir(build, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(build, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(sep).some((part) => passing.has(part)));
  const files = Object.fromEntries(names.map((file) => [file, stampOf(join(build, file))]));
  await writeFile(join(build, `${markFile}.new`), `${JSON.stringify({ ...facts, files })}\n`);
  await rename(join(build, `${markFile}.new`), join(build, markFile));
}

/**
 * Whether every file is there as it was: a build that a cleaner, a full disk or half a copy has damaged is not. Their
 * contents are not read, because that would take longer than most drivers take to start. Of a mark without files, which an
 * earlier version made, nothing more is known.
 */
export function isWhole(build: string): boolean {
  try {
    const mark = JSON.parse(readFileSync(join(build, markFile), 'utf8')) as { files?: Record<string, string | null> };
    return Object.entries(mark.files ?? {}).every(([file, stamp]) => stampOf(join(build, file)) === stamp);
  } catch {
    return false;
  }
}

/** Its size, and when it was written, in seconds: archives keep no more. `null` for a link to a folder or to nothing. */
function stampOf(file: string): string | null {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isFile() ? `${status.size} ${Math.floor(status.mtimeMs / 1000)}` : null;
}
