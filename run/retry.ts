import { behaviours } from '../suites/catalogue.js';
import { errorOf, type Observation, type Step } from '../suites/observation.js';
import type { SdkUnderTest } from '../suites/worker.js';
import type { Pair } from '../verdicts/gate.js';
import { isTrouble } from '../verdicts/verdicts.js';
import { runSuites, type RunSuitesOptions, type SdkObservations } from './run-suites.js';
import type { Watched } from './watch.js';

/** An SDK that fails more than these is not unsteady, and would make the run twice as long. */
const mostRetried = 10;

interface RetryOptions extends Pick<Watched, 'verdictOf'>, Omit<RunSuitesOptions, 'sdks' | 'repeat'> {
  /** In a gate: what both of a pair fail holds no release, and is not run again. */
  pairs?: readonly Pair[];
  /** Told how many behaviours of an SDK are run again. */
  onRetry?: (sdk: string, behaviours: number) => void;
}

/**
 * Runs what a busy machine may have made fail once more, one behaviour after the other and nothing beside it. What then
 * holds is unsteady, and carries the round that failed. What fails again counts as it was first seen. What is allowed is not
 * run again.
 */
export async function retryFailed(
  seen: readonly SdkObservations[],
  sdks: readonly SdkUnderTest[],
  { verdictOf, onRetry, pairs = [], ...options }: RetryOptions,
): Promise<SdkObservations[]> {
  const failed = toRunAgain(seen, verdictOf, pairs);
  const again = sdks.flatMap((sdk) => {
    const behaviours = failed.get(sdk.id) ?? [];
    return behaviours.length > 0 ? [{ ...sdk, behaviours }] : [];
  });
  if (again.length === 0) return [...seen];
  for (const { id, behaviours } of again) onRetry?.(id, behaviours.length);
  const second = await runSuites({ ...options, sdks: again, alone: true });
  return seen.map((first) => {
    const rounds = second.find(({ id }) => id === first.id)?.observations ?? [];
    const settle = (one: Observation): Observation => {
      const other = rounds.find(({ behaviour }) => behaviour === one.behaviour);
      return other && verdictOf(first.id, other) === 'passed' ? { ...other, failedFirst: one } : one;
    };
    return { ...first, observations: first.observations.map(settle) };
  });
}

/** The behaviours to run again, by SDK. Of a pair, only what one of them fails. */
export function toRunAgain(
  seen: readonly SdkObservations[],
  verdictOf: Watched['verdictOf'],
  pairs: readonly Pair[] = [],
): Map<string, string[]> {
  const holds = (sdk: string, observation: Observation): boolean => !isTrouble(verdictOf(sdk, observation));
  const fails = (sdk: string, observation: Observation): boolean => {
    if (holds(sdk, observation) || !mayBeChance(observation)) return false;
    const pair = pairs.find(({ candidate, release }) => candidate === sdk || release === sdk);
    const other = pair?.candidate === sdk ? pair.release : pair?.candidate;
    const beside = seen.find(({ id }) => id === other)?.observations;
    const same = beside?.find(({ behaviour }) => behaviour === observation.behaviour);
    return !same || holds(other!, same);
  };
  const chosen = seen.flatMap(({ id, hello, observations }): [string, string[]][] => {
    const failed = observations.filter((observation) => fails(id, observation)).map(({ behaviour }) => behaviour);
    return hello && failed.length <= mostRetried ? [[id, failed]] : [];
  });
  return new Map(chosen);
}

const ruleOf = new Map(behaviours.map(({ id, rule }) => [id, rule]));

/**
 * Whether a busy machine may have done it: something came too late, or a call failed without the API's answer, as one does
 * that was given up. A wrong value or a wrong request never is: an SDK that mixes up calls at once shows it now and then.
 * A bug in a behaviour and a breach of the protocol are none either, and what a driver did without being asked may be the
 * doing of another behaviour, which would not run again.
 */
function mayBeChance({ behaviour, ending, steps }: Observation): boolean {
  switch (ending.kind) {
    case 'driver':
      return ending.failure !== 'driver-error' && ending.step !== undefined;
    case 'broken':
      // When requests were sent is no call's doing alone.
      return (ruleOf.get(behaviour) === 'atOnce' && ending.step === undefined) || failedUnanswered(steps, ending.step);
    default:
      return ending.kind !== 'bug';
  }
}

/** Whether the call that broke a behaviour, or any where that is not known, failed with neither status nor code. */
function failedUnanswered(steps: readonly Step[], index: number | undefined): boolean {
  return (index === undefined ? steps : steps.slice(index, index + 1)).some((step) => {
    const error = errorOf(step);
    return error !== undefined && error.status === undefined && error.code === undefined;
  });
}
