import { existsSync, readFileSync } from 'node:fs';

import { applyBaseline, bare } from '../verdicts/apply-baseline.js';
import { type Divergence, suiteOf } from '../verdicts/baseline.js';
import { causesOf } from '../verdicts/causes.js';
import type { Results } from '../verdicts/model.js';
import { markPending } from '../verdicts/pending.js';
import { runVerdict } from '../verdicts/run-verdict.js';
import { listed } from '../verdicts/text.js';
import { updateBaseline } from '../verdicts/update-baseline.js';
import { CommandError, exitCodes } from './errors.js';
import { readBaseline } from './read-baseline.js';
import { assertWritable, writeWhole } from './write-whole.js';
import type { Judged } from './carry-out.js';

/**
 * The list that a gate judges by. One that is to be written need not be there yet, but has to be writable: that is told
 * before a run, not after it. @throws {CommandError}
 */
export function baselineOf(file: string, sdks: readonly string[], update: boolean): Divergence[] {
  if (update) attemptToWrite(file, () => assertWritable(file));
  return update && !existsSync(file) ? [] : readBaseline(file, sdks);
}

/** A run as a list of an earlier version of the suites judges it. @throws {CommandError} */
export function withPending({ results, stale }: Judged, file: string): Judged {
  const suite = existsSync(file) ? suiteOf(readFileSync(file, 'utf8')) : undefined;
  if (suite === undefined) return { results, stale };
  const marked = markPending(results.results, results.behaviours, { file, suite });
  return { results: judgedAnew({ ...results, results: marked }, stale), stale };
}

function judgedAnew(results: Results, stale: readonly Divergence[]): Results {
  return { ...results, causes: causesOf(results), verdict: runVerdict(results, stale) };
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
  const { sdks, suite } = results;
  // The list is of this version of the suites only when all of them ran: else what is newer stays pending.
  const whole = suite.part === undefined && sdks.every(({ status }) => status === 'ran');
  const { text, added, removed, unlisted } = updateBaseline(before, {
    ...{ divergences, stale, sdks, results: results.results, suite: whole ? suite.version : undefined },
  });
  const left =
    unlisted.length > 0
      ? ` What ${listed(unlisted)} fails is not on it: an entry names versions, and there is none that it could name.`
      : '';
  if (text === before) return { results, stale, note: `${file} is as it was: nothing to add or take off.${left}` };
  attemptToWrite(file, () => writeWhole(file, text));
  const applied = applyBaseline(readBaseline(file, runners), results, bare(results.results));
  const judged = judgedAnew({ ...results, results: applied.results }, applied.stale);
  const note = `Wrote ${file}: ${added} put on the list, ${removed} taken off. Give every new entry its reason.${left}`;
  return { results: judged, stale: applied.stale, note };
}

function attemptToWrite(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new CommandError(
      `Failed to write the baseline ${file}: ${(error as Error).message}. Name a file that can be written.`,
    );
  }
}
