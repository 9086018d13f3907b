import { join } from 'node:path';

import { type FormatName, formatNames, ofWholeRuns, renderFiles, renderReport } from '../report/formats.js';
import type { Results } from '../verdicts/model.js';
import { scrubSecrets } from '../verdicts/scrub.js';
import { CommandError, exitCodes } from './errors.js';
import { claimFolder } from './report-folder.js';
import { writeWhole } from './write-whole.js';

/** The results first: whatever becomes of the other reports, they can be made of them again. */
const inOrder: readonly FormatName[] = ['json', ...formatNames.filter((name) => name !== 'json')];

/**
 * Writes reports into a folder and returns their paths. What looks like a token reaches no file. A part of a run, and one that was
 * cut short, has no badge unless one is asked for by name. @throws {CommandError}
 */
export function writeReports(folder: string, results: Results, names?: readonly FormatName[]): string[] {
  const scrubbed = scrubSecrets(results);
  const part = results.suite.part !== undefined || results.shard !== undefined || results.interrupted !== undefined;
  const chosen = names ?? inOrder.filter((name) => !part || !ofWholeRuns.includes(name));
  claimFolder(folder);
  return chosen.flatMap((name) =>
    attempt(() => renderFiles(scrubbed, name)).map(({ file, text }) => {
      const path = join(folder, file);
      try {
        writeWhole(path, text);
      } catch (error) {
        throw new CommandError(
          `Failed to write the report ${path}: ${(error as Error).message}. Name another folder with --out.`,
        );
      }
      return path;
    }),
  );
}

/** One report as text. @throws {CommandError} */
export function render(results: Results, name: FormatName): string {
  return attempt(() => renderReport(results, name));
}

function attempt<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new CommandError((error as Error).message, exitCodes.unjudged, { cause: error });
  }
}
