import { loadContract } from '../spec/contract.js';
import type { Hello } from '../runners/protocol/messages.js';
import type { Observation } from '../suites/observation.js';
import type { Identity } from '../verdicts/apply-baseline.js';
import { describeBehaviour, verdictSoFar } from '../verdicts/assemble.js';
import { rulesOf } from '../verdicts/apply-baseline.js';
import type { Verdict } from '../verdicts/verdicts.js';
import type { Prepared } from './prepare.js';
import type { Progress } from './progress.js';
import type { Request } from './carry-out.js';

export interface Watched {
  onObservation: (sdk: string, observation: Observation, hello: Hello | null) => void;
  /** Its verdict as far as that can be told before the end of the run. */
  verdictOf: (sdk: string, observation: Observation) => Verdict;
}

/** Tells the progress each behaviour with its verdict, so that a failure that is known is never shown as one that is not. */
export function watch(
  { behaviours, strict, baseline, compares }: Request,
  prepared: readonly Prepared[],
  progress: Progress,
): Watched {
  const contract = loadContract();
  const ruleOf = rulesOf(behaviours.map((behaviour) => describeBehaviour(behaviour, contract)));
  const identities = new Map(
    // The version is known when the driver has greeted.
    prepared.map(({ record }): [string, Identity] => [record.id, { runner: record.runner, version: null }]),
  );
  const verdictOf: Watched['verdictOf'] = (sdk, observation) =>
    verdictSoFar(observation, identities.get(sdk), { strict, baseline }, ruleOf);
  return {
    verdictOf,
    onObservation: (sdk, observation, hello) => {
      const identity = identities.get(sdk);
      if (identity && hello) identities.set(sdk, { ...identity, version: hello.sdk.version });
      progress.observed(sdk, observation.behaviour, compares ? undefined : verdictOf(sdk, observation));
    },
  };
}
