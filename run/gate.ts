import { resolve } from 'node:path';

import { loadRunners } from '../runners/load.js';
import type { Divergence } from '../verdicts/baseline.js';
import { judgeAgainst, judgeByBaseline } from '../verdicts/gate.js';
import { carryOut, type Judged, type Request } from './carry-out.js';
import { chooseSdks, runnersWords } from './choose.js';
import { commandLine } from './command-line.js';
import { CommandError } from './errors.js';
import { baselineOf, rewriteBaseline, withPending } from './gate-baseline.js';
import { type Known, refuseUnknown } from './known-options.js';
import { pairSdks } from './pair.js';
import { chooseByPatterns } from './patterns.js';
import { silent } from './progress.js';
import { packagedBaseline, readBaseline } from './read-baseline.js';
import { alikeWords, optionNames, type Options } from './run.js';

export interface GateOptions extends Options {
  /** What is to be released: `python=../checkout` or `python@5.4.0`. */
  sdks?: readonly string[];
  /** The releases to compare with, one for each SDK: `python@5.3.1`. */
  against?: readonly string[];
  /** Instead of `against`: a file of known divergences to judge by. */
  baseline?: string;
  /** Write that file anew: put on it what fails, take off it what no longer does. */
  updateBaseline?: boolean;
}

const gateOptionNames: Known<GateOptions> = {
  ...optionNames,
  sdks: true,
  against: true,
  baseline: true,
  updateBaseline: true,
};

/** What a gate found; `note` says what became of the list that it was to write. */
export type Gated = Judged & { note?: string };

/**
 * Judges whether a release may go out: by what the last release did better, or by a list of known divergences.
 *
 *     const { results } = await gate({ sdks: ['python=.'], against: ['python@5.4.0'] });
 *
 * `results.verdict.exitCode` is 0 when it may, 1 when it is held, 3 when that cannot be told.
 * @throws {CommandError} when it was asked wrongly, or could not run; `exitCode` says whose fault that is
 */
export async function gate(options: GateOptions): Promise<Gated> {
  refuseUnknown('gate', options, gateOptionNames);
  const { against = [], baseline, updateBaseline = false } = options;
  if (against.length > 0 && baseline !== undefined) {
    throw new CommandError('Failed to judge: --against and --baseline exclude each other. Name one of them.');
  }
  if (updateBaseline && baseline === undefined) {
    throw new CommandError('Failed to update the baseline: none is named. Name it with --baseline.');
  }
  if (against.length > 0) return judgeByRelease(options, against);
  if (baseline !== undefined) return judgeByList(options, baseline);
  throw new CommandError(
    'Failed to judge: there is nothing to judge by. Name the release to compare with, such as --against python@5.3.1, or a list of known divergences with --baseline.',
  );
}

async function judgeByRelease(options: GateOptions, against: readonly string[]): Promise<Gated> {
  const { sdks = [], progress = silent } = options;
  if (sdks.length === 0) {
    throw new CommandError('Failed to judge: no SDK is under test. Name it, such as --sdk python=../checkout.');
  }
  const runners = await loadRunners(options.runners);
  const candidates = chooseSdks(sdks, runners);
  const releases = chooseSdks(against, runners);
  const pairs = pairSdks(candidates, releases);
  const words = [
    ...runnersWords(candidates),
    ...sdks.flatMap((id) => ['--sdk', id]),
    ...against.flatMap((id) => ['--against', id]),
  ];
  const commandFor = commandToRepeat(options, words);
  // What comes and goes by chance is no news about a release.
  const ids = runners.map(({ id }) => id);
  const baseline = readBaseline(packagedBaseline, ids).filter(({ intermittent }) => intermittent);
  const request = { ...requestFor(options, [...candidates, ...releases], baseline, commandFor), compares: pairs };
  const { results } = await carryOut(request, progress);
  return { results: judgeAgainst(results, pairs, { commandFor }), stale: [] };
}

async function judgeByList(options: GateOptions, file: string): Promise<Gated> {
  const { sdks: named = [], updateBaseline = false, progress = silent } = options;
  const runners = await loadRunners(options.runners);
  const ids = runners.map(({ id }) => id);
  const baseline = baselineOf(file, ids, updateBaseline);
  const sdks = chooseSdks(named, runners);
  const words = [...runnersWords(sdks), ...named.flatMap((id) => ['--sdk', id]), '--baseline', file];
  const commandFor = commandToRepeat(options, words);
  const judged = await carryOut(requestFor(options, sdks, baseline, commandFor), progress);
  const { note, ...rewritten } = updateBaseline
    ? rewriteBaseline(file, ids, judged, baseline)
    : { ...judged, note: undefined };
  const { results, stale } = withPending(rewritten, file);
  return { results: judgeByBaseline(results, { file, stale, commandFor }), stale, note };
}

/** The command that judges one behaviour again, alike. */
function commandToRepeat(options: GateOptions, words: readonly string[]): (only: string) => string {
  return (only) => commandLine('gate', [...words, ...alikeWords(options), '--only', only]);
}

function requestFor(
  options: GateOptions,
  sdks: Request['sdks'],
  baseline: readonly Divergence[],
  commandFor: (only: string) => string,
): Request {
  const { repeat = 1, retry, contain, seed, out } = options;
  return {
    ...{ sdks, repeat, retry, contain, seed, baseline, strict: false, ...chooseByPatterns(options) },
    out: out === undefined ? undefined : resolve(out),
    commandFor: (_sdk, behaviour) => commandFor(behaviour),
  };
}
