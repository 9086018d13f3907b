import { resolve } from 'node:path';

import { loadRunners } from '../runners/load.js';
import type { Runner } from '../runners/runner.js';
import { carryOut, type Judged, type Request } from './carry-out.js';
import { chooseCommand, chooseSdks, commandId, runnersWords, type SdkChoice } from './choose.js';
import { commandLine } from './command-line.js';
import type { ContainMode } from './contain.js';
import { divide, type Fraction } from './divide.js';
import { CommandError } from './errors.js';
import { type Known, refuseUnknown } from './known-options.js';
import { chooseByPatterns } from './patterns.js';
import { type Progress, silent } from './progress.js';
import { packagedBaseline, readBaseline } from './read-baseline.js';
import { readTarget } from './target.js';

/** What a run and a gate are both told. */
export interface Options {
  /** Folders that hold runners of your own, beside those of this package. */
  runners?: readonly string[];
  /** What ids of behaviours begin with, such as `conflict`; `@file` reads them from a file. All behaviours when empty. */
  only?: readonly string[];
  /** Likewise: behaviours that are left out. */
  skip?: readonly string[];
  /** How often each behaviour runs; 1 by default. One that does not always agree is told. */
  repeat?: number;
  /** What generated documents come from; the same by default. */
  seed?: number;
  /** Whether what fails is run once more, alone, before it counts; so by default. What then holds is unsteady. */
  retry?: boolean;
  /** Whether SDKs are contained: `auto`, if this machine can, by default. */
  contain?: ContainMode;
  /** Where reports are going to be written, so that the folder is not taken for a part of a checkout. */
  out?: string;
  /** Told what is going on; nobody by default. */
  progress?: Progress;
}

/** Their names. */
export const optionNames: Known<Options> = {
  runners: true,
  only: true,
  skip: true,
  repeat: true,
  seed: true,
  retry: true,
  contain: true,
  out: true,
  progress: true,
};

export interface RunOptions extends Options {
  /**
   * `python`, `python@5.2.0`, `python@latest` or `python=../checkout`. One that is named has to run. Without any, every SDK
   * that this machine can run.
   */
  sdks?: readonly string[];
  /** Starts a driver that has no runner. */
  command?: readonly string[];
  /** Allow nothing: deviations and known divergences fail. */
  strict?: boolean;
  /** A file of known divergences to allow; the one of this package by default. */
  baseline?: string;
  /** Only one part of the run. */
  shard?: Fraction;
  /** With `shard`: results of an earlier run, by whose durations the parts are balanced. */
  timings?: string;
  /** The address of a deployment, instead of the mock. */
  target?: string;
  /** With `target`: `key:secret` of an app that is for tests only. */
  app?: string;
}

const runOptionNames: Known<RunOptions> = {
  ...optionNames,
  sdks: true,
  command: true,
  strict: true,
  baseline: true,
  shard: true,
  timings: true,
  target: true,
  app: true,
};

/**
 * Installs the SDKs, runs the behaviours on them and judges what was seen. It writes no report and prints nothing:
 * `results.verdict` has the exit code and the sentence.
 *
 *     const { results } = await run({ sdks: ['python=.'], only: ['conflict'] });
 *
 * @throws {CommandError} when it was asked wrongly, or could not run; `exitCode` says whose fault that is
 */
export async function run(options: RunOptions = {}): Promise<Judged> {
  refuseUnknown('run', options, runOptionNames);
  const { strict = false, repeat = 1, retry, contain, seed, shard, timings, progress = silent } = options;
  const runners = await loadRunners(options.runners);
  const sdks = chosenSdks(options, runners);
  const { baseline: file = packagedBaseline } = options;
  const whole: Request = {
    ...{ sdks, repeat, retry, contain, seed, strict, ...chooseByPatterns(options) },
    baseline: readBaseline(file, [...runners.map(({ id }) => id), commandId]),
    target: readTarget(options),
    out: options.out === undefined ? undefined : resolve(options.out),
    commandFor: (sdk, behaviour) => commandToRepeat(options, sdks, sdk, behaviour),
  };
  if (timings !== undefined && !shard) {
    throw new CommandError('Failed to use --timings: the run is not divided. Add --shard, such as --shard 1/2.');
  }
  return carryOut(shard ? divide(whole, shard, timings) : whole, progress);
}

function chosenSdks({ sdks = [], command = [] }: RunOptions, runners: readonly Runner[]): SdkChoice[] {
  if (command.length === 0) return chooseSdks(sdks, runners);
  return [...(sdks.length === 0 ? [] : chooseSdks(sdks, runners)), chooseCommand(command)];
}

/** The command that runs one behaviour of one SDK again, judged alike. */
function commandToRepeat(options: RunOptions, sdks: readonly SdkChoice[], sdk: string, behaviour: string): string {
  const { target, strict, baseline, command = [] } = options;
  const alike = [
    ...(target === undefined ? [] : ['--target', target]),
    ...(strict ? ['--strict'] : []),
    ...alikeWords(options),
    ...(baseline === undefined || baseline === packagedBaseline ? [] : ['--baseline', baseline]),
  ];
  if (sdk === commandId) return commandLine('run', [...alike, '--only', behaviour, '--', ...command]);
  const found = runnersWords(sdks.filter(({ id }) => id === sdk));
  return commandLine('run', [...alike, ...found, '--sdk', sdk, '--only', behaviour]);
}

/** The flags of a run or a gate without which the same command would see something else. */
export function alikeWords({ contain = 'auto', seed }: Options): string[] {
  return [
    ...(contain === 'auto' ? [] : ['--contain', contain]),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
  ];
}
