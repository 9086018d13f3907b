import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { ValidateFunction } from 'ajv';

import type { Results } from '../verdicts/model.js';
import { Ajv } from '../spec/libraries/ajv.js';
import { packageRoot } from '../spec/package-root.js';
import { describeSchemaFault } from '../spec/schema-fault.js';
import { CommandError } from './errors.js';

/** The version of the model that this package writes and reads. */
const schemaVersion = 2;

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
  check ??= compileSchema();
  if (!check(value)) {
    const remedy = 'It may have been cut short or altered: write it again.';
    throw fault(describeSchemaFault(check.errors![0]!), remedy);
  }
  return { file, folder: dirname(file), results: value };
}

let check: ValidateFunction<Results> | undefined;

/** What a later version adds to the model is no fault. */
function compileSchema(): ValidateFunction<Results> {
  const text = readFileSync(join(packageRoot, 'verdicts', 'results.schema.json'), 'utf8');
  const schema = JSON.parse(text, (key, value: unknown) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  ) as object;
  return new Ajv({ strict: false, allowUnionTypes: true }).compile<Results>(schema);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
