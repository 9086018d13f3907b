import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file beside the one that it replaces and renames it: a full disk leaves what was there, and not half of it. */
export function writeWhole(file: string, text: string | Buffer): void {
  try {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  } catch (error) {
    rmSync(`${file}.new`, { force: true, recursive: true });
    throw error;
  }
}
