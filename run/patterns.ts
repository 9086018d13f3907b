import { readFileSync } from 'node:fs';

import type { Behaviour } from '../suites/behaviour.js';
import { behaviours } from '../suites/catalogue.js';
import { chooseBehaviours } from './choose.js';
import { commandWords } from './command-line.js';
import { CommandError } from './errors.js';

export interface Patterns {
  /** What ids begin with; `@file` stands for the patterns in a file. */
  only?: readonly string[];
  skip?: readonly string[];
}

export interface Choice {
  behaviours: Behaviour[];
  /** The flags that chose them, when they are not all. */
  part?: string;
}

/** Reads `--only` and `--skip`; without any, every behaviour. @throws {CommandError} */
export function chooseByPatterns({ only = [], skip = [] }: Patterns): Choice {
  const kept = chooseBehaviours(only.flatMap(spellOut));
  // Asked for only so that a pattern that means nothing is refused.
  const left = new Set(skip.length === 0 ? [] : chooseBehaviours(skip.flatMap(spellOut)).map(({ id }) => id));
  const chosen = kept.filter(({ id }) => !left.has(id));
  if (chosen.length === 0) {
    throw new CommandError(
      'Failed to choose the behaviours: --skip leaves out all that --only chose. Skip less, or choose more.',
    );
  }
  if (chosen.length === behaviours.length) return { behaviours: chosen };
  const words = [...only.flatMap((word) => ['--only', word]), ...skip.flatMap((word) => ['--skip', word])];
  return { behaviours: chosen, part: commandWords(words) };
}

/** The patterns of a file: one a line; what follows a hash is a comment. @throws {CommandError} */
function spellOut(pattern: string): string[] {
  if (!pattern.startsWith('@')) return [pattern];
  const file = pattern.slice(1);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      `Failed to read the patterns ${file}: ${(error as Error).message}. Name a file with the beginning of an id on each line.`,
    );
  }
  const patterns = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
  if (patterns.length === 0) {
    throw new CommandError(`Failed to read the patterns ${file}: it has none. Write the beginning of an id on a line.`);
  }
  return patterns;
}
