import { type Shard, ShardError, shardOf, weighByResults } from '../verdicts/shard.js';
import { loadContract } from '../spec/contract.js';
import { packageVersion } from '../spec/package-root.js';
import type { Request } from './carry-out.js';
import { CommandError } from './errors.js';
import { readResults } from './read-results.js';

/** Which part of how many. */
export interface Fraction {
  index: number;
  of: number;
}

/**
 * A request for one part of a run, without the SDKs that it does not need.
 * @param timings Results of an earlier run, whose durations decide what is a fair part. @throws {CommandError}
 */
export function divide(request: Request, { index, of }: Fraction, timings?: string): Request {
  const { sdks, behaviours, strict, repeat, baseline } = request;
  const plan = {
    contract: loadContract().digest,
    suite: packageVersion,
    sdks: sdks.map(({ id }) => id),
    behaviours: behaviours.map(({ id }) => id),
    strict,
    repeat,
    baseline,
  };
  const weigh = timings === undefined ? undefined : weighByResults(readResults(timings).results);
  let shard: Shard;
  try {
    shard = shardOf(plan, index, of, weigh);
  } catch (error) {
    if (error instanceof ShardError) throw new CommandError(error.message);
    throw error;
  }
  const needed = sdks.filter((sdk) => behaviours.some((behaviour) => shard.includes(sdk.id, behaviour.id)));
  return { ...request, sdks: needed, shard };
}
