import { createHash } from 'node:crypto';

import type { Divergence } from './baseline.js';
import type { Results } from './model.js';

/** One part of a run that is divided among machines. */
export interface Shard {
  /** From 1 to `of`. */
  index: number;
  of: number;
  /** See `ShardRecord`. */
  plan: string;
  includes: (sdk: string, behaviour: string) => boolean;
}

/** One behaviour on one SDK: what a run is divided into. */
export interface Cell {
  sdk: string;
  behaviour: string;
}

/** What is divided, and all that decides about verdicts: parts of runs that differ in it are not merged. */
export interface Plan {
  contract: string;
  suite: string;
  /** Ids, in the order of reports. */
  sdks: readonly string[];
  behaviours: readonly string[];
  strict: boolean;
  repeat: number;
  baseline: readonly Divergence[];
}

/** How long a cell takes; only the proportion to others counts. */
export type Weigh = (cell: Cell) => number;

/** A run that cannot be divided as asked. */
export class ShardError extends Error {
  override name = 'ShardError';
}

/**
 * One part of a run. The same plan and weights give the same parts, on every machine. Parts follow the order of SDKs, so
 * that each machine installs as few of them as can be, and take about the same time: they differ by at most the longest
 * behaviour. No part is empty. @throws {ShardError} when there are fewer cells than parts
 */
export function shardOf(plan: Plan, index: number, of: number, weigh: Weigh = () => 1): Shard {
  const cells = plan.sdks.flatMap((sdk) => plan.behaviours.map((behaviour): Cell => ({ sdk, behaviour })));
  if (cells.length < of) {
    throw new ShardError(
      `Failed to divide the run into ${of} parts: there is only ${cells.length === 1 ? 'one behaviour' : `${cells.length} behaviours`} to run. Use --shard 1/${cells.length} or fewer parts.`,
    );
  }
  const parts = assign(cells.map(weigh), of);
  const mine = new Set(cells.filter((_, at) => parts[at] === index).map(keyOf));
  return {
    index,
    of,
    plan: digest(plan, of, parts),
    includes: (sdk, behaviour) => mine.has(keyOf({ sdk, behaviour })),
  };
}

/** The part, from 1, of each cell: those whose middles fall into the same `of`-th of the whole time. */
function assign(weights: readonly number[], of: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  let part = 0;
  return weights.map((weight, at) => {
    const middle = passed + weight / 2;
    passed += weight;
    const fair = Math.floor((middle / total) * of) + 1;
    // At most one on, so that none is left out; and far enough on that there is a cell for each part to come.
    part = Math.max(Math.min(fair, part + 1), part, of - (weights.length - 1 - at), 1);
    return part;
  });
}

function digest({ baseline, ...plan }: Plan, of: number, parts: readonly number[]): string {
  // Where the list lies is each machine's own business; what it allows is not.
  const allowed = baseline.map(({ sdk, versions, behaviour, error, intermittent }) => [
    sdk,
    versions,
    behaviour,
    error,
    intermittent,
  ]);
  return createHash('sha256')
    .update(JSON.stringify({ ...plan, allowed, of, parts }))
    .digest('hex');
}

/** Weights from the durations of an earlier run; what it did not run counts as its average. */
export function weighByResults({ sdks, results }: Results): Weigh {
  const known = new Map<string, number>();
  for (const { sdk, behaviour, verdict, durationMs } of results) {
    if (verdict === 'not-run') continue;
    known.set(keyOf({ sdk, behaviour }), durationMs);
    // Another version of an SDK takes about as long.
    const runner = sdks.find(({ id }) => id === sdk)?.runner;
    if (runner !== undefined) known.set(keyOf({ sdk: runner, behaviour }), durationMs);
  }
  const durations = [...known.values()];
  const average = durations.reduce((sum, duration) => sum + duration, 0) / durations.length || 1;
  // Never nothing: every behaviour costs something.
  return ({ sdk, behaviour }) => {
    const runner = sdk.split(/[@=]/)[0] ?? sdk;
    return Math.max(
      known.get(keyOf({ sdk, behaviour })) ?? known.get(keyOf({ sdk: runner, behaviour })) ?? average,
      0.1,
    );
  };
}

function keyOf({ sdk, behaviour }: Cell): string {
  return `${behaviour} ${sdk}`;
}
