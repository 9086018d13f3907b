import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assembleResults } from '../report/assemble.js';
import type { Divergence } from '../report/baseline.js';
import type { Results, SdkRecord } from '../report/model.js';
import type { Shard } from '../report/shard.js';
import type { Launch } from '../runners/index.js';
import { loadContract } from '../spec/contract.js';
import { packageRoot } from '../spec/package-root.js';
import type { Behaviour } from '../suites/behaviour.js';
import type { SdkUnderTest, TargetAddress } from '../suites/worker.js';
import type { SdkChoice } from './choose.js';
import { type ContainMode, decideContainment } from './contain.js';
import { interrupted } from './interrupted.js';
import { prepareSdks } from './prepare.js';
import type { Progress } from './progress.js';
import { retryFailed } from './retry.js';
import { runSuites, type RunSuitesOptions, type SdkObservations } from './run-suites.js';
import { probeTarget } from './target.js';
import { holdFolder } from './write-reports.js';

export interface Request {
  sdks: readonly SdkChoice[];
  behaviours: readonly Behaviour[];
  /** How often each behaviour runs. */
  repeat: number;
  baseline: readonly Divergence[];
  strict: boolean;
  /** Where reports go; never taken for a part of a checkout. */
  out: string;
  /** The part of a divided run that this is; absent: the whole. */
  shard?: Shard;
  /** Instead of a mock of its own. */
  target?: TargetAddress;
  /** Whether SDKs are held in; `auto` by default. */
  contain?: ContainMode;
  /** Whether what failed is run again alone before it counts; so by default. */
  retry?: boolean;
  /** The command that runs one behaviour of one SDK again. */
  commandFor: (sdk: string, behaviour: string) => string;
}

/** What came of a run, and the known divergences that allow nothing any more. */
export interface Judged {
  results: Results;
  stale: readonly Divergence[];
}

/** Version of this package, and so of the suites. */
export const suiteVersion = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string })
  .version;

/** Installs the SDKs, runs the suites on them against a mock of its own or a target, and judges what was seen. */
export async function run(request: Request, progress: Progress): Promise<Judged> {
  const release = await holdFolder(request.out);
  try {
    return await runHeld(request, progress);
  } finally {
    await release();
  }
}

async function runHeld(request: Request, progress: Progress): Promise<Judged> {
  const began = { startedAt: new Date(), start: performance.now() };
  if (request.target) await probeTarget(request.target);
  const contained = await decideContainment(request.contain ?? 'auto', progress.open);
  const prepared = await prepareSdks(request.sdks, progress, [request.out]);
  const ready = prepared.flatMap(({ record: { id }, installation }) =>
    installation ? [{ id, launch: { ...launchOf(installation), contained }, behaviours: chosenFor(id, request) }] : [],
  );
  const records = prepared.map(({ record }) => record);
  const soFar = new Map<string, SdkObservations>();
  const judge = (seen: SdkObservations[]): Judged =>
    assemble(request, began, recordsOf(records, seen, contained), seen);
  progress.interruptible((signal) => interrupted(judge([...soFar.values()]).results, signal));
  return judge(ready.length === 0 ? [] : await observeAll(ready, request, progress, soFar));
}

/** What is known of the SDKs, with what their drivers said. */
function recordsOf(records: readonly SdkRecord[], seen: readonly SdkObservations[], contained: boolean): SdkRecord[] {
  return records.map((record) => {
    const hello = seen.find(({ id }) => id === record.id)?.hello;
    if (!hello) return record;
    const { sdk, runtime, credentials, calls } = hello;
    return { ...record, name: sdk.name, version: sdk.version, runtime, credentials, calls, status: 'ran', contained };
  });
}

function assemble(
  request: Request,
  { startedAt, start }: { startedAt: Date; start: number },
  sdks: SdkRecord[],
  seen: readonly SdkObservations[],
): Judged {
  const { behaviours, baseline, strict, repeat, shard, commandFor } = request;
  const { results, stale } = assembleResults({
    ...{ contract: loadContract(), suiteVersion, startedAt, durationMs: performance.now() - start },
    ...{ behaviours, sdks, baseline, strict, repeat, shard, commandFor },
    observations: new Map(seen.map(({ id, observations }) => [id, observations])),
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

/** @param soFar Filled on the way, for whoever has to tell before the end. */
async function observeAll(
  sdks: readonly SdkUnderTest[],
  request: Request,
  progress: Progress,
  soFar: Map<string, SdkObservations>,
): Promise<SdkObservations[]> {
  const { repeat, target, retry = true } = request;
  for (const { id, behaviours } of sdks) progress.running(id, behaviours.length * repeat);
  // A target has one app for all, so that SDKs have to run one after the other.
  const groups = target ? sdks.map((sdk) => [sdk]) : [[...sdks]];
  const onObservation: RunSuitesOptions['onObservation'] = (id, observation, hello) => {
    const of = soFar.get(id) ?? { id, hello, observations: [] };
    of.hello ??= hello;
    of.observations.push(observation);
    soFar.set(id, of);
    progress.observed(id, observation);
  };
  const seen: SdkObservations[] = [];
  try {
    for (const group of groups) seen.push(...(await runSuites({ sdks: group, target, repeat, onObservation })));
    // With several rounds, those tell what is unsteady.
    return retry && repeat === 1 ? await retryFailed(seen, sdks, { target, allowed: allowedIn(request) }) : seen;
  } finally {
    progress.done();
  }
}

function allowedIn({ sdks, baseline, strict }: Request): (sdk: string) => Divergence[] {
  return (id) => {
    const runner = sdks.find((sdk) => sdk.id === id)?.runner.id;
    return strict ? [] : baseline.filter(({ sdk }) => sdk === runner);
  };
}
