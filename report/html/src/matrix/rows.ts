import { presentations } from '../../../../verdicts/verdicts.js';
import type { Tone } from '../../../../verdicts/verdicts.js';
import { cellKind, summary } from '../data.js';

/** One line of the matrix: the head of a suite, or a behaviour. */
export type Row = { type: 'suite'; suite: string; behaviours: number[] } | { type: 'behaviour'; behaviour: number };

/** Suites in the order of the run, each followed by its behaviours unless it is folded. */
export function matrixRows(behaviours: readonly number[], folded: ReadonlySet<string>): Row[] {
  const bySuite = new Map<string, number[]>();
  for (const behaviour of behaviours) {
    const suite = summary.behaviours[behaviour]?.suite ?? '';
    const members = bySuite.get(suite);
    if (members) members.push(behaviour);
    else bySuite.set(suite, [behaviour]);
  }
  return [...bySuite].flatMap(([suite, members]): Row[] => [
    { type: 'suite', suite, behaviours: members },
    ...(folded.has(suite) ? [] : members.map((behaviour): Row => ({ type: 'behaviour', behaviour }))),
  ]);
}

/** How many cells of a suite have each tone, for one SDK. */
export function toneCounts(behaviours: readonly number[], sdk: number): Record<Tone, number> {
  const counts: Record<Tone, number> = { good: 0, note: 0, bad: 0, unknown: 0, quiet: 0 };
  for (const behaviour of behaviours) {
    const kind = cellKind(behaviour, sdk);
    if (kind) counts[presentations[kind].tone] += 1;
  }
  return counts;
}
