import type { Divergence } from '../report/baseline.js';
import type { Observation } from '../suites/observation.js';
import { means } from '../suites/catalogue.js';
import type { SdkUnderTest } from '../suites/worker.js';
import { runSuites, type RunSuitesOptions, type SdkObservations } from './run-suites.js';

/** An SDK that fails more than these is not unsteady, and would make the run twice as long. */
const mostRetried = 20;

/** What may be chance; a bug in a behaviour is none. */
const chancy: readonly Observation['ending']['kind'][] = ['broken', 'driver', 'server'];

export interface RetryOptions extends Omit<RunSuitesOptions, 'sdks' | 'repeat'> {
  /** The divergences that a runner's SDK is allowed, which count for nothing as it is. */
  allowed: (sdk: string) => readonly Divergence[];
}

/**
 * Runs what failed once more, one behaviour after the other and nothing beside it. What then holds is `unsteady`: it
 * carries the round that failed. What fails again counts as it was first seen.
 */
export async function retryFailed(
  seen: readonly SdkObservations[],
  sdks: readonly SdkUnderTest[],
  { allowed, ...options }: RetryOptions,
): Promise<SdkObservations[]> {
  const again = sdks.flatMap((sdk) => {
    const observed = seen.find(({ id }) => id === sdk.id);
    const behaviours = observed?.hello ? failedOf(observed, allowed(sdk.id)) : [];
    return behaviours.length === 0 || behaviours.length > mostRetried ? [] : [{ ...sdk, behaviours }];
  });
  if (again.length === 0) return [...seen];
  const second = await runSuites({ ...options, sdks: again, alone: true });
  return seen.map((first) => {
    const rounds = second.find(({ id }) => id === first.id)?.observations ?? [];
    return { ...first, observations: first.observations.map((one) => settle(one, rounds)) };
  });
}

function failedOf({ observations }: SdkObservations, allowed: readonly Divergence[]): string[] {
  const failed = observations.filter(({ ending }) => chancy.includes(ending.kind)).map(({ behaviour }) => behaviour);
  return failed.filter(
    (id) => !allowed.some(({ behaviour, exact }) => (exact ? behaviour === id : means(behaviour, id))),
  );
}

function settle(first: Observation, rounds: readonly Observation[]): Observation {
  const second = rounds.find(({ behaviour }) => behaviour === first.behaviour);
  return second?.ending.kind === 'held' ? { ...second, unsteady: first } : first;
}
