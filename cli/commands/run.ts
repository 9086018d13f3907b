import { resolve } from 'node:path';

import { Command } from 'commander';

import { loadRunners, type Runner, runnerFolders } from '../../runners/index.js';
import { commandLine } from '../../run/command-line.js';
import { run } from '../../run/run.js';
import { createConsole } from '../console.js';
import { divide, type Fraction, fraction } from '../../run/divide.js';
import { CommandError, type ExitCode } from '../../run/errors.js';
import { collect, positive, runnersOption } from '../options.js';
import { createProgress } from '../progress.js';
import { packagedBaseline, readBaseline } from '../../run/read-baseline.js';
import { chooseCommand, chooseSdks, commandId, runnersWords, type SdkChoice } from '../../run/choose.js';
import { chooseByPatterns } from '../../run/patterns.js';
import { appVariable, readTarget } from '../../run/target.js';
import { tellResults } from '../tell-results.js';

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
    .option(
      '--out <folder>',
      'where the reports go (default: conformance-report, and of a part conformance-report/part)',
    )
    .option('--matrix', 'show the table of suites and SDKs', false)
    .option('--verbose', 'tell every cause in full, and the story of each failure', false)
    .option('--strict', 'allow nothing: tolerated deviations and known divergences fail', false)
    .option('--baseline <file>', 'known divergences to allow', packagedBaseline)
    .option('--repeat <n>', 'run every behaviour n times and name those that do not always agree', positive, 1)
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
  2  the command was used wrongly
  3  could not judge: a crash, a driver error, nothing ran, a named SDK cannot run`,
    )
    .passThroughOptions()
    .action(async (command: string[], flags: RunFlags) => {
      const console = createConsole();
      const runners = await loadRunners(runnerFolders(flags.runners));
      const sdks = await choose(command, flags, runners);
      const { behaviours: chosen, part } = chooseByPatterns(flags);
      const out = flags.out ?? (part === undefined ? 'conformance-report' : 'conformance-report/part');
      const baseline = readBaseline(flags.baseline, [...runners.map(({ id }) => id), commandId]);
      const { repeat, strict, shard, timings, target } = flags;
      const address = readTarget(flags);
      const again = [
        ...(target === undefined ? [] : ['--target', target]),
        ...(strict ? ['--strict'] : []),
        ...(flags.baseline === packagedBaseline ? [] : ['--baseline', flags.baseline]),
      ];
      const whole = {
        ...{ sdks, behaviours: chosen, part, repeat, strict, baseline, target: address, out: resolve(out) },
        commandFor: (sdk: string, behaviour: string) => {
          const found = runnersWords(sdks.filter(({ id }) => id === sdk));
          return sdk === commandId
            ? commandLine('run', [...again, '--only', behaviour, '--', ...command])
            : commandLine('run', [...again, ...found, '--sdk', sdk, '--only', behaviour]);
        },
      };
      if (timings !== undefined && !shard) {
        throw new CommandError('Failed to use --timings: the run is not divided. Add --shard, such as --shard 1/2.');
      }
      const request = shard ? divide(whole, shard, timings) : whole;
      const { results, stale } = await run(request, createProgress(console));
      const secrets = address ? [address.app.secret] : [];
      const { matrix, verbose } = flags;
      tellResults(results, { console, out, stale, secrets, matrix, verbose });
      finish(results.verdict.exitCode);
    });
}

async function choose(command: string[], { sdk }: RunFlags, runners: readonly Runner[]): Promise<SdkChoice[]> {
  if (command.length === 0) return chooseSdks(sdk, runners);
  if (!process.argv.includes('--')) {
    const [word = ''] = command;
    throw new CommandError(
      `Failed to read the command: "${word}" is no option. Name an SDK with --sdk ${word}, or write two dashes before a driver's own command.`,
    );
  }
  return [...(sdk.length === 0 ? [] : chooseSdks(sdk, runners)), await chooseCommand(command)];
}
