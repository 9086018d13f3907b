import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assembleResults } from '../verdicts/assemble.js';
import type { Divergence } from '../verdicts/baseline.js';
import type { Results } from '../verdicts/model.js';
import type { Shard } from '../verdicts/shard.js';
import type { Launch } from '../runners/index.js';
import { loadContract } from '../spec/contract.js';
import { packageRoot } from '../spec/package-root.js';
import type { Behaviour } from '../suites/behaviour.js';
import { behaviours as allBehaviours } from '../suites/catalogue.js';
import type { SdkUnderTest, TargetAddress } from '../suites/worker.js';
import type { SdkChoice } from './choose.js';
import { prepareSdks } from './prepare.js';
import type { Progress } from './progress.js';
import { runSuites, type SdkObservations } from './run-suites.js';
import { probeTarget } from './target.js';
import { watch } from './watch.js';
import { claimFolder } from './write-reports.js';

export interface Request {
  sdks: readonly SdkChoice[];
  behaviours: readonly Behaviour[];
  /** The flags that chose them, when they are not all. */
  part?: string;
  /** How often each behaviour runs. */
  repeat: number;
  /** What generated documents come from; the default's when absent. */
  seed?: number;
  baseline: readonly Divergence[];
  /** The SDKs are compared with each other, so that a failure alone says nothing yet. */
  compares?: boolean;
  strict: boolean;
  /** Where reports go; never taken for a part of a checkout. */
  out?: string;
  /** The part of a divided run that this is; absent: the whole. */
  shard?: Shard;
  /** Instead of a mock of its own. */
  target?: TargetAddress;
  /** The command that runs one behaviour of one SDK again. */
  commandFor: (sdk: string, behaviour: string) => string;
}

/** Version of this package, and so of the suites. */
export const suiteVersion = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string })
  .version;

/** Installs the SDKs, runs the suites on them against a mock of its own or a target, and judges what was seen. */
export async function carryOut(
  request: Request,
  progress: Progress,
): Promise<{ results: Results; stale: Divergence[] }> {
  if (request.out !== undefined) claimFolder(request.out);
  progress.planned(
    request.sdks.map(({ id }) => id),
    request.behaviours.length,
  );
  const startedAt = new Date();
  const start = performance.now();
  if (request.target) await probeTarget(request.target);
  const prepared = await prepareSdks(request.sdks, progress, request.out === undefined ? [] : [request.out]);
  const ready = prepared.flatMap(({ record: { id }, installation }) =>
    installation ? [{ id, launch: launchOf(installation), behaviours: chosenFor(id, request) }] : [],
  );
  const seen = ready.length === 0 ? [] : await observeAll(ready, request, progress, watch(request, prepared, progress));
  const sdks = prepared.map(({ record }) => {
    const hello = seen.find(({ id }) => id === record.id)?.hello;
    if (!hello) return record;
    const { sdk, runtime, credentials, calls } = hello;
    return { ...record, name: sdk.name, version: sdk.version, runtime, credentials, calls, status: 'ran' as const };
  });
  const { results, stale } = assembleResults({
    contract: loadContract(),
    suite: { version: suiteVersion, of: allBehaviours.length, ...(request.part ? { part: request.part } : {}) },
    startedAt,
    durationMs: performance.now() - start,
    behaviours: request.behaviours,
    sdks,
    observations: new Map(seen.map(({ id, observations }) => [id, observations])),
    baseline: request.baseline,
    strict: request.strict,
    repeat: request.repeat,
    shard: request.shard,
    commandFor: request.commandFor,
  });
  return { results: request.target ? { ...results, target: request.target.url } : results, stale };
}

function chosenFor(sdk: string, { behaviours, shard }: Request): string[] {
  return behaviours.map(({ id }) => id).filter((id) => shard === undefined || shard.includes(sdk, id));
}

/** What a worker is told of an installation. */
function launchOf({ command, directory, environment }: Launch): Launch {
  return { command, directory, environment };
}

async function observeAll(
  sdks: readonly SdkUnderTest[],
  { repeat, seed, target }: Request,
  progress: Progress,
  onObservation: ReturnType<typeof watch>,
): Promise<SdkObservations[]> {
  for (const { id, behaviours } of sdks) progress.running(id, behaviours.length * repeat);
  // A target has one app for all, so that SDKs have to run one after the other.
  const groups = target ? sdks.map((sdk) => [sdk]) : [[...sdks]];
  const seen: SdkObservations[] = [];
  try {
    for (const group of groups) {
      seen.push(...(await runSuites({ sdks: group, target, repeat, seed, onObservation })));
    }
    return seen;
  } finally {
    progress.done();
  }
}
