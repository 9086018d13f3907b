import type { ResultRecord, RunVerdict, SdkRecord, Verdict } from './model.js';
import { verdicts } from './model.js';
import { listed, plural } from './text.js';

/** Verdicts after which nothing can be said of the SDK. */
const unjudged: readonly Verdict[] = ['driver-error', 'crashed', 'timed-out', 'suite-bug'];

export function runVerdict(
  sdks: readonly SdkRecord[],
  results: readonly ResultRecord[],
  { stale = [] }: { stale?: readonly { place: string }[] } = {},
): RunVerdict {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of results) counts[verdict] += 1;
  const failed = results.filter(({ verdict, known }) => verdict === 'failed' && !known);
  const broken = results.filter(({ verdict }) => unjudged.includes(verdict));
  const known = results.filter(({ known }) => known !== undefined).length;
  const ran = sdks.filter(({ status }) => status === 'ran');
  const judged = results.filter(({ verdict }) => verdict !== 'not-run' && verdict !== 'not-applicable');

  const end = (exitCode: RunVerdict['exitCode'], sentence: string): RunVerdict => ({
    known,
    counts,
    exitCode,
    sentence,
  });
  if (failed.length > 0) return end(1, failedSentence(failed));
  if (stale.length > 0) {
    const one = stale.length === 1;
    const entries = one ? 'a known divergence no longer fails' : `${stale.length} known divergences no longer fail`;
    return end(1, `Failed: ${entries}; take ${one ? 'it' : 'them'} off the list.`);
  }
  if (broken.length > 0) {
    return end(3, `Could not judge: ${plural(broken.length, 'behaviour')} in ${namesOf(broken)} came to no end.`);
  }
  if (judged.length === 0) return end(3, 'Could not judge: nothing ran.');
  const who = listed(ran.map(({ id }) => id));
  const allowed = known > 0 ? ` or is allowed, ${known} of them as known divergences` : '';
  return end(0, `Passed: every behaviour that applies to ${who} holds${allowed}.`);
}

/** A deployment's faults are told before those of the SDKs: they may be what the SDKs stumbled over. */
function failedSentence(failed: readonly ResultRecord[]): string {
  const byServer = failed.filter(({ failure }) => failure?.blame === 'server');
  const bySdk = failed.filter(({ failure }) => failure?.blame !== 'server');
  const server = `the deployment answers outside the contract in ${plural(byServer.length, 'behaviour')}`;
  const sdk = `${plural(bySdk.length, 'behaviour')} in ${namesOf(bySdk)} ${bySdk.length === 1 ? 'does' : 'do'} not hold`;
  return `Failed: ${[...(byServer.length > 0 ? [server] : []), ...(bySdk.length > 0 ? [sdk] : [])].join(', and ')}.`;
}

function namesOf(results: readonly ResultRecord[]): string {
  return listed([...new Set(results.map(({ sdk }) => sdk))]);
}
