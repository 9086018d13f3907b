import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { BaselineError, type Divergence, type Known, parseBaseline } from '../verdicts/baseline.js';
import { nearest } from '../runners/nearest.js';
import { loadContract } from '../spec/contract.js';
import { digestOf, keepMade, madeOf } from '../spec/made.js';
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
  const text = readText(file);
  try {
    return (file === packagedBaseline && builtBaseline(text)) || parseBaseline(text, file, knownToday(sdks));
  } catch (error) {
    if (error instanceof BaselineError) throw new CommandError(error.message);
    throw error;
  }
}

/** The packaged one, as the build has read it: reading its YAML takes a twentieth of the time of a short run. */
function builtBaseline(text: string): Divergence[] | undefined {
  const built = madeOf(digestOf(text), 'known-divergences') as Divergence[] | undefined;
  // It may have been built in another place than where it is read.
  return built?.map((divergence) => ({ ...divergence, place: join(packageRoot, divergence.place) }));
}

/** Has it read by the build. @throws {CommandError} */
export function buildBaseline(sdks: readonly string[]): void {
  const text = readText(packagedBaseline);
  const divergences = parseBaseline(text, relative(packageRoot, packagedBaseline), knownToday(sdks));
  // One that may expire has to be read on the day.
  if (divergences.every(({ expires }) => expires === undefined))
    keepMade(digestOf(text), 'known-divergences', divergences);
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
