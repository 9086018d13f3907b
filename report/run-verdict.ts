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

  const end = (exitCode: RunVerdict['exitCode'], sentence: string): RunVerdict => ({
    known,
    counts,
    exitCode,
    sentence,
  });
  if (failed.length > 0) {
    const one = failed.length === 1;
    const [single, several] = strict ? ['strays', 'stray'] : ['does not hold', 'do not hold'];
    return end(1, `Failed: ${behaviours(failed.length)} in ${namesOf(failed)} ${one ? single : several}.`);
  }
  if (stale.length > 0) {
    const one = stale.length === 1;
    const entries = one ? 'a known divergence no longer fails' : `${stale.length} known divergences no longer fail`;
    return end(1, `Failed: ${entries}; take ${one ? 'it' : 'them'} off the list.`);
  }
  if (broken.length > 0) {
    return end(3, `Could not judge: ${behaviours(broken.length)} in ${namesOf(broken)} came to no end.`);
  }
  if (judged.length === 0) return end(3, 'Could not judge: nothing ran.');
  const who = listed(ran.map(({ id }) => id));
  const allowed = known > 0 ? ` or is allowed, ${known} of them as known divergences` : '';
  return end(0, `Passed: every behaviour that applies to ${who} holds${allowed}.`);
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
