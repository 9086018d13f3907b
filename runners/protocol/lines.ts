/** Longer lines are refused: a driver that never ends its line would fill the memory. */
export const longestLine = 64 * 1024 * 1024;

/**
 * Cuts the chunks that it is given into lines at `\n` and nowhere else. `node:readline` also cuts at U+2028 and at a lone
 * `\r`, both of which JSON may hold. What no `\n` ends is no line: a program that dies while it writes has said nothing.
 * `onFault` is told why nothing more can be read, as half a sentence about the program.
 */
export function createLineReader(
  onLine: (line: string) => void,
  onFault: (cause: string) => void,
): (chunk: Buffer) => void {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  return (chunk) => {
    let lines: string[];
    try {
      lines = decoder.decode(chunk, { stream: true }).split('\n');
    } catch {
      return onFault('it wrote a line that is not UTF-8');
    }
    lines[0] = rest + (lines[0] ?? '');
    rest = lines.pop() ?? '';
    lines.forEach((line) => onLine(line));
    if (rest.length > longestLine) onFault('it wrote a line that does not end');
  };
}
