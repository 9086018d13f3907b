import { diffArrays } from 'diff';

/** A piece of a line, and whether other lines have something else there. */
export interface Piece {
  text: string;
  differs: boolean;
}

/** A line in pieces: what all the other lines have too, and what at least one of them has not. Word by word. */
export function comparedWith(line: string, others: readonly string[]): Piece[] {
  const own = words(line);
  const differs = new Array<boolean>(own.length).fill(false);
  for (const other of new Set(others)) {
    let position = 0;
    for (const { value, added, removed } of diffArrays(own, words(other))) {
      if (added) continue;
      if (removed) differs.fill(true, position, position + value.length);
      position += value.length;
    }
  }
  const pieces: Piece[] = [];
  own.forEach((text, index) => {
    const last = pieces.at(-1);
    if (last && last.differs === differs[index]) last.text += text;
    else pieces.push({ text, differs: differs[index] === true });
  });
  return pieces;
}

function words(line: string): string[] {
  return line.match(/[\w.-]+|[^\w.-]/g) ?? [];
}
