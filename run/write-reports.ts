import { accessSync, constants, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
      writeFileSync(file, text);
    } catch (error) {
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

/** One report as text. @throws {CommandError} */
export function render(results: Results, name: FormatName): string {
  try {
    return renderReport(results, name);
  } catch (error) {
    throw new CommandError((error as Error).message, exitCodes.unjudged, { cause: error });
  }
}
