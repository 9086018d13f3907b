/** In bytes. Longer lines are refused: a driver that never ends its line would fill the memory. */
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
    // Until its line is whole, each byte is a character.
    const lines = chunk.toString('latin1').split('\n');
    lines[0] = rest + lines[0]!;
    rest = lines.pop()!;
    for (const bytes of lines) {
      let line: string;
      try {
        line = decoder.decode(Buffer.from(bytes, 'latin1'));
      } catch {
        return onFault('it wrote a line that is not UTF-8');
      }
      onLine(line);
    }
    if (rest.length > longestLine) onFault('it wrote a line that does not end');
  };
}
