import { Command } from 'commander';

import type { Results } from '../../verdicts/model.js';
import { diffResults, IncomparableError } from '../../verdicts/diff-results.js';
import { scrubSecrets } from '../../verdicts/scrub.js';
import { changeLines, countChanges } from '../../report/terminal-changes.js';
import { wrap } from '../../report/terminal-text.js';
import { createConsole } from '../console.js';
import { CommandError, type ExitCode, exitCodes } from '../../run/errors.js';
import { readResults, type ResultsFile } from '../../run/read-results.js';

export function diffCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('diff')
    .description('Tell what changed from one run to another')
    .argument('<before>', 'results.json of the one run, or the folder it is in')
    .argument('<after>', 'results.json of the other run, or the folder it is in')
    .option('--json', 'as JSON', false)
    .option('--verbose', 'every behaviour with what differs, line by line', false)
    .addHelpText('after', '\nExit codes: 0 no difference, 1 differences, 2 the runs cannot be compared')
    .action((before: string, after: string, { json, verbose }: { json: boolean; verbose: boolean }) => {
      const { out, colors, width } = createConsole();
      const changes = compare(before, after);
      if (json) out(JSON.stringify(changes, null, 2));
      else if (changes.items.length === 0) out(countChanges(changes));
      else {
        const count = wrap(countChanges(changes), width).map(colors.bold).join('\n');
        out([...changeLines(changes, { colors, width, verbose }), count].join('\n\n'));
      }
      finish(changes.items.length === 0 ? exitCodes.ok : exitCodes.failed);
    });
}

function compare(before: string, after: string) {
  const [was, is] = [readResults(before), readResults(after)];
  requireSameChoice(was, is);
  try {
    return diffResults(scrubSecrets(was.results), scrubSecrets(is.results), { before: was.file, after: is.file });
  } catch (error) {
    if (error instanceof IncomparableError) throw new CommandError(error.message);
    throw error;
  }
}

/** What one run was not asked to run is no difference. That a version of the suites has other behaviours is one. */
function requireSameChoice(was: ResultsFile, is: ResultsFile): void {
  const [one, other] = [was, is].map(({ results }) => choiceOf(results));
  const ids = ({ results }: ResultsFile): string => results.behaviours.map(({ id }) => id).join();
  const inOtherWords = was.results.shard === undefined && is.results.shard === undefined && ids(was) === ids(is);
  if (one === other || inOtherWords) return;
  throw new CommandError(
    `Failed to compare ${was.file} with ${is.file}: each is of another choice of behaviours (${one}; ${other}). Run both with the same --only, --skip and --shard, or merge the parts of each.`,
  );
}

/** The flags that chose what was run. */
function choiceOf({ suite, shard }: Results): string {
  const flags = [suite.part, shard && `--shard ${shard.index}/${shard.of}`].filter((flag) => flag !== undefined);
  return flags.join(' ') || 'all';
}
