/** In bytes. Longer lines are refused: a driver that never ends its line would fill the memory. */
export const longestLine = 64 * 1024 * 1024;

const lineFeed = 0x0a;

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
  let rest: Buffer[] = [];
  let restBytes = 0;
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      let line: string;
      try {
        line = decoder.decode(Buffer.concat([...rest, chunk.subarray(from, end)]));
      } catch {
        return onFault('it wrote a line that is not UTF-8');
      }
      from = end + 1;
      rest = [];
      restBytes = 0;
      onLine(line);
    }
    rest.push(chunk.subarray(from));
    restBytes += chunk.length - from;
    if (restBytes > longestLine) onFault('it wrote a line that does not end');
  };
}
