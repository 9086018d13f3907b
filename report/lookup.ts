import { sdksUnderTest } from '../verdicts/causes.js';
import type { BehaviourRecord, CauseRecord, ResultRecord, Results, SdkRecord } from '../verdicts/model.js';

/** The records of a run, found by their ids. */
export interface Lookup {
  results: Results;
  sdk(id: string): SdkRecord | undefined;
  behaviour(id: string): BehaviourRecord | undefined;
  result(sdk: string, behaviour: string): ResultRecord | undefined;
  /** Of one SDK, in the order of the run. */
  resultsOf(sdk: string): ResultRecord[];
  /** What explains one result; a deviation may stand beside a failure. */
  causesOf(sdk: string, behaviour: string): CauseRecord[];
  /** Without the releases that a gate only compares with. */
  underTest: SdkRecord[];
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
  const columns = new Map<string, Map<string, ResultRecord>>(results.sdks.map(({ id }) => [id, new Map()]));
  for (const result of results.results) columns.get(result.sdk)?.set(result.behaviour, result);
  const causes = new Map<string, Map<string, CauseRecord[]>>(results.sdks.map(({ id }) => [id, new Map()]));
  for (const cause of results.causes) {
    const own = causes.get(cause.sdk);
    for (const behaviour of cause.behaviours) {
      const known = own?.get(behaviour);
      if (known) known.push(cause);
      else own?.set(behaviour, [cause]);
    }
  }
  return {
    results,
    sdk: (id) => sdks.get(id),
    behaviour: (id) => behaviours.get(id),
    result: (sdk, behaviour) => columns.get(sdk)?.get(behaviour),
    resultsOf: (sdk) => [...(columns.get(sdk)?.values() ?? [])],
    causesOf: (sdk, behaviour) => causes.get(sdk)?.get(behaviour) ?? [],
    underTest: sdksUnderTest(results.sdks),
    suites: [...new Set(results.behaviours.map((behaviour) => behaviour.suite))],
  };
}
