import { makeBadge } from 'badge-maker';

import type { Results } from '../../verdicts/model.js';
import { grouped, oneLine, plural } from '../../verdicts/text.js';
import { lookup } from '../lookup.js';
import { tallyOf } from '../tally.js';

interface Badge {
  label: string;
  message: string;
  color: 'brightgreen' | 'red' | 'lightgrey';
}

/** A badge as shields.io reads it from an endpoint: of the whole run, or of one SDK. */
export function renderBadgeJson(results: Results, sdk?: string): string {
  const badge = describe(results, sdk);
  return `${JSON.stringify({ schemaVersion: 1, ...badge, isError: badge.color !== 'brightgreen' })}\n`;
}

/** A badge as a picture. */
export function renderBadgeSvg(results: Results, sdk?: string): string {
  return `${makeBadge({ ...describe(results, sdk), style: 'flat' })}\n`;
}

/**
 * In a few words: how many causes are new, or how much holds and that nothing is. Which they are has no room here.
 * Green only if the run's own verdict is, or that of the SDK: a badge never looks better than the exit code. A part of a
 * run says nothing of the whole, and has a grey one.
 */
function describe(results: Results, sdk: string | undefined): Badge {
  const index = lookup(results);
  const named = sdk ?? (index.underTest.length === 1 ? index.underTest[0]?.id : undefined);
  const label = named === undefined ? 'SDK conformance' : `${oneLine(named).slice(0, 60)} conformance`;
  if (results.suite.part !== undefined || results.shard || results.interrupted)
    return { label, message: 'part of a run', color: 'lightgrey' };
  const tallies = index.underTest
    .filter(({ id }) => sdk === undefined || id === sdk)
    .map(({ id }) => tallyOf(index, id));
  const sum = (of: (tally: (typeof tallies)[number]) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const fresh = sum((tally) => tally.fresh.causes);
  const applicable = sum((tally) => tally.applicable);
  const judged = sdk === undefined ? results.verdict.exitCode !== 3 : applicable > 0;
  if (!judged) return { label, message: 'not judged', color: 'lightgrey' };
  if (sdk === undefined ? results.verdict.exitCode === 1 : fresh > 0) {
    // What failed without a cause is the list itself: an entry of it that allows nothing any more.
    const message =
      fresh === 0 ? 'failed' : results.changes ? `held by ${plural(fresh, 'change')}` : plural(fresh, 'new cause');
    return { label, message, color: 'red' };
  }
  const held = grouped(sum((tally) => tally.held));
  return { label, message: `${held} of ${grouped(applicable)} hold, nothing new`, color: 'brightgreen' };
}
