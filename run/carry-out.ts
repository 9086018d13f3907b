import { assembleResults } from '../verdicts/assemble.js';
import type { Divergence } from '../verdicts/baseline.js';
import type { Pair } from '../verdicts/gate.js';
import type { ContainmentRecord, EndingSignal, Results, SdkRecord } from '../verdicts/model.js';
import type { Shard } from '../verdicts/shard.js';
import { loadContract } from '../spec/contract.js';
import { packageVersion } from '../spec/package-root.js';
import { type Behaviour, defaultSeed } from '../suites/behaviour.js';
import { behaviours as allBehaviours } from '../suites/catalogue.js';
import type { SdkUnderTest, TargetAddress } from '../suites/worker.js';
import type { SdkChoice } from './choose.js';
import { type ContainMode, decideContainment, sentenceOf } from './contain.js';
import { prepareSdks, recordOf } from './prepare.js';
import type { Progress } from './progress.js';
import { holdFolder } from './report-folder.js';
import { retryFailed } from './retry.js';
import { runSuites, type RunSuitesOptions, type SdkObservations } from './run-suites.js';
import { probeTarget } from './target.js';
import { type Watched, watch } from './watch.js';

export interface Request {
  sdks: readonly SdkChoice[];
  behaviours: readonly Behaviour[];
  /** The flags that chose them, when they are not all. */
  part?: string;
  /** How often each behaviour runs. */
  repeat: number;
  /** What generated documents come from; the default's when absent. */
  seed?: number;
  /** Whether what fails is run once more, alone, before it counts; so by default. */
  retry?: boolean;
  /** Whether SDKs are contained; `auto` by default. */
  contain?: ContainMode;
  baseline: readonly Divergence[];
  /** The SDKs are compared with each other, so that a failure alone says nothing yet. */
  compares?: readonly Pair[];
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

/** What came of a run. */
export interface Judged {
  results: Results;
  /** Known divergences that allow nothing any more. */
  stale: readonly Divergence[];
}

/** Installs the SDKs, runs the suites on them against a mock of its own or a target, and judges what was seen. */
export async function carryOut(request: Request, progress: Progress): Promise<Judged> {
  const release = request.out === undefined ? undefined : await holdFolder(request.out);
  try {
    return await runAndJudge(request, progress);
  } finally {
    progress.done();
    await release?.();
  }
}

async function runAndJudge(request: Request, progress: Progress): Promise<Judged> {
  progress.planned(
    request.sdks.map(({ id }) => id),
    request.behaviours.length,
  );
  // It takes long to load, and what comes first mostly waits for other processes. Why it cannot be is told when it is needed.
  import('vitest/node').catch(() => undefined);
  const began = { startedAt: new Date(), start: performance.now() };
  let records: readonly SdkRecord[] = request.sdks.map(recordOf);
  const containment = await decideContainment(request.contain ?? 'auto');
  const judge = (seen: readonly SdkObservations[], interrupted?: EndingSignal): Judged =>
    assemble(request, { ...began, interrupted }, recordsOf(records, seen, containment), seen);
  const soFar = new Map<string, SdkObservations>();
  progress.interruptible((signal) => judge([...soFar.values()], signal).results);
  if (request.target) await probeTarget(request.target);
  const prepared = await prepareSdks(request.sdks, progress, request.out === undefined ? [] : [request.out]);
  records = prepared.map(({ record }) => record);
  const { contained } = containment;
  const ready = prepared.flatMap(({ record: { id }, installation }) =>
    installation ? [{ id, launch: { ...installation, contained }, behaviours: chosenFor(id, request) }] : [],
  );
  if (ready.length === 0) return judge([]);
  if (!contained) progress.open(sentenceOf(containment));
  return judge(await observeAll(ready, request, watch(request, prepared, progress), soFar, progress));
}

/** What is known of the SDKs, with what their drivers said. */
function recordsOf(
  records: readonly SdkRecord[],
  seen: readonly SdkObservations[],
  containment: ContainmentRecord,
): SdkRecord[] {
  return records.map((record) => {
    const hello = seen.find(({ id }) => id === record.id)?.hello;
    if (!hello) return record;
    const { sdk, runtime, credentials, calls } = hello;
    const { name, version } = sdk;
    return { ...record, name, version, runtime, credentials, calls, status: 'ran', containment };
  });
}

function assemble(
  request: Request,
  { startedAt, start, interrupted }: { startedAt: Date; start: number; interrupted?: EndingSignal },
  sdks: SdkRecord[],
  seen: readonly SdkObservations[],
): Judged {
  const { behaviours, part, baseline, strict, repeat, shard, target, commandFor, seed = defaultSeed } = request;
  const { results, stale } = assembleResults({
    contract: loadContract(),
    suite: { version: packageVersion, of: allBehaviours.length, seed, ...(part ? { part } : {}) },
    startedAt,
    durationMs: performance.now() - start,
    observations: new Map(seen.map(({ id, observations }) => [id, observations])),
    ...{ behaviours, sdks, baseline, strict, repeat, shard, interrupted, commandFor },
  });
  return { results: target ? { ...results, target: target.url } : results, stale };
}

function chosenFor(sdk: string, { behaviours, shard }: Request): string[] {
  return behaviours.map(({ id }) => id).filter((id) => shard === undefined || shard.includes(sdk, id));
}

/** @param soFar filled on the way, for whoever has to tell before the end. */
async function observeAll(
  sdks: readonly SdkUnderTest[],
  { repeat, retry = true, seed, target, compares }: Request,
  { onObservation: tell, verdictOf }: Watched,
  soFar: Map<string, SdkObservations>,
  progress: Progress,
): Promise<SdkObservations[]> {
  // A target has one app for all, so that SDKs have to run one after the other.
  const groups = target ? sdks.map((sdk) => [sdk]) : [[...sdks]];
  const onStart: RunSuitesOptions['onStart'] = (begun) => {
    for (const { id, behaviours } of begun) progress.running(id, behaviours.length * repeat);
  };
  const onObservation: RunSuitesOptions['onObservation'] = (id, observation, hello) => {
    const of = soFar.get(id) ?? { id, hello, observations: [] };
    soFar.set(id, { id, hello: of.hello ?? hello, observations: [...of.observations, observation] });
    tell(id, observation, hello);
  };
  const seen: SdkObservations[] = [];
  for (const group of groups) {
    seen.push(...(await runSuites({ sdks: group, target, repeat, seed, onStart, onObservation })));
  }
  // Several rounds tell themselves what is unsteady.
  if (!retry || repeat > 1) return seen;
  return retryFailed(seen, sdks, { target, seed, verdictOf, pairs: compares, onRetry: progress.retrying });
}
