import { resolve } from 'node:path';

import { Command } from 'commander';

import type { Divergence } from '../../verdicts/baseline.js';
import { judgeAgainst, judgeByBaseline } from '../../verdicts/gate.js';
import { loadManifests } from '../../runners/index.js';
import { commandLine } from '../../run/command-line.js';
import { conduct, type Request } from '../../run/run.js';
import { type Console, createConsole } from '../console.js';
import { CommandError, type ExitCode } from '../../run/errors.js';
import { baselineOf, type Judged, rewriteBaseline, withPending } from '../../run/gate-baseline.js';
import { collect, positive } from '../options.js';
import { pairSdks } from '../../run/pair.js';
import type { Progress } from '../../run/progress.js';
import { createProgress } from '../progress.js';
import { packagedBaseline, readBaseline } from '../../run/read-baseline.js';
import { chooseSdks } from '../../run/choose.js';
import { chooseByPatterns } from '../../run/patterns.js';
import { tellResults } from '../tell-results.js';

interface GateFlags {
  sdk: string[];
  against: string[];
  baseline?: string;
  updateBaseline: boolean;
  only: string[];
  skip: string[];
  out: string;
  matrix: boolean;
  verbose: boolean;
  repeat: number;
}

export function gateCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('gate')
    .description('Hold a release back, or let it through')
    .option('--sdk <id>', 'what is to be released: python=../checkout or python@5.4.0 (repeatable)', collect, [])
    .option('--against <id>', 'the release to compare with: python@5.3.1 (one for each SDK under test)', collect, [])
    .option('--baseline <file>', 'instead: judge by a list of known divergences')
    .option('--update-baseline', 'write that list anew: put on it what fails, take off it what no longer does', false)
    .option(
      '--only <id-prefix>',
      'only behaviours whose id begins so (repeatable); @file reads them from a file',
      collect,
      [],
    )
    .option('--skip <id-prefix>', 'not these behaviours (repeatable); @file reads patterns from a file', collect, [])
    .option('--matrix', 'show the table of suites and SDKs', false)
    .option('--verbose', 'tell every change in full', false)
    .option('--out <folder>', 'where the reports go', 'conformance-report')
    .option('--repeat <n>', 'run every behaviour n times and name those that do not always agree', positive, 1)
    .addHelpText(
      'after',
      `
With --against, an SDK is held back by what the release did better: a behaviour that no longer holds or no longer
runs, another outcome for the application, a new deviation on the wire. What both fail does not hold it back.

Example:
  sdk-conformance gate --sdk python=. --against python@5.3.1

Exit codes: 0 let through, 1 held, 2 used wrongly, 3 could not judge`,
    )
    .action(async (flags: GateFlags) => {
      const console = createConsole();
      const { results, stale } = await judge(flags, console);
      tellResults(results, { console, out: flags.out, stale, matrix: flags.matrix, verbose: flags.verbose });
      finish(results.verdict.exitCode);
    });
}

async function judge(flags: GateFlags, console: Console): Promise<Judged> {
  const { against, baseline, updateBaseline } = flags;
  if (against.length > 0 && baseline !== undefined) {
    throw new CommandError('Failed to judge: --against and --baseline exclude each other. Name one of them.');
  }
  if (updateBaseline && baseline === undefined) {
    throw new CommandError('Failed to update the baseline: none is named. Name it with --baseline.');
  }
  if (against.length > 0) return judgeByRelease(flags, createProgress(console));
  if (baseline !== undefined) return judgeByList(flags, baseline, console);
  throw new CommandError(
    'Failed to judge: there is nothing to judge by. Name the release to compare with, such as --against python@5.3.1, or a list of known divergences with --baseline.',
  );
}

async function judgeByRelease(flags: GateFlags, progress: Progress): Promise<Judged> {
  if (flags.sdk.length === 0) {
    throw new CommandError('Failed to judge: no SDK is under test. Name it, such as --sdk python=../checkout.');
  }
  const manifests = loadManifests();
  const candidates = chooseSdks(flags.sdk, manifests);
  const releases = chooseSdks(flags.against, manifests);
  const pairs = pairSdks(candidates, releases);
  const words = [...flags.sdk.flatMap((id) => ['--sdk', id]), ...flags.against.flatMap((id) => ['--against', id])];
  const commandFor = (only: string) => commandLine('gate', [...words, '--only', only]);
  // What comes and goes by chance is no news about a release.
  const runners = manifests.map(({ id }) => id);
  const baseline = readBaseline(packagedBaseline, runners).filter(({ intermittent }) => intermittent);
  const request = { ...requestFor(flags, [...candidates, ...releases], baseline, commandFor), compares: true };
  const { results } = await conduct(request, progress);
  return { results: judgeAgainst(results, pairs, { commandFor }), stale: [] };
}

async function judgeByList(flags: GateFlags, file: string, console: Console): Promise<Judged> {
  const manifests = loadManifests();
  const runners = manifests.map(({ id }) => id);
  const baseline = baselineOf(file, runners, flags.updateBaseline);
  const words = [...flags.sdk.flatMap((id) => ['--sdk', id]), '--baseline', file];
  const commandFor = (only: string) => commandLine('gate', [...words, '--only', only]);
  const request = requestFor(flags, chooseSdks(flags.sdk, manifests), baseline, commandFor);
  let judged: Judged = await conduct(request, createProgress(console));
  if (flags.updateBaseline) {
    const { note, ...rewritten } = rewriteBaseline(file, runners, judged, baseline);
    console.note(note);
    judged = rewritten;
  }
  const { results, stale } = withPending(judged, file);
  return { results: judgeByBaseline(results, { file, stale, commandFor }), stale };
}

function requestFor(
  { only, skip, repeat, out }: GateFlags,
  sdks: Request['sdks'],
  baseline: readonly Divergence[],
  commandFor: (only: string) => string,
): Request {
  return {
    sdks,
    ...chooseByPatterns({ only, skip }),
    repeat,
    strict: false,
    baseline,
    out: resolve(out),
    commandFor: (_sdk, behaviour) => commandFor(behaviour),
  };
}
