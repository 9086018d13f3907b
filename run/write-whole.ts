import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file beside the one that it replaces and renames it: a full disk leaves what was there, and not half of it. */
export function writeWhole(file: string, text: string | Buffer): void {
  withNew(file, (fresh) => {
    writeFileSync(fresh, text);
    renameSync(fresh, file);
  });
}

/** Whether `writeWhole` could write it. Done in earnest, because what a folder says of itself is not always so. */
export function assertWritable(file: string): void {
  withNew(file, (fresh) => {
    writeFileSync(fresh, '');
    rmSync(fresh);
  });
}

/** Leaves nothing of the new file when it fails, and names the file that is meant. */
function withNew(file: string, work: (fresh: string) => void): void {
  const fresh = `${file}.new`;
  try {
    work(fresh);
  } catch (error) {
    rmSync(fresh, { force: true, recursive: true });
    // Node.js ends with the call that failed and its paths: "ENOENT: no such file or directory, open 'known.yaml.new'".
    const what = (error as Error).message.replace(/, \w+ '.*$/s, `, write '${file}'`);
    throw new Error(what, { cause: error });
  }
}
