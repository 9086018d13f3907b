import { readFileSync } from 'node:fs';

import type { SdkRecord } from '../verdicts/model.js';
import type { Launch } from '../runners/driver-process.js';
import { InstallError, type InstallFault } from '../runners/install-error.js';
import { ensureInstalled } from '../runners/install.js';
import { runnerFile } from '../runners/load.js';
import { rememberedNewer } from '../runners/registry.js';
import { CommandError, exitCodes } from './errors.js';
import type { Progress } from './progress.js';
import type { SdkChoice } from './choose.js';
import { describeCheckout } from './describe-checkout.js';

/** Faults of the machine, not of the SDK: without `--sdk` they make it `not-run`. */
const excused: readonly InstallFault[] = ['toolchain-missing', 'registry-unreachable'];

/** Faults of the words that named the SDK: there is no such version, and no such checkout. */
const misnamed: readonly InstallFault[] = ['not-published', 'no-checkout', 'not-supported'];

export interface Prepared {
  record: SdkRecord;
  /** Absent when it cannot run here. */
  installation?: Launch;
}

/** Installs what is to run, side by side. @throws {CommandError} when an SDK that was named cannot run. */
export async function prepareSdks(
  choices: readonly SdkChoice[],
  progress: Progress,
  exclude: string[],
): Promise<Prepared[]> {
  const settled = await Promise.allSettled(choices.map((choice) => prepareSdk(choice, progress, exclude)));
  const faults = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  for (const fault of faults) if (!(fault instanceof InstallError)) throw fault as Error;
  if (faults.length > 0) throw refusalOf(faults as InstallError[]);
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Installs one SDK that was named. @throws {CommandError} when it cannot be. */
export async function installNamed({ id, runner, source }: SdkChoice, progress: Progress): Promise<Launch> {
  try {
    return await ensureInstalled(runner, source, { onProgress: progress.installing(id) });
  } catch (error) {
    if (error instanceof InstallError) throw refusalOf([error]);
    throw error;
  }
}

async function prepareSdk(choice: SdkChoice, progress: Progress, exclude: string[]): Promise<Prepared> {
  const { runner, source, named, id, launch } = choice;
  const { version, checkout } = source;
  const build = checkout === undefined ? undefined : await describeCheckout(checkout);
  const newer = (version ?? checkout) === undefined ? await rememberedNewer(runner) : undefined;
  const record = {
    ...recordOf(choice),
    ...(build === undefined ? {} : { build }),
    ...(newer === undefined ? {} : { newer }),
  };
  if (launch) return { record, installation: launch };
  try {
    const onProgress = progress.installing(id);
    const installation = await ensureInstalled(runner, source, { exclude, onProgress });
    return { record, installation };
  } catch (error) {
    if (named || !(error instanceof InstallError) || !excused.includes(error.failure.fault)) throw error;
    const { what, cause, remedy } = error.failure;
    const reason = `Failed to install ${what}: ${cause}.`;
    progress.notRun(id, reason);
    return { record: { ...record, reason, remedy } };
  }
}

/** Why SDKs that were named cannot run. It is the user's fault where all of them were misnamed. */
export function refusalOf(errors: readonly InstallError[]): CommandError {
  const code = errors.every(({ failure }) => misnamed.includes(failure.fault)) ? exitCodes.usage : exitCodes.unjudged;
  return new CommandError(errors.map(explain).join('\n\n'), code);
}

/** The sentence, and below it the tool's own last lines. */
function explain({ message, failure: { output = [] } }: InstallError): string {
  return [message, ...output.map((line) => `  | ${line}`)].join('\n');
}

/** What is known of an SDK before it is installed. */
export function recordOf({ id, runner }: SdkChoice): SdkRecord {
  const { language, package: name, example } = runner;
  const file = runnerFile(runner, example);
  return {
    id,
    runner: runner.id,
    language,
    name,
    version: null,
    runtime: null,
    status: 'not-run',
    credentials: [],
    calls: [],
    example: file === undefined ? null : { file: `runners/${runner.id}/${example}`, text: readFileSync(file, 'utf8') },
  };
}
