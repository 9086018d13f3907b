import { duration } from '../verdicts/text.js';
import type { Bound, Row } from './bench.js';

/**
 * The middle of what was measured, which a round that somebody else's work disturbed does not move.
 * @throws {RangeError} without any value
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  if (low === undefined || high === undefined) throw new RangeError('Failed to take the median: nothing was measured.');
  return (low + high) / 2;
}

/** The least of what was measured: of a run of seconds, whatever else the machine does only ever adds to it. */
export function least(values: readonly number[]): number {
  return Math.min(...values);
}

/** Runs `work` and tells how many milliseconds it took. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Measures several things in turns and gives the values of each: what changes on the machine meanwhile changes them
 * all alike. Every other round goes backwards, so that none always runs after the same other one.
 */
export async function inTurns<T, V>(rounds: number, things: readonly T[], measure: (thing: T) => Promise<V>) {
  const values = new Map<T, V[]>(things.map((thing) => [thing, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const thing of round % 2 === 0 ? things : things.toReversed()) {
      values.get(thing)?.push(await measure(thing));
    }
  }
  return (thing: T): V[] => values.get(thing) ?? [];
}

export interface Comparison {
  measure: string;
  ours: number;
  other: number;
  bound: Bound;
  /** How a value is written; as milliseconds when absent. */
  show?: (value: number) => string;
  note?: string;
}

/** The line of a comparison. */
export function compare({ measure, ours, other, bound, show = duration, note = '' }: Comparison): Row {
  return { measure, ours: show(ours), other: show(other), ratio: ours / other, bound, note };
}

/** The line of what this machine cannot measure. */
export function skipped(measure: string, bound: Bound, reason: string): Row {
  return { measure, ours: '', other: '', ratio: null, bound, note: `skipped: ${reason}` };
}
