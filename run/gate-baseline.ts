import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { applyBaseline, type Divergence } from '../report/baseline.js';
import { runVerdict } from '../report/run-verdict.js';
import { updateBaseline } from '../report/update-baseline.js';
import { CommandError, exitCodes } from './errors.js';
import { readBaseline } from './read-baseline.js';
import type { Judged } from './run.js';

/** The list that a gate judges by. One that is to be written need not be there yet. @throws {CommandError} */
export function baselineOf(file: string, sdks: readonly string[], update: boolean): Divergence[] {
  return update && !existsSync(file) ? [] : readBaseline(file, sdks);
}

/**
 * Writes the list anew after a run, and judges the run by it. A run that could not be judged writes nothing.
 * @throws {CommandError}
 */
export function rewriteBaseline(
  file: string,
  runners: readonly string[],
  { results, stale }: Judged,
  divergences: readonly Divergence[],
): Judged & { note: string } {
  if (results.verdict.exitCode === exitCodes.unjudged) {
    return { results, stale, note: `${file} is as it was, because the run could not be judged.` };
  }
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { text, added, removed } = updateBaseline(before, { divergences, stale, ...results });
  if (added + removed === 0) return { results, stale, note: `${file} is as it was: nothing to add or take off.` };
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CommandError(
      `Failed to write the baseline ${file}: ${(error as Error).message}. Name a file that can be written.`,
    );
  }
  const bare = results.results.map((result) => ({ ...result, known: undefined }));
  const applied = applyBaseline(readBaseline(file, runners), results.sdks, bare);
  const verdict = runVerdict(results.sdks, applied.results, { stale: applied.stale });
  const note = `Wrote ${file}: ${added} put on the list, ${removed} taken off. Give every new entry its reason.`;
  return { results: { ...results, results: applied.results, verdict }, stale: applied.stale, note };
}
