import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lock } from 'proper-lockfile';

import { type FormatName, formatNames, formats, renderReport } from '../report/formats.js';
import type { Results } from '../report/model.js';
import { scrubSecrets } from '../report/scrub.js';
import { outsideMark } from '../runners/index.js';
import { CommandError, exitCodes } from './errors.js';

/** The results first: whatever becomes of the other reports, they can be made of them again. */
const inOrder: readonly FormatName[] = ['json', ...formatNames.filter((name) => name !== 'json')];

/** Writes reports into a folder and returns their paths. What looks like a token reaches no file. @throws {CommandError} */
export function writeReports(folder: string, results: Results, names: readonly FormatName[] = inOrder): string[] {
  const scrubbed = scrubSecrets(results);
  claimFolder(folder);
  return names.map((name) => {
    const file = join(folder, formats[name].file);
    const text = render(scrubbed, name);
    try {
      // Beside it and renamed, so that a disk that is full leaves the report before, or none, and not half of one.
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    } catch (error) {
      rmSync(`${file}.new`, { force: true });
      throw new CommandError(
        `Failed to write the report ${file}: ${(error as Error).message}. Name another folder with --out.`,
      );
    }
    return file;
  });
}

/**
 * Makes the folder that reports will go to, so that a run does not end with nowhere to write. A new one is marked, so that
 * git and the installation of a checkout around it leave it alone; one with files in it may be anybody's.
 * @throws {CommandError}
 */
export function claimFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    if (readdirSync(folder).length === 0) writeFileSync(join(folder, '.gitignore'), outsideMark);
  } catch (error) {
    throw new CommandError(
      `Failed to write reports to ${folder}: ${(error as Error).message}. Name another folder with --out.`,
    );
  }
}

/** A run that was killed is forgotten after this. */
const staleAfterMs = 10_000;

/** Keeps other runs from writing into the folder, and returns how to give it back. @throws {CommandError} */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  claimFolder(folder);
  const lockfilePath = join(folder, '.running');
  try {
    // A machine that slept may have lost it; the reports are worth more than the order of two runs.
    return await lock(folder, { lockfilePath, stale: staleAfterMs, onCompromised: () => undefined });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    throw new CommandError(
      `Failed to write reports to ${folder}: another run is going to write its own there. Name another folder with --out, or wait until it has ended.`,
    );
  }
}

/** One report as text. @throws {CommandError} */
export function render(results: Results, name: FormatName): string {
  try {
    return renderReport(results, name);
  } catch (error) {
    throw new CommandError((error as Error).message, exitCodes.unjudged, { cause: error });
  }
}
