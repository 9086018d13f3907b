import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { BaselineError, type Divergence, type Known, parseBaseline } from '../verdicts/baseline.js';
import { packagedRunners } from '../runners/load.js';
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
  const known = knownToday(sdks);
  try {
    return (file === packagedBaseline && builtBaseline(text, known)) || parseBaseline(text, file, known);
  } catch (error) {
    if (error instanceof BaselineError) throw new CommandError(error.message);
    throw error;
  }
}

/** What reading the packaged list comes from. */
const sourceOf = (text: string, { behaviours, rules }: Known): string =>
  digestOf(JSON.stringify([text, behaviours, rules]));

/** The packaged one, as the build has read it: reading its YAML takes a twentieth of the time of a short run. */
function builtBaseline(text: string, known: Known): Divergence[] | undefined {
  const built = madeOf(sourceOf(text, known), 'known-divergences') as Divergence[] | undefined;
  // It may have been built in another place than where it is read.
  return built?.map((divergence) => ({ ...divergence, place: join(packageRoot, divergence.place) }));
}

/** Has it read by the build. @throws {BaselineError} */
export function buildBaseline(): void {
  const text = readText(packagedBaseline);
  const known = knownToday(packagedRunners.map(({ id }) => id));
  const divergences = parseBaseline(text, relative(packageRoot, packagedBaseline), known);
  // One that may expire has to be read on the day.
  const lasting = divergences.every(({ expires }) => expires === undefined);
  if (lasting) keepMade(sourceOf(text, known), 'known-divergences', divergences);
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
