import { InvalidArgumentError } from 'commander';

/** For options that may be given several times. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** A whole number from 1 to 9999. @throws {InvalidArgumentError} */
export function positive(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError(`"${value}" is no whole number from 1 to 9999.`);
  return Number(value);
}

/** The flag of every command that takes `--sdk`. */
export const runnersOption = [
  '--runners <folder>',
  'a folder with runners of your own, or one of them (repeatable; also in SDK_CONFORMANCE_RUNNERS)',
] as const;
