import { Command } from 'commander';

import { MergeError, mergeResults } from '../../verdicts/merge.js';
import { createConsole } from '../console.js';
import { CommandError, type ExitCode, exitCodes } from '../../run/errors.js';
import { readResults } from '../../run/read-results.js';
import { tellResults } from '../tell-results.js';

export function mergeCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('merge')
    .description('Join the parts of a divided run, or runs of different SDKs')
    .argument('<results...>', 'results.json of each, or the folders they are in')
    .option('--out <folder>', 'where the reports go', 'conformance-report')
    .option('--matrix', 'show the table of suites and SDKs', false)
    .option('--verbose', 'tell every cause in full, and the story of each failure', false)
    .addHelpText('after', '\nThe exit code is that of the run as a whole; 2 when the results do not belong together.')
    .action((paths: string[], { out, matrix, verbose }: { out: string; matrix: boolean; verbose: boolean }) => {
      const console = createConsole();
      const { results, stale } = merge(paths);
      tellResults(results, { console, out, stale, matrix, verbose });
      finish(results.verdict.exitCode);
    });
}

function merge(paths: readonly string[]): ReturnType<typeof mergeResults> {
  const parts = paths.map(readResults);
  try {
    return mergeResults(parts);
  } catch (error) {
    if (!(error instanceof MergeError)) throw error;
    throw new CommandError(error.message, error.unjudged ? exitCodes.unjudged : exitCodes.usage);
  }
}
