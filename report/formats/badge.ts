import { makeBadge } from 'badge-maker';

import type { Results } from '../model.js';
import { holds } from '../presentation.js';
import { oneLine, plural } from '../text.js';

interface Badge {
  label: string;
  message: string;
  color: 'brightgreen' | 'red' | 'lightgrey';
}

/** The badge as shields.io reads it from an endpoint. */
export function renderBadgeJson(results: Results): string {
  const badge = describe(results);
  return `${JSON.stringify({ schemaVersion: 1, ...badge, isError: badge.color !== 'brightgreen' })}\n`;
}

/** The badge as a picture. */
export function renderBadgeSvg(results: Results): string {
  return `${makeBadge({ ...describe(results), style: 'flat' })}\n`;
}

/** Green only if the run's own verdict is: a badge never looks better than the exit code. */
function describe(results: Results): Badge {
  const applicable = results.results.filter(({ verdict }) => verdict !== 'not-applicable');
  const held = applicable.filter(({ verdict }) => holds(verdict)).length;
  const failing = applicable.filter(({ verdict, known }) => verdict === 'failed' && !known).length;
  const only = results.sdks.length === 1 ? results.sdks[0] : undefined;
  const label = only ? `${oneLine(only.id).slice(0, 60)} conformance` : 'SDK conformance';
  if (results.verdict.exitCode === 0) {
    return { label, message: `${held} of ${plural(applicable.length, 'check')} hold`, color: 'brightgreen' };
  }
  if (results.verdict.exitCode === 1)
    return { label, message: `${failing.toLocaleString('en')} failing`, color: 'red' };
  return { label, message: 'not judged', color: 'lightgrey' };
}
