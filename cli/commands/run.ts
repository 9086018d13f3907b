import { resolve } from 'node:path';

import { Command } from 'commander';

import { loadManifests } from '../../runners/index.js';
import { commandLine } from '../../run/command-line.js';
import { run } from '../../run/run.js';
import { createConsole } from '../console.js';
import { divide, type Fraction, fraction } from '../../run/divide.js';
import { CommandError, type ExitCode } from '../../run/errors.js';
import { collect, positive } from '../options.js';
import { createProgress } from '../progress.js';
import { packagedBaseline, readBaseline } from '../../run/read-baseline.js';
import { chooseBehaviours, chooseSdks } from '../../run/choose.js';
import { appVariable, readTarget } from '../../run/target.js';
import { tellResults } from '../tell-results.js';

interface RunFlags {
  sdk: string[];
  only: string[];
  out: string;
  strict: boolean;
  baseline: string;
  repeat: number;
  seed?: number;
  shard?: Fraction;
  timings?: string;
  target?: string;
  app?: string;
}

export function runCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('run')
    .description('Run the behaviours on the SDKs, and tell which hold')
    .option(
      '--sdk <id>',
      'an SDK: python, python@5.2.0 or python=../checkout (repeatable; default: all that can run)',
      collect,
      [],
    )
    .option(
      '--only <id-prefix>',
      'only behaviours whose id begins so, such as conflict or create/keeps (repeatable)',
      collect,
      [],
    )
    .option('--out <folder>', 'where the reports go', 'conformance-report')
    .option('--strict', 'allow nothing: tolerated deviations and known divergences fail', false)
    .option('--baseline <file>', 'known divergences to allow', packagedBaseline)
    .option('--repeat <n>', 'run every behaviour n times and name those that do not always agree', positive, 1)
    .option('--seed <n>', 'what generated documents come from; a failure tells its own', positive)
    .option('--shard <part>', 'only one part of the run, such as 2/5; merge joins the parts', fraction)
    .option('--timings <results>', 'with --shard: an earlier run, by whose durations the parts are balanced')
    .option('--target <url>', 'send the SDKs to this deployment instead of the mock, and judge both')
    .option(
      '--app <key:secret>',
      `with --target: an app for tests only, because the users of the behaviours are deleted from it (or in ${appVariable})`,
    )
    .addHelpText(
      'after',
      `
Examples:
  sdk-conformance run
  sdk-conformance run --sdk python --only conflict
  sdk-conformance run --sdk python@5.2.0 --sdk python=../stream-python

Without --sdk, an SDK that cannot run on this machine is told and left out. Naming it makes that an error.

Exit codes:
  0  every behaviour that applies holds, or is allowed
  1  an SDK failed a behaviour, or a known divergence no longer fails
  2  the command was used wrongly
  3  could not judge: a crash, a driver error, nothing ran, a named SDK cannot run`,
    )
    .action(async (flags: RunFlags) => {
      const console = createConsole();
      const manifests = loadManifests();
      const sdks = chooseSdks(flags.sdk, manifests);
      const chosen = chooseBehaviours(flags.only);
      const baseline = readBaseline(
        flags.baseline,
        manifests.map(({ id }) => id),
      );
      const { repeat, seed, strict, shard, timings, target } = flags;
      const address = readTarget(flags);
      const again = [
        ...(target === undefined ? [] : ['--target', target]),
        ...(strict ? ['--strict'] : []),
        ...(seed === undefined ? [] : ['--seed', String(seed)]),
        ...(flags.baseline === packagedBaseline ? [] : ['--baseline', flags.baseline]),
      ];
      const whole = {
        ...{ sdks, behaviours: chosen, repeat, seed, strict, baseline, target: address, out: resolve(flags.out) },
        commandFor: (sdk: string, behaviour: string) =>
          commandLine('run', [...again, '--sdk', sdk, '--only', behaviour]),
      };
      if (timings !== undefined && !shard) {
        throw new CommandError('Failed to use --timings: the run is not divided. Add --shard, such as --shard 1/2.');
      }
      const request = shard ? divide(whole, shard, timings) : whole;
      const { results, stale } = await run(request, createProgress(console));
      const secrets = address ? [address.app.secret] : [];
      tellResults(results, { console, out: flags.out, stale, secrets });
      finish(results.verdict.exitCode);
    });
}
