import type { Observation } from '../suites/observation.js';
import type { SdkUnderTest } from '../suites/worker.js';
import { isTrouble } from '../verdicts/verdicts.js';
import { runSuites, type RunSuitesOptions, type SdkObservations } from './run-suites.js';
import type { Watched } from './watch.js';

/** An SDK that fails more than these is not unsteady, and would make the run twice as long. */
const mostRetried = 20;

/**
 * Runs what failed once more, one behaviour after the other and nothing beside it. What then holds is unsteady: it
 * carries the round that failed. What fails again counts as it was first seen. What is allowed is not run again.
 */
export async function retryFailed(
  seen: readonly SdkObservations[],
  sdks: readonly SdkUnderTest[],
  { verdictOf, ...options }: Pick<Watched, 'verdictOf'> & Omit<RunSuitesOptions, 'sdks' | 'repeat'>,
): Promise<SdkObservations[]> {
  // A bug in a behaviour is no chance.
  const fails = (sdk: string, observation: Observation): boolean =>
    observation.ending.kind !== 'bug' && isTrouble(verdictOf(sdk, observation));
  const again = sdks.flatMap((sdk) => {
    const { hello, observations = [] } = seen.find(({ id }) => id === sdk.id) ?? {};
    const failed = observations.filter((observation) => fails(sdk.id, observation));
    if (!hello || failed.length === 0 || failed.length > mostRetried) return [];
    return [{ ...sdk, behaviours: failed.map(({ behaviour }) => behaviour) }];
  });
  if (again.length === 0) return [...seen];
  const second = await runSuites({ ...options, sdks: again, alone: true });
  return seen.map((first) => {
    const rounds = second.find(({ id }) => id === first.id)?.observations ?? [];
    const settle = (one: Observation): Observation => {
      const other = rounds.find(({ behaviour }) => behaviour === one.behaviour);
      return other && verdictOf(first.id, other) === 'passed' ? { ...other, unsteady: one } : one;
    };
    return { ...first, observations: first.observations.map(settle) };
  });
}
