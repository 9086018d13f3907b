import { applyBaseline, bare } from './apply-baseline.js';
import type { Divergence } from './baseline.js';
import { causesOf } from './causes.js';
import { coverageOf } from './coverage.js';
import type { ResultRecord, Results, SdkRecord } from './model.js';
import { parityOf } from './parity.js';
import { runVerdict } from './run-verdict.js';

/** Results of a run, and what they are called. */
export interface Part {
  file: string;
  results: Results;
}

/** Results that do not belong together, or not all of them. */
export class MergeError extends Error {
  override name = 'MergeError';

  constructor(
    message: string,
    /** The parts belong together, but one of them could not run what it was to run. */
    readonly unjudged = false,
  ) {
    super(message);
  }
}

/**
 * Joins the parts of divided runs, and runs of different SDKs, into one run, judged anew as if it had never been
 * divided. @throws {MergeError} when something is missing, doubled, or of another contract, suite, target, seed or plan
 */
export function mergeResults(parts: readonly Part[]): { results: Results; stale: Divergence[] } {
  const [first] = parts;
  if (!first)
    throw new MergeError('Failed to merge: nothing is named. Name the folders that the parts were written to.');
  for (const part of parts) assertAlike(first, part);
  const runs = groupRuns(parts);
  for (const run of runs) assertWhole(run);
  assertDisjoint(runs);
  const sdks = runs.flatMap(joinSdks);
  const judged = runs.map((run) => judge(run, sdks));
  const behaviours = first.results.behaviours;
  const results = inOrder(
    behaviours.map(({ id }) => id),
    sdks,
    judged.flatMap((run) => run.results),
  );
  const stale = judged.flatMap((run) => run.stale);
  const policy = first.results.policy;
  return {
    stale,
    results: {
      schemaVersion: 2,
      contract: first.results.contract,
      suite: first.results.suite,
      startedAt: parts.map((part) => part.results.startedAt).sort()[0] ?? first.results.startedAt,
      // They ran side by side.
      durationMs: Math.max(...parts.map((part) => part.results.durationMs)),
      // All parts of a division are here, but they may divide a part of the behaviours.
      verdict: runVerdict({ sdks, results, suite: first.results.suite }, stale),
      causes: causesOf({ sdks, behaviours, results }, () => policy?.strict === true),
      sdks,
      behaviours,
      results,
      parity: parityOf(
        behaviours.map(({ id }) => id),
        results,
      ),
      coverage: coverageOf(operationsOf(first.results), sdks, results),
      ...(first.results.target === undefined ? {} : { target: first.results.target }),
      policy: policy && { ...policy, baseline: runs.flatMap(([part]) => part?.results.policy?.baseline ?? []) },
    },
  };
}

function assertAlike(first: Part, { file, results }: Part): void {
  const told: [what: string, is: (results: Results) => string, remedy: string][] = [
    [
      'contract',
      ({ contract }) => `${contract.title} ${contract.version}, ${contract.digest}`,
      'the same version of sdk-conformance',
    ],
    ['version of the suites', ({ suite }) => suite.version, 'the same version of sdk-conformance'],
    ['choice of behaviours', ({ behaviours }) => behaviours.map(({ id }) => id).join(', '), 'the same --only'],
    ['target', ({ target }) => target ?? 'the mock', 'the same --target'],
    ['seed', ({ suite }) => String(suite.seed ?? 'none'), 'the same --seed'],
    ['strictness', ({ policy }) => (policy?.strict ? '--strict' : 'not --strict'), 'or all without --strict'],
    ['number of rounds', ({ policy }) => String(policy?.repeat ?? 1), 'the same --repeat'],
  ];
  for (const [what, is, remedy] of told) {
    const [one, other] = [is(first.results), is(results)];
    if (one === other) continue;
    const values = one.length + other.length < 400 ? ` (${one}; ${other})` : '';
    throw new MergeError(
      `Failed to merge ${first.file} with ${file}: each has another ${what}${values}. Run both with ${remedy}.`,
    );
  }
  if (results.interrupted) {
    throw new MergeError(
      `Failed to merge ${file}: its run was ended by ${results.interrupted}, and the whole would lack what it left out. Run it again.`,
      true,
    );
  }
  if (results.changes) {
    throw new MergeError(
      `Failed to merge ${file}: it is of a gate, which has judged already. Merge the results of "run".`,
    );
  }
}

/** The parts of each plan together; a run that was not divided alone. */
function groupRuns(parts: readonly Part[]): Part[][] {
  const runs = new Map<string, Part[]>();
  for (const [position, part] of parts.entries()) {
    const key = part.results.shard?.plan ?? `whole ${position}`;
    runs.set(key, [...(runs.get(key) ?? []), part]);
  }
  return [...runs.values()].map((run) =>
    run.sort((a, b) => (a.results.shard?.index ?? 0) - (b.results.shard?.index ?? 0)),
  );
}

