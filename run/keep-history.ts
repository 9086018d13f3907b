import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeFolder } from '../runners/files.js';
import { renderHistory } from '../report/history.js';
import { entriesOf, type HistoryEntry, joinHistory } from '../verdicts/history.js';
import type { Results } from '../verdicts/model.js';
import { scrubSecrets } from '../verdicts/scrub.js';
import { CommandError } from './errors.js';
import { writeWhole } from './write-whole.js';

/** Adds a run to the history in a folder, and draws it anew. @returns what was written. @throws {CommandError} */
export function keepHistory(folder: string, results: Results): string[] {
  const fresh = entriesOf(scrubSecrets(results));
  if (fresh.length === 0) {
    throw new CommandError(
      'Failed to keep the run in the history: it is a part of a run, or it could not be judged. Keep whole runs.',
    );
  }
  const [lines, drawn] = [join(folder, 'history.jsonl'), join(folder, 'history.md')];
  const history = joinHistory(readHistory(lines), fresh);
  try {
    makeFolder(folder);
    writeWhole(lines, history.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    writeWhole(drawn, renderHistory(history));
  } catch (error) {
    throw new CommandError(`Failed to write the history ${lines}: ${(error as Error).message}. Name another folder.`);
  }
  return [lines, drawn];
}

function readHistory(file: string): HistoryEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CommandError(`Failed to read the history ${file}: ${(error as Error).message}. Name another folder.`);
  }
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const entry = parsed(line);
      if (typeof entry?.sdk === 'string' && typeof entry.version === 'string' && Array.isArray(entry.causes))
        return entry;
      throw new CommandError(
        `Failed to read the history ${file}:${index + 1}: it is no line of a history. Take it out.`,
      );
    });
}

function parsed(line: string): HistoryEntry | undefined {
  try {
    return JSON.parse(line) as HistoryEntry;
  } catch {
    return undefined;
  }
}
