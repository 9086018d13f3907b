#!/usr/bin/env node
import { Command, CommanderError } from 'commander';

import { listCommand } from './commands/list.js';
import { runCommand } from './commands/run.js';
import { suiteVersion } from './conduct.js';
import { CommandError, type ExitCode, exitCodes } from './errors.js';

const finish = (exitCode: ExitCode): void => {
  process.exitCode = exitCode;
};

const program = new Command('sdk-conformance')
  .description("Proves that an API's SDKs behave the same in every language")
  .version(suiteVersion)
  .showSuggestionAfterError()
  .showHelpAfterError('Run with --help to see what can be asked.')
  .addHelpText(
    'after',
    `
Exit codes:
  0  every behaviour that applies holds or is allowed
  1  an SDK failed a behaviour, or a known divergence no longer fails
  2  the command was used wrongly
  3  could not judge: a crash, a driver error, nothing ran, a named SDK cannot run`,
  );

for (const command of [runCommand(finish), listCommand()]) {
  program.addCommand(command.copyInheritedSettings(program));
}
for (const command of [program, ...program.commands]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    finish(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
  } else if (error instanceof CommandError) {
    process.stderr.write(`${error.message}\n`);
    finish(error.exitCode);
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    finish(exitCodes.unjudged);
  }
}
