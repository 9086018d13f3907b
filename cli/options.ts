import { InvalidArgumentError, Option } from 'commander';

import { containModes } from '../run/contain.js';
import type { Fraction } from '../run/divide.js';

/** For options that may be given several times. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** A whole number from 1 to 9999. @throws {InvalidArgumentError} */
export function positive(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError(`"${value}" is no whole number from 1 to 9999.`);
  return Number(value);
}

/** Reads `2/5`. @throws {InvalidArgumentError} */
export function fraction(text: string): Fraction {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const part = { index: Number(index), of: Number(of) };
  if (!(part.index >= 1 && part.index <= part.of)) {
    throw new InvalidArgumentError(`"${text}" is no part of a whole. Write one like 2/5.`);
  }
  return part;
}

/** The flag of every command that takes `--sdk`. */
export const runnersOption = [
  '--runners <folder>',
  'a folder with runners of your own, or one of them (repeatable; also in SDK_CONFORMANCE_RUNNERS)',
] as const;

/** The flag of a run and a gate, whose default `outOf` gives. */
export const outOption = [
  '--out <folder>',
  'where the reports go (default: conformance-report, and of a part conformance-report/part)',
] as const;

/** Where the reports go. Those of a part of the behaviours do not take the place of those of all. */
export function outOf({ out, only, skip }: { out?: string; only: string[]; skip: string[] }): string {
  return out ?? (only.length + skip.length > 0 ? 'conformance-report/part' : 'conformance-report');
}

/** The flag of every command that starts drivers. */
export const containOption = (): Option =>
  new Option(
    '--contain <mode>',
    'whether SDKs run contained: without processes, files and networks that they do not need',
  )
    .choices(containModes)
    .default('auto');

export const retryOption = (): Option =>
  new Option(
    '--retry <0|1>',
    'run what a busy machine may have made fail once more, alone; what then holds is told as unsteady. 0 turns that off',
  )
    .argParser((value: string) => {
      if (!['0', '1'].includes(value)) throw new InvalidArgumentError(`"${value}" is neither 0 nor 1.`);
      return value === '1';
    })
    .default(true, '1');

/** The seed of the documents that suites generate. */
export const seedOption = ['--seed <n>', 'what generated documents come from; a failure tells its own'] as const;
