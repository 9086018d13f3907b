import { Command, CommanderError, Help, Option } from 'commander';

import { packageRoot, packageVersion } from '../spec/package-root.js';
import { CommandError, type ExitCode, exitCodes } from '../run/errors.js';
import { tolerateClosedOutput } from './console.js';

/** Makes a command, which tells how it ends. */
export type CommandLoader = (finish: (exitCode: ExitCode) => void) => Promise<Command>;

const finish = (exitCode: ExitCode): void => {
  process.exitCode = exitCode;
};

const help = new Help();

const program = new Command('sdk-conformance')
  .description("Proves that an API's SDKs behave the same in every language")
  .version(packageVersion)
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

/** Runs what the command line asks for, of these commands. */
export async function runProgram(commands: readonly CommandLoader[]): Promise<void> {
  for (const load of commands) program.addCommand(await load(finish));
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
    } else if ((error as Error).name === 'SetupError') {
      process.stderr.write(`${(error as Error).message}\n`);
      finish(exitCodes.usage);
    } else {
      throw error;
    }
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
