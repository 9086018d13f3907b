import { loadContract } from '../spec/contract.js';
import type { Observation } from '../suites/observation.js';
import type { Identity } from '../verdicts/apply-baseline.js';
import { describeBehaviour, verdictSoFar } from '../verdicts/assemble.js';
import { rulesOf } from '../verdicts/apply-baseline.js';
import type { Prepared } from './prepare.js';
import type { Progress } from './progress.js';
import type { Request } from './carry-out.js';

/** Tells the progress each behaviour with its verdict, so that a failure that is known is never shown as one that is not. */
export function watch(
  { behaviours, strict, baseline, compares }: Request,
  prepared: readonly Prepared[],
  progress: Progress,
): (sdk: string, observation: Observation) => void {
  const contract = loadContract();
  const ruleOf = rulesOf(behaviours.map((behaviour) => describeBehaviour(behaviour, contract)));
  const identities = new Map(
    prepared.map(({ record, installation }): [string, Identity] => [
      record.id,
      // What the driver says of itself comes later.
      { runner: record.runner, version: installation?.sdkVersion ?? null },
    ]),
  );
  return (sdk, observation) => {
    if (compares) return progress.observed(sdk, observation.behaviour);
    const verdict = verdictSoFar(observation, identities.get(sdk), { strict, baseline }, ruleOf);
    progress.observed(sdk, observation.behaviour, verdict);
  };
}
