/** Lines of a file, the first and the one after the last, from 0. */
export interface LineRange {
  from: number;
  to: number;
}

const definition = /\b(?:def|func|fn|function|fun|public|static|async|const|export)\b/;
const comment = /^\s*(?:#|\/\/|\/\*|\*|@|""")/;

/**
 * Where a file defines the function of a call, in whichever case the language writes it: `getOrCreate` finds
 * `get_or_create` and `GetOrCreate`. By indentation, which example code of every language keeps; `null` when it is not there.
 */
export function functionRange(lines: readonly string[], call: string): LineRange | null {
  const start = lines.findIndex((line) => definition.test(line) && definedName(line) === plainName(call));
  if (start < 0) return null;
  const depth = indentOf(lines[start] ?? '');
  let to = start + 1;
  for (; to < lines.length; to += 1) {
    const line = lines[to] ?? '';
    if (line.trim() === '' || indentOf(line) > depth) continue;
    if (/^\s*[)\]}{]|^\s*end\b/.test(line)) {
      // A bracket may close the parameters or open the body; only one that closes the body ends the function.
      if (/^\s*(?:\}|end\b)/.test(line)) {
        to += 1;
        break;
      }
      continue;
    }
    break;
  }
  while (to > start + 1 && (lines[to - 1] ?? '').trim() === '') to -= 1;
  let from = start;
  while (from > 0 && comment.test(lines[from - 1] ?? '')) from -= 1;
  return { from, to };
}

function definedName(line: string): string | undefined {
  const names = Array.from(line.matchAll(/(\w+)\s*(?:<[^>]*>\s*)?(?:=\s*(?:async\s*)?)?\(/g), ([, name = '']) =>
    plainName(name),
  );
  // In Go the receiver stands in brackets before the name; what has no name there is skipped.
  return names.find((name) => name !== 'func' && name !== 'function' && name !== 'async');
}

function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
