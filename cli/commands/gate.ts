import { Command } from 'commander';

import type { ExitCode } from '../../run/errors.js';
import { gate } from '../../run/gate.js';
import type { ContainMode } from '../../run/contain.js';
import { createLiveConsole } from '../console.js';
import {
  collect,
  containOption,
  outOf,
  outOption,
  positive,
  retryOption,
  runnersOption,
  seedOption,
} from '../options.js';
import { tellRun } from '../tell-run.js';

interface GateFlags {
  sdk: string[];
  runners: string[];
  against: string[];
  baseline?: string;
  updateBaseline: boolean;
  only: string[];
  skip: string[];
  out?: string;
  matrix: boolean;
  verbose: boolean;
  repeat: number;
  seed?: number;
  retry: boolean;
  contain: ContainMode;
}

export function gateCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('gate')
    .description('Hold a release back, or let it through')
    .option('--sdk <id>', 'what is to be released: python=../checkout or python@5.4.0 (repeatable)', collect, [])
    .option('--against <id>', 'the release to compare with: python@5.3.1 (one for each SDK under test)', collect, [])
    .option(...runnersOption, collect, [])
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
    .option(...outOption)
    .option('--repeat <n>', 'run every behaviour n times and name those that do not always agree', positive, 1)
    .option(...seedOption, positive)
    .addOption(retryOption())
    .addOption(containOption())
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
      const console = await createLiveConsole();
      const { sdk: sdks, matrix, verbose, ...asked } = flags;
      const out = outOf(flags);
      const { progress, tell } = tellRun({ console, out, matrix, verbose });
      const { results, stale, note } = await gate({ ...asked, sdks, out, progress });
      if (note !== undefined) console.note(note);
      await tell(results, stale);
      finish(results.verdict.exitCode);
    });
}
