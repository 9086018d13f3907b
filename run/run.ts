import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assembleResults } from '../verdicts/assemble.js';
import type { Divergence } from '../verdicts/baseline.js';
import type { Results } from '../verdicts/model.js';
import type { Shard } from '../verdicts/shard.js';
import { loadContract } from '../spec/contract.js';
import { packageRoot } from '../spec/package-root.js';
import type { Behaviour } from '../suites/behaviour.js';
import { behaviours as allBehaviours } from '../suites/catalogue.js';
import { runSuites, type Subject, type SubjectObservations } from '../suites/engine.js';
import { prepareSdks } from './prepare.js';
import type { Progress } from './progress.js';
import type { SdkChoice } from './choose.js';
import { type Deployment, openStage } from './target.js';
import { watch } from './watch.js';
import { claimFolder } from './write-reports.js';

export interface Request {
  sdks: readonly SdkChoice[];
  behaviours: readonly Behaviour[];
  /** The flags that chose them, when they are not all. */
  part?: string;
  /** How often each behaviour runs. */
  repeat: number;
  baseline: readonly Divergence[];
  /** The SDKs are compared with each other, so that a failure alone says nothing yet. */
  compares?: boolean;
  strict: boolean;
  /** Where reports go; never taken for a part of a checkout. */
  out: string;
  /** The part of a divided run that this is; absent: the whole. */
  shard?: Shard;
  /** Instead of a mock of its own. */
  deployment?: Deployment;
  /** The command that runs one behaviour of one SDK again. */
  commandFor: (sdk: string, behaviour: string) => string;
}

/** Version of this package, and so of the suites. */
export const suiteVersion = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string })
  .version;

/** Installs the SDKs, runs the suites on them against a mock of its own, and judges what was seen. */
export async function conduct(
  request: Request,
  progress: Progress,
): Promise<{ results: Results; stale: Divergence[] }> {
  claimFolder(request.out);
  progress.planned(
    request.sdks.map(({ id }) => id),
    request.behaviours.length,
  );
  const startedAt = new Date();
  const start = performance.now();
  const prepared = await prepareSdks(request.sdks, progress, [request.out]);
  const subjects = prepared.flatMap(({ record: { id }, installation }) =>
    installation ? [{ id, launch: installation, behaviours: chosenFor(id, request) }] : [],
  );
  const seen =
    subjects.length === 0 ? [] : await observeAll(subjects, request, progress, watch(request, prepared, progress));
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
  return { results: request.deployment ? { ...results, target: request.deployment.url.href } : results, stale };
}

function chosenFor(sdk: string, { behaviours, shard }: Request): string[] {
  return behaviours.map(({ id }) => id).filter((id) => shard === undefined || shard.includes(sdk, id));
}

async function observeAll(
  subjects: readonly Subject[],
  { repeat, deployment }: Request,
  progress: Progress,
  onObservation: ReturnType<typeof watch>,
) {
  const stage = await openStage(deployment);
  try {
    for (const { id, behaviours } of subjects) progress.running(id, behaviours.length * repeat);
    const groups = stage.shared ? subjects.map((subject) => [subject]) : [[...subjects]];
    const seen: SubjectObservations[] = [];
    for (const group of groups) {
      seen.push(...(await runSuites({ subjects: group, mockUrl: stage.url, repeat, onObservation })));
    }
    return seen;
  } finally {
    progress.done();
    await stage.close();
  }
}
