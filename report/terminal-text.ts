import type { createColors } from 'picocolors';

import { oneLine } from '../verdicts/text.js';
import type { Tone } from '../verdicts/verdicts.js';

export type Colors = ReturnType<typeof createColors>;

/** Where it is told, and how much. */
export interface Screen {
  colors: Colors;
  /** How wide lines may be; commands are never broken. */
  width: number;
  /** All there is, with what differs line by line. */
  verbose: boolean;
}

const tones: Record<Tone, (colors: Colors) => (text: string) => string> = {
  good: (colors) => colors.green,
  note: (colors) => colors.yellow,
  bad: (colors) => colors.red,
  unknown: (colors) => colors.magenta,
  quiet: (colors) => colors.dim,
};

export function paint(tone: Tone, text: string, colors: Colors): string {
  return tones[tone](colors)(text);
}

/** Lines of at most `width`, broken between words; a word that is longer has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of oneLine(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lines behind a mark, the later ones indented. */
export function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map((line, at) => `${at === 0 ? mark : ' '} ${line}`);
}

/**
 * A table without lines: columns as wide as they need to be. Where that is too wide, what comes after the first `fixed`
 * columns stands in a row, and goes on below where it must.
 */
export function columns(rows: readonly string[][], width: number, fixed: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (row: readonly string[], count: number) =>
    row.slice(0, count).flatMap((cell, column) => (widths[column]! > 0 ? [cell.padEnd(widths[column]!)] : []));
  const aligned = rows.map((row) => padded(row, row.length).join('  ').trimEnd());
  if (aligned.every((line) => line.length <= width)) return aligned;
  return rows.flatMap((row) => {
    const lines = [padded(row, fixed).join('  ')];
    for (const cell of row.slice(fixed).filter((one) => one !== '')) {
      const last = lines.at(-1)!;
      if (last.length + 2 + cell.length <= width) lines[lines.length - 1] = `${last}  ${cell}`;
      else lines.push(`${' '.repeat(widths[0]!)}  ${cell}`);
    }
    return lines.map((line) => line.trimEnd());
  });
}
