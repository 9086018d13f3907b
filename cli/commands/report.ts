import { Command, Option } from 'commander';

import { type FormatName, formatNames, formats } from '../../report/formats.js';
import { scrubSecrets } from '../../verdicts/scrub.js';
import { nearest } from '../../runners/nearest.js';
import { createConsole } from '../console.js';
import { CommandError } from '../../run/errors.js';
import { readResults } from '../../run/read-results.js';
import { keepHistory } from '../../run/keep-history.js';
import { render, writeReports } from '../../run/write-reports.js';

/** `badge` stands for the picture and for what shields.io reads. */
const choices = [...formatNames, 'badge'] as const;
type Choice = (typeof choices)[number];

interface ReportFlags {
  format: Choice[];
  out?: string;
  print: boolean;
  history?: string;
}

export function reportCommand(): Command {
  const format = new Option('--format <name>', 'one format, or badge for both badges (repeatable; default: all)')
    .choices(choices)
    .default([], 'all')
    .argParser((name: string, before: Choice[]) => [...before, checked(name)]);
  return new Command('report')
    .description('Write reports of a run from its results')
    .argument('<results>', 'results.json, or the folder it is in')
    .addOption(format)
    .option('--out <folder>', 'where the reports go (default: where the results are)')
    .option('--history <folder>', 'instead: add the run to the history kept there, and draw how causes came and went')
    .option('--print', 'print one format instead of writing it', false)
    .addHelpText('after', `\nFormats:\n${formatNames.map(describeFormat).join('\n')}`)
    .action((path: string, { format: chosen, out, print, history }: ReportFlags) => {
      const console = createConsole();
      const names = [...new Set(chosen.flatMap(namesOf))];
      const { folder, results } = readResults(path);
      if (history !== undefined) {
        for (const file of keepHistory(history, results)) console.out(file);
        return;
      }
      if (print) {
        const [name, ...others] = names;
        if (!name || others.length > 0) {
          throw new CommandError('Failed to print: --print takes exactly one --format. Name one, such as markdown.');
        }
        console.out(render(scrubSecrets(results), name).trimEnd());
        return;
      }
      const written = writeReports(out ?? folder, results, names.length > 0 ? names : undefined);
      for (const file of written) console.out(file);
    });
}

function checked(name: string): Choice {
  const choice = choices.find((candidate) => candidate === name);
  if (choice) return choice;
  const meant = nearest(name, choices);
  throw new CommandError(
    `Failed to choose the format "${name}": there is no such format. ${meant ? `Did you mean ${meant}? ` : ''}Choose from ${choices.join(', ')}.`,
  );
}

function namesOf(choice: Choice): FormatName[] {
  return choice === 'badge' ? ['badge-json', 'badge-svg'] : [choice];
}

function describeFormat(name: FormatName): string {
  return `  ${name.padEnd(12)} ${formats[name].summary}, as ${formats[name].file}`;
}
