import type { ResultRecord, RunVerdict, SdkRecord, Verdict } from './model.js';
import { verdicts } from './model.js';

/** Verdicts after which nothing can be said of the SDK. */
const unjudged: readonly Verdict[] = ['driver-error', 'crashed', 'timed-out', 'suite-bug'];

/** `strict` allows nothing: what is only tolerated, and what a baseline lists, counts as failed. */
export function runVerdict(
  sdks: readonly SdkRecord[],
  results: readonly ResultRecord[],
  { strict = false, stale = [] }: { strict?: boolean; stale?: readonly { place: string }[] } = {},
): RunVerdict {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of results) counts[verdict] += 1;
  const excused = (result: ResultRecord) => result.known !== undefined && !strict;
  const failed = results.filter(
    (result) => !excused(result) && (result.verdict === 'failed' || (strict && result.verdict === 'tolerated')),
  );
  const broken = results.filter((result) => !excused(result) && unjudged.includes(result.verdict));
  const known = results.filter(({ known }) => known !== undefined).length;
  const ran = sdks.filter(({ status }) => status === 'ran');
  const judged = results.filter(({ verdict }) => verdict !== 'not-run' && verdict !== 'not-applicable');

  const base = { known, counts };
  if (failed.length > 0) {
    const where = namesOf(failed);
    return { ...base, exitCode: 1, sentence: `Failed: ${behaviours(failed.length)} in ${where} ${strict ? 'stray' : 'do not hold'}.` };
  }
  if (stale.length > 0) {
    const entries = stale.length === 1 ? 'a known divergence no longer fails' : `${stale.length} known divergences no longer fail`;
    return { ...base, exitCode: 1, sentence: `Failed: ${entries}; take ${stale.length === 1 ? 'it' : 'them'} off the list.` };
  }
  if (broken.length > 0) {
    return { ...base, exitCode: 3, sentence: `Could not judge: ${behaviours(broken.length)} in ${namesOf(broken)} came to no end.` };
  }
  if (judged.length === 0) return { ...base, exitCode: 3, sentence: 'Could not judge: nothing ran.' };
  const allowed = known > 0 && !strict ? `, ${known} of them as known divergences` : '';
  const sentence = `Passed: every behaviour that applies to ${listed(ran.map(({ id }) => id))} holds or is allowed${allowed}.`;
  return { ...base, exitCode: 0, sentence: known > 0 ? sentence : sentence.replace(' or is allowed', '') };
}

function behaviours(count: number): string {
  return count === 1 ? '1 behaviour' : `${count} behaviours`;
}

function namesOf(results: readonly ResultRecord[]): string {
  return listed([...new Set(results.map(({ sdk }) => sdk))]);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
