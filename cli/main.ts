import { Command, CommanderError, Help, Option } from 'commander';

import { CacheError, RunnerError } from '../runners/index.js';
import { diffCommand } from './commands/diff.js';
import { doctorCommand } from './commands/doctor.js';
import { driverCommand } from './commands/driver.js';
import { gateCommand } from './commands/gate.js';
import { listCommand } from './commands/list.js';
import { mergeCommand } from './commands/merge.js';
import { mockCommand } from './commands/mock.js';
import { reportCommand } from './commands/report.js';
import { runCommand } from './commands/run.js';
import { packageRoot } from '../spec/package-root.js';
import { suiteVersion } from '../run/carry-out.js';
import { tolerateClosedOutput } from './console.js';
import { CommandError, type ExitCode, exitCodes } from '../run/errors.js';

const finish = (exitCode: ExitCode): void => {
  process.exitCode = exitCode;
};

const help = new Help();

const program = new Command('sdk-conformance')
  .description("Proves that an API's SDKs behave the same in every language")
  .version(suiteVersion)
  .enablePositionalOptions()
  .exitOverride()
  .configureHelp({ optionDescription: describeOption })
  .showSuggestionAfterError()
  .showHelpAfterError('Run with --help to see what can be asked.')
  .addHelpText(
    'after',
    `
Start with:
  sdk-conformance doctor
  sdk-conformance run

Exit codes: 0 all is well, 1 an SDK failed, 2 used wrongly, 3 could not judge. Each command's help says more.`,
  );

for (const command of [
  runCommand(finish),
  gateCommand(finish),
  diffCommand(finish),
  mergeCommand(finish),
  reportCommand(),
  listCommand(),
  doctorCommand(finish),
  mockCommand(finish),
  driverCommand(finish),
]) {
  program.addCommand(command);
}
inherit(program);
tolerateClosedOutput();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    finish(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
  } else if (error instanceof CommandError) {
    process.stderr.write(`${error.message}\n`);
    finish(error.exitCode);
  } else if (error instanceof RunnerError || error instanceof CacheError) {
    process.stderr.write(`${error.message}\n`);
    finish(exitCodes.usage);
  } else {
    throw error;
  }
}

/** A default that says nothing is left out; one that lies in this package is no path anybody has to know. */
function describeOption(option: Option): string {
  const defaultValue: unknown = option.defaultValue;
  const packaged = typeof defaultValue === 'string' && defaultValue.startsWith(packageRoot);
  const empty = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0);
  const shown = packaged
    ? { defaultValueDescription: 'the one in this package' }
    : empty
      ? { defaultValue: undefined }
      : {};
  return help.optionDescription(Object.assign(Object.create(Option.prototype), option, shown) as Option);
}

/** Commander hands settings down only to commands that are made after them. */
function inherit(command: Command): void {
  for (const child of command.commands) inherit(child.copyInheritedSettings(command));
}
