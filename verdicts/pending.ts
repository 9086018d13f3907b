import { lt } from '../spec/libraries/semver.js';

import type { BehaviourRecord, ResultRecord } from './model.js';
import { isTrouble } from './verdicts.js';

/**
 * The results as a list of an earlier version of the suites has them: a behaviour that came later and fails is pending.
 * It is reported and holds no release until somebody accepts it, by writing the list anew.
 */
export function markPending(
  results: readonly ResultRecord[],
  behaviours: readonly BehaviourRecord[],
  { file, suite }: { file: string; suite: string },
): ResultRecord[] {
  const newer = new Map(behaviours.flatMap(({ id, since }) => (since && lt(suite, since) ? [[id, since]] : [])));
  return results.map((result) => {
    const since = newer.get(result.behaviour);
    if (since === undefined || !isTrouble(result.verdict) || result.verdict === 'suite-bug') return result;
    const reason = `Pending: the behaviour came with version ${since} of the suites, and ${file} is of ${suite}.`;
    return { ...result, verdict: 'known', known: { by: 'newer', reason } };
  });
}
