/** The folder that reports go to: made before anything runs, held by one run, and not replaced in silence. */
import { accessSync, constants, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lock } from 'proper-lockfile';

import { makeFolder, outsideMark } from '../runners/files.js';
import type { Results } from '../verdicts/model.js';
import { CommandError } from './errors.js';

/** What to say when a partial report, or that of a part, takes the place of one of a whole run; `undefined` when it does not. */
export function replacedWhole(folder: string, { suite, interrupted }: Results): string | undefined {
  if (suite.part === undefined && !interrupted) return undefined;
  try {
    const before = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Partial<Results>;
    if (before.suite === undefined || before.suite.part !== undefined || before.interrupted) return undefined;
    const by = interrupted ? 'a partial one' : `one of ${suite.behaviours} (${suite.part})`;
    return `The report of all ${before.suite.behaviours} behaviours in ${folder} is replaced by ${by}.`;
  } catch {
    return undefined;
  }
}

/**
 * Makes the folder that reports will go to, so that a run does not end with nowhere to write. A new one is marked, so that
 * git and the installation of a checkout around it leave it alone; one with files in it may be anybody's.
 * @throws {CommandError}
 */
export function claimFolder(folder: string): void {
  try {
    makeFolder(folder);
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
      `Failed to write reports to ${folder}: another run is writing there. Name another folder with --out, or wait until it has ended.`,
    );
  }
}
