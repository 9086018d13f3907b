import { basename, resolve } from 'node:path';

import { Command } from 'commander';

import { userToken } from '../../mock/tokens.js';
import { checkDriver, type RuleResult } from '../../driver-check/check.js';
import type { Launch } from '../../runners/driver-process.js';
import { DriverFailure } from '../../runners/driver.js';
import { loadRunners } from '../../runners/load.js';
import { checkVerdict, ruleLines } from '../check-report.js';
import { type Console, createConsole, createLiveConsole } from '../console.js';
import { CommandError, type ExitCode, exitCodes } from '../../run/errors.js';
import { type ContainMode, decideContainment, sentenceOf } from '../../run/contain.js';
import { commandLine } from '../../run/command-line.js';
import { initDriver, kitLanguages } from '../../run/init-driver.js';
import { installNamed } from '../../run/prepare.js';
import { collect, containOption, runnersOption } from '../options.js';
import { createProgress } from '../progress.js';
import { chooseSdk, launchDriver } from '../../run/choose.js';
import { startMock } from '../../run/start-mock.js';

interface CheckFlags {
  sdk?: string;
  runners: string[];
  contain: ContainMode;
}

export function driverCommand(finish: (exitCode: ExitCode) => void): Command {
  const check = new Command('check')
    .description('Hold a driver to the protocol, rule by rule, and name the first rule it breaks')
    .argument('[command...]', 'the command that starts the driver, and its arguments')
    .option('--sdk <id>', 'check the driver of this SDK instead: python, python@5.2.0 or python=../checkout')
    .option(...runnersOption, collect, [])
    .addOption(containOption())
    .passThroughOptions()
    .addHelpText(
      'after',
      `
Examples:
  sdk-conformance driver check -- ruby driver.rb
  sdk-conformance driver check --sdk go

The command runs in the current folder, against a mock of its own, with an environment that holds
only PATH, HOME, LANG and TMPDIR.

Exit codes:
  0  the driver keeps every rule that what it offers can be held to
  1  it breaks a rule
  2  the command was used wrongly, or what it names cannot be started
  3  the SDK that --sdk names cannot be installed here, or --contain require cannot be had`,
    )
    .action(async (command: string[], { sdk, runners, contain }: CheckFlags) => {
      const console = await createLiveConsole();
      const containment = await decideContainment(contain);
      const launch = await (sdk === undefined ? launchOf(command) : installSdk({ sdk, runners }, command, console));
      if (!containment.contained) console.note(sentenceOf(containment));
      const results = await holdToProtocol({ ...launch, contained: containment.contained }, console);
      console.out(`\n${checkVerdict(results, console.colors)}`);
      finish(results.every(({ state }) => state !== 'broken') ? exitCodes.ok : exitCodes.failed);
    });
  return new Command('driver')
    .description('Help for those who write a driver: begin one, and check it against the protocol')
    .enablePositionalOptions()
    .addCommand(initCommand())
    .addCommand(check);
}

function initCommand(): Command {
  return new Command('init')
    .description('Begin a driver in a language that has a kit: the kit, a binding with one call, and a runner')
    .argument('<folder>', "a new folder; its name is the SDK's on the command line")
    .requiredOption('--language <name>', `one of ${kitLanguages().join(', ')}`)
    .addHelpText(
      'after',
      `
Example:
  sdk-conformance driver init conformance/my-sdk --language python
  sdk-conformance driver check --runners conformance --sdk my-sdk

docs/add-a-language.md tells what comes next.

Exit codes: 0 written, 2 used wrongly`,
    )
    .action((folder: string, { language }: { language: string }) => {
      const { out } = createConsole();
      const files = initDriver(folder, language);
      const id = basename(resolve(folder));
      out(`Wrote ${files.slice(0, -1).join(', ')} and ${files.at(-1)} to ${folder}.\n`);
      out(`Check it:  ${commandLine('driver', ['check', '--runners', folder, '--sdk', id])}`);
      out('What comes next is told in docs/add-a-language.md.');
    });
}

function launchOf(command: readonly string[]): Launch {
  if (command.length === 0) {
    throw new CommandError(
      'Failed to check a driver: there is no command. Write it after two dashes, as in: sdk-conformance driver check -- python3 driver.py',
    );
  }
  return launchDriver(command);
}

async function installSdk(
  { sdk, runners }: { sdk: string; runners: string[] },
  command: readonly string[],
  console: Console,
): Promise<Launch> {
  if (command.length > 0) {
    throw new CommandError(
      `Failed to choose the driver: there are both --sdk ${sdk} and the command ${command.join(' ')}. Give one of them.`,
    );
  }
  const progress = createProgress(console);
  const installation = await installNamed(chooseSdk(sdk, await loadRunners(runners)), progress);
  progress.done();
  return installation;
}

/** Runs the check against a mock of its own, and prints each rule as soon as it is known. */
async function holdToProtocol(launch: Launch, console: Console): Promise<RuleResult[]> {
  const app = { key: 'driver-check', secret: 'secret-of-the-driver-check-long-enough' };
  const mock = await startMock({ apps: [app] });
  const connection = {
    baseUrl: mock.url,
    apiKey: app.key,
    secret: app.secret,
    userToken: await userToken(app.secret, 'own-user'),
  };
  const results: RuleResult[] = [];
  try {
    const onSlow = (sentence: string): void => console.out(console.colors.yellow(`! ${sentence}`));
    for await (const result of checkDriver({ ...launch, reach: [mock] }, connection, { onSlow })) {
      results.push(result);
      console.out(ruleLines(result, console));
    }
  } catch (error) {
    if (error instanceof DriverFailure) throw new CommandError(error.message);
    throw error;
  } finally {
    await mock.close();
  }
  return results;
}
