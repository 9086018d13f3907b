import { kindOf } from './presentation.js';
import type { Kind } from './presentation.js';
import { kinds } from './presentation.js';
import type { BehaviourRecord, ResultRecord, Results, SdkRecord } from './model.js';

/** The records of a run, found by their ids. */
export interface Lookup {
  results: Results;
  sdk(id: string): SdkRecord | undefined;
  behaviour(id: string): BehaviourRecord | undefined;
  result(sdk: string, behaviour: string): ResultRecord | undefined;
  /** In the order of the behaviours. */
  suites: string[];
}

const lookups = new WeakMap<Results, Lookup>();

/** Built once for a run, which nobody changes once it is made; each question after that costs a map lookup. */
export function lookup(results: Results): Lookup {
  let index = lookups.get(results);
  if (!index) lookups.set(results, (index = build(results)));
  return index;
}

function build(results: Results): Lookup {
  const sdks = new Map(results.sdks.map((sdk) => [sdk.id, sdk]));
  const behaviours = new Map(results.behaviours.map((behaviour) => [behaviour.id, behaviour]));
  const cells = new Map<string, Map<string, ResultRecord>>();
  for (const result of results.results) {
    let row = cells.get(result.behaviour);
    if (!row) cells.set(result.behaviour, (row = new Map<string, ResultRecord>()));
    row.set(result.sdk, result);
  }
  return {
    results,
    sdk: (id) => sdks.get(id),
    behaviour: (id) => behaviours.get(id),
    result: (sdk, behaviour) => cells.get(behaviour)?.get(sdk),
    suites: [...new Set(results.behaviours.map((behaviour) => behaviour.suite))],
  };
}

/** How many results there are of each kind; every kind is a key. */
export function countKinds(results: readonly ResultRecord[]): Record<Kind, number> {
  const counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const result of results) counts[kindOf(result)] += 1;
  return counts;
}
