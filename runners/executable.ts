import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** The program itself for `node`, so that a driver runs on the Node.js that runs this, whatever `PATH` says. */
export const resolveProgram = (program: string): string => (program === 'node' ? process.execPath : program);

/** The program that `PATH` leads to; `undefined` when there is none. */
export function findExecutable(program: string, path: string = process.env.PATH ?? ''): string | undefined {
  const resolved = resolveProgram(program);
  const candidates = isAbsolute(resolved) ? [resolved] : path.split(delimiter).map((folder) => join(folder, resolved));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return statSync(candidate).isFile();
    } catch {
      return false;
    }
  });
}
