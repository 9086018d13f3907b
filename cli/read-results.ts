import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Results } from '../report/model.js';
import { CommandError } from './errors.js';

/** The version of the model that this package writes and reads. */
const schemaVersion = 1;

const lists = ['sdks', 'behaviours', 'results', 'parity', 'coverage'] as const satisfies readonly (keyof Results)[];

export interface ResultsFile {
  /** As named by the user, with the file's name. */
  file: string;
  folder: string;
  results: Results;
}

/** Reads `results.json`, or the one in a folder. @throws {CommandError} when it is none. */
export function readResults(path: string): ResultsFile {
  const file = isFolder(path) ? join(path, 'results.json') : path;
  const fault = (cause: string, remedy: string) =>
    new CommandError(`Failed to read the results ${file}: ${cause}. ${remedy}`);
  const another = 'Name a results.json, or the folder that "run" wrote one to.';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fault(
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message,
      another,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fault(`it is no JSON, ${(error as Error).message}`, another);
  }
  const results = value as Partial<Results> | null;
  if (typeof results !== 'object' || results === null || !('schemaVersion' in results)) {
    throw fault('it has no schemaVersion', another);
  }
  if (results.schemaVersion !== schemaVersion) {
    const cause = `its schemaVersion is ${JSON.stringify(results.schemaVersion)}, and this version reads ${schemaVersion}`;
    throw fault(cause, 'Read it with the version of sdk-conformance that wrote it.');
  }
  const missing = lists.find((name) => !Array.isArray(results[name]));
  if (missing) throw fault(`it has no list "${missing}"`, 'It may have been cut short: write it again.');
  return { file, folder: dirname(file), results: results as Results };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
