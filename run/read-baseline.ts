import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { BaselineError, type Divergence, type Known, parseBaseline } from '../verdicts/baseline.js';
import { nearest } from '../runners/nearest.js';
import { loadContract } from '../spec/contract.js';
import { packageRoot } from '../spec/package-root.js';
import { behaviours } from '../suites/catalogue.js';
import { CommandError } from './errors.js';

/** What released SDKs are known to fail; part of the package. */
export const packagedBaseline = join(packageRoot, 'verdicts', 'known-divergences.yaml');

/** What a baseline may name today. `sdks` are ids of runners. */
function knownToday(sdks: readonly string[]): Known {
  return {
    ...{ sdks, nearest },
    behaviours: behaviours.map(({ id }) => id),
    rules: [...loadContract().rules.keys()],
    today: new Date().toISOString().slice(0, 10),
  };
}

/** @throws {CommandError} when it cannot be read, with every fault in it. */
export function readBaseline(file: string, sdks: readonly string[]): Divergence[] {
  try {
    return parseBaseline(readText(file), file, knownToday(sdks));
  } catch (error) {
    if (error instanceof BaselineError) throw new CommandError(error.message);
    throw error;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      `Failed to read the baseline ${file}: ${(error as Error).message}. Name a file that exists.`,
    );
  }
}