function assertWhole(run: readonly Part[]): void {
  const shard = run[0]?.results.shard;
  if (!shard) return;
  const { of } = shard;
  const missing: number[] = [];
  for (let index = 1; index <= of; index += 1) {
    const [one, other] = run.filter(({ results }) => results.shard?.index === index);
    if (!one) missing.push(index);
    if (one && other) {
      throw new MergeError(
        `Failed to merge ${one.file} with ${other.file}: both are part ${index} of ${of}. Name one of them.`,
      );
    }
  }
  if (missing.length === 0) return;
  const names = missing.map((index) => `${index}/${of}`).join(' and ');
  throw new MergeError(
    `Failed to merge ${run.map(({ file }) => file).join(', ')}: ${missing.length === 1 ? 'part' : 'parts'} ${names} of the same plan ${missing.length === 1 ? 'is' : 'are'} missing. Name every part; parts of one run have the same --sdk, --only, --timings and --baseline.`,
  );
}

function assertDisjoint(runs: readonly Part[][]): void {
  const owners = new Map<string, string>();
  for (const run of runs) {
    for (const id of new Set(run.flatMap(({ results }) => results.sdks.map((sdk) => sdk.id)))) {
      const file = run.find(({ results }) => results.sdks.some((sdk) => sdk.id === id))?.file ?? '';
      const other = owners.get(id);
      if (other !== undefined) {
        throw new MergeError(
          `Failed to merge ${other} with ${file}: both ran ${id}, and not as parts of one run. Name one of them.`,
        );
      }
      owners.set(id, file);
    }
  }
}

/** The SDKs of one run; one that several parts ran is the same in all of them. */
function joinSdks(run: readonly Part[]): SdkRecord[] {
  const joined = new Map<string, { file: string; sdk: SdkRecord }>();
  for (const { file, results } of run) {
    for (const sdk of results.sdks) {
      const known = joined.get(sdk.id);
      if (!known) joined.set(sdk.id, { file, sdk });
      else joined.set(sdk.id, { file, sdk: joinSdk(known, { file, sdk }) });
    }
  }
  return [...joined.values()].map(({ sdk }) => sdk);
}

function joinSdk(one: { file: string; sdk: SdkRecord }, other: { file: string; sdk: SdkRecord }): SdkRecord {
  const { id } = one.sdk;
  if (one.sdk.status !== other.sdk.status) {
    const [, idle] = one.sdk.status === 'not-run' ? [other, one] : [one, other];
    const reason = idle.sdk.reason ?? 'its driver never answered';
    throw new MergeError(
      `Failed to merge ${one.file} with ${other.file}: ${id} did not run in ${idle.file}: ${reason}. Run that part again.`,
      true,
    );
  }
  if (one.sdk.version !== other.sdk.version) {
    throw new MergeError(
      `Failed to merge ${one.file} with ${other.file}: ${id} was ${one.sdk.version} in the one and ${other.sdk.version} in the other. Run both with the same version.`,
    );
  }
  const runtimes = [...new Set([one.sdk.runtime, other.sdk.runtime])].filter((runtime) => runtime !== null);
  // Contained in all parts, or not contained.
  const open = [one.sdk, other.sdk].find(({ containment }) => containment?.contained === false);
  const containment = (open ?? one.sdk).containment;
  return { ...one.sdk, containment, runtime: runtimes.length > 0 ? runtimes.join(' and ') : null };
}

/** What is known is known by the run's own list; what allows nothing any more shows only in the whole. */
function judge(run: readonly Part[], sdks: readonly SdkRecord[]): { results: ResultRecord[]; stale: Divergence[] } {
  const own = run.flatMap(({ results }) => results.results);
  const { behaviours, suite, policy } = run[0]!.results;
  return applyBaseline(policy?.baseline ?? [], { sdks, behaviours, suite }, bare(own));
}

function inOrder(behaviours: readonly string[], sdks: readonly SdkRecord[], results: ResultRecord[]): ResultRecord[] {
  const cells = new Map(results.map((result) => [`${result.behaviour} ${result.sdk}`, result]));
  return behaviours.flatMap((behaviour) => sdks.flatMap(({ id }) => cells.get(`${behaviour} ${id}`) ?? []));
}

/** Every results file tells the statuses of all operations, met or not. */
function operationsOf({ coverage }: Results) {
  const statuses = new Map<Results['coverage'][number]['operation'], number[]>();
  for (const { operation, status } of coverage) statuses.set(operation, [...(statuses.get(operation) ?? []), status]);
  return [...statuses].map(([id, own]) => ({ id, statuses: own }));
}
