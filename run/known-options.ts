import { nearest } from '../runners/nearest.js';
import { CommandError } from './errors.js';

/** The names of options, all of them: the compiler asks for one that is missing here. */
export type Known<Options> = Record<keyof Options, true>;

/** Refuses a misspelled option, which would otherwise run something else than was asked for. @throws {CommandError} */
export function refuseUnknown<Options extends object>(of: string, options: Options, known: Known<Options>): void {
  const names = Object.keys(known);
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const near = nearest(unknown, names);
  throw new CommandError(
    `Failed to read the options of ${of}: there is no "${unknown}". ${near ? `Did you mean ${near}? ` : ''}Choose from ${names.sort().join(', ')}.`,
  );
}
