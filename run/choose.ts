import type { Launch } from '../runners/driver-process.js';
import { launchCommand } from '../runners/install.js';
import { nearest } from '../runners/nearest.js';
import type { Runner, Source } from '../runners/runner.js';
import type { Behaviour } from '../suites/behaviour.js';
import { behaviours, means, suites } from '../suites/catalogue.js';
import { CommandError } from './errors.js';

/** The good peer: it proves the suites and is no SDK, so it runs only when it is asked for. */
const referenceId = 'reference';
/** What an SDK is called whose driver is given as a command. */
export const commandId = 'command';

export interface SdkChoice {
  /** As the user wrote it: `python`, `python@5.2.0`, `python=../stream-python`. */
  id: string;
  runner: Runner;
  source: Source;
  /** Named by the user, so that not being able to run it is an error. */
  named: boolean;
  /** Given for a driver that is started as it stands: there is nothing to install. */
  launch?: Launch;
}

/** Reads `--sdk` flags; without any, every SDK there is. @throws {CommandError} */
export function chooseSdks(flags: readonly string[], runners: readonly Runner[]): SdkChoice[] {
  if (flags.length === 0) {
    return runners
      .filter(({ id }) => id !== referenceId)
      .map((runner) => ({ id: runner.id, runner, source: {}, named: false }));
  }
  return [...new Set(flags)].map((flag) => chooseSdk(flag, runners));
}

export function chooseSdk(flag: string, runners: readonly Runner[]): SdkChoice {
  const ids = runners.map(({ id }) => id);
  const [, id = '', sign, rest = ''] = /^([^@=]*)([@=])?(.*)$/s.exec(flag) ?? [];
  const fault = (cause: string): CommandError => new CommandError(`Failed to choose the SDK "${flag}": ${cause}`);
  if (id === '') throw fault(`it has no name. Choose from ${ids.join(', ')}.`);
  const runner = runners.find((candidate) => candidate.id === id);
  if (!runner) throw fault(unknown(id, ids, 'SDK'));
  if (sign === '@' && rest === '') throw fault(`no version follows the @. Write one, such as ${id}@latest.`);
  if (sign === '=' && rest === '') throw fault(`no folder follows the =. Write one, such as ${id}=../checkout.`);
  const source: Source = sign === '=' ? { checkout: rest } : sign === '@' ? { version: rest } : {};
  return { id: flag, runner, source, named: true };
}

/** An SDK of which nothing is known but how its driver is started. @throws {CommandError} */
export function chooseCommand(command: readonly string[]): SdkChoice {
  const launch = launchDriver(command);
  const runner: Runner = {
    id: commandId,
    language: command.join(' '),
    package: commandId,
    registry: 'none, it is started by a command',
    example: '',
    tools: [],
    install: async () => undefined,
    driver: command,
    folders: [],
  };
  return { id: commandId, runner, source: {}, named: true, launch };
}

/** @throws {CommandError} when there is no such program. */
export function launchDriver(command: readonly string[]): Launch {
  const launch = launchCommand(command);
  if (launch) return launch;
  throw new CommandError(
    `Failed to start the driver ${command[0]}: there is no such program, or it may not be run. Correct the command, or install what it needs.`,
  );
}

/** The words that make a command find the runners of these SDKs again. */
export function runnersWords(choices: readonly SdkChoice[]): string[] {
  const folders = choices.flatMap(({ runner: { foundIn } }) => (foundIn === undefined ? [] : [foundIn]));
  return [...new Set(folders)].flatMap((folder) => ['--runners', folder]);
}

/** Reads `--only` flags; without any, every behaviour. @throws {CommandError} */
export function chooseBehaviours(prefixes: readonly string[]): Behaviour[] {
  if (prefixes.length === 0) return [...behaviours];
  for (const prefix of prefixes) {
    if (prefix === '') {
      throw new CommandError(
        `Failed to choose the behaviours "": it is no id. See them all with: sdk-conformance list`,
      );
    }
    if (behaviours.some(({ id }) => means(prefix, id))) continue;
    const ids = [...suites, ...behaviours.map(({ id }) => id)];
    throw new CommandError(
      `Failed to choose the behaviours "${prefix}": ${unknown(prefix, ids, 'suite or behaviour')}`,
    );
  }
  return behaviours.filter(({ id }) => prefixes.some((prefix) => means(prefix, id)));
}

function unknown(wrong: string, valid: readonly string[], what: string): string {
  const suggestion = nearest(wrong, valid);
  const choices = valid.length <= 12 ? `Choose from ${valid.join(', ')}.` : 'See them all with: sdk-conformance list';
  return `there is no such ${what}. ${suggestion ? `Did you mean ${suggestion}? ` : ''}${choices}`;
}
