import { Command } from 'commander';

import type { Fraction } from '../../run/divide.js';
import { CommandError, type ExitCode } from '../../run/errors.js';
import type { ContainMode } from '../../run/contain.js';
import { packagedBaseline } from '../../run/read-baseline.js';
import { run } from '../../run/run.js';
import { appVariable, secretsOf } from '../../run/target.js';
import { createLiveConsole } from '../console.js';
import {
  collect,
  containOption,
  fraction,
  outOf,
  outOption,
  positive,
  retryOption,
  runnersOption,
  seedOption,
} from '../options.js';
import { tellRun } from '../tell-run.js';

interface RunFlags {
  sdk: string[];
  runners: string[];
  only: string[];
  skip: string[];
  out?: string;
  matrix: boolean;
  verbose: boolean;
  strict: boolean;
  baseline: string;
  repeat: number;
  seed?: number;
  retry: boolean;
  contain: ContainMode;
  shard?: Fraction;
  timings?: string;
  target?: string;
  app?: string;
}

export function runCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('run')
    .description('Run the behaviours on the SDKs, and tell which hold')
    .argument('[command...]', 'after two dashes: the command that starts a driver which has no runner')
    .option(
      '--sdk <id>',
      'an SDK: python, python@5.2.0 or python=../checkout (repeatable; default: all that can run)',
      collect,
      [],
    )
    .option(...runnersOption, collect, [])
    .option(
      '--only <id-prefix>',
      'only behaviours whose id begins so, such as conflict or create/keeps (repeatable); @file reads them from a file',
      collect,
      [],
    )
    .option('--skip <id-prefix>', 'not these behaviours (repeatable); @file reads patterns from a file', collect, [])
    .option(...outOption)
    .option('--matrix', 'show the table of suites and SDKs', false)
    .option('--verbose', 'tell every cause in full, and the story of each failure', false)
    .option('--strict', 'allow nothing: deviations and known divergences fail', false)
    .option('--baseline <file>', 'known divergences to allow', packagedBaseline)
    .option('--repeat <n>', 'run every behaviour n times and name those that do not always agree', positive, 1)
    .option(...seedOption, positive)
    .addOption(retryOption())
    .addOption(containOption())
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
  sdk-conformance run --sdk python@latest --sdk python=../stream-python
  sdk-conformance run --runners ./conformance --sdk ruby
  sdk-conformance run -- ruby driver.rb

Without --sdk, an SDK that cannot run on this machine is told and left out. Naming it makes that an error.

Exit codes:
  0  every behaviour that applies holds, or is allowed
  1  an SDK failed a behaviour, or a known divergence no longer fails
  2  the command was used wrongly, or names a release or a checkout that is none
  3  could not judge: a crash, a driver error, nothing ran, a named SDK cannot run here
A run that a signal ends tells what it has, and exits with 128 and the signal's number.`,
    )
    .passThroughOptions()
    .action(async (command: string[], flags: RunFlags) => {
      const console = await createLiveConsole();
      requireDashes(command);
      const { sdk: sdks, matrix, verbose, ...asked } = flags;
      const out = outOf(flags);
      const { progress, tell } = tellRun({ console, out, secrets: secretsOf(flags), matrix, verbose });
      const { results, stale } = await run({ ...asked, sdks, command, out, progress });
      await tell(results, stale);
      finish(results.verdict.exitCode);
    });
}

/** A word that is no option is a driver's command only behind two dashes: mostly it is an SDK without --sdk. */
function requireDashes([word]: readonly string[]): void {
  if (word === undefined || process.argv.includes('--')) return;
  throw new CommandError(
    `Failed to read the command: "${word}" is no option. Name an SDK with --sdk ${word}, or write two dashes before a driver's own command.`,
  );
}
