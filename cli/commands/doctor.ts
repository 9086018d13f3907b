import { Command } from 'commander';

import { inspectContainment } from '../../runners/containment.js';
import { loadRunners } from '../../runners/load.js';
import { wrap } from '../../report/terminal-text.js';
import { createConsole } from '../console.js';
import { doctorAdvice, doctorNews, doctorTable, doctorVerdict } from '../doctor-report.js';
import { type ExitCode, exitCodes } from '../../run/errors.js';
import { sentenceOf } from '../../run/contain.js';
import { examine } from '../../run/examine.js';
import { chooseSdks } from '../../run/choose.js';
import { collect, runnersOption } from '../options.js';

interface DoctorFlags {
  sdk: string[];
  runners: string[];
  offline: boolean;
  json: boolean;
}

export function doctorCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('doctor')
    .description('Tell which SDKs can run on this machine, what is missing and how to get it')
    .option('--sdk <id>', 'look at this SDK only: python, python@5.2.0 or python=../checkout (repeatable)', collect, [])
    .option(...runnersOption, collect, [])
    .option('--offline', 'ask no registry: only what is installed already counts as able to run', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  every SDK can run
  2  the command was used wrongly
  3  an SDK cannot run: a tool is missing, or its registry cannot be reached or lacks the release`,
    )
    .action(async ({ sdk, runners, offline, json }: DoctorFlags) => {
      const console = createConsole();
      const { out, note, isTerminal, colors, width } = console;
      const choices = chooseSdks(sdk, await loadRunners(runners));
      if (isTerminal && !offline) note('Asking the tools for their versions, and the registries for theirs…');
      const [diagnoses, containment] = await Promise.all([examine(choices, { offline }), inspectContainment()]);
      const ready = diagnoses.every((diagnosis) => diagnosis.ready);
      finish(ready ? exitCodes.ok : exitCodes.unjudged);
      if (json) {
        const sdks = diagnoses.map((diagnosis) => ({ ...diagnosis, advice: doctorAdvice([diagnosis])[0] }));
        return out(JSON.stringify({ ready, containment, sdks }, null, 2));
      }
      out(doctorTable(diagnoses, console));
      const sentences = [sentenceOf(containment), ...doctorAdvice(diagnoses), ...doctorNews(diagnoses)];
      for (const sentence of sentences) out(`\n${wrap(sentence, width).join('\n')}`);
      out(`\n${doctorVerdict(diagnoses, colors)}`);
    });
}
