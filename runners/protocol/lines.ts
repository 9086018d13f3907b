import { isUtf8 } from 'node:buffer';

/** Longer lines are refused: a driver that never ends its line would fill the memory. */
export const longestLine = 64 * 1024 * 1024;

export type LineFault = 'too-long' | 'not-utf8';

export interface LineReader {
  push(chunk: Buffer): void;
}

/**
 * Cuts a stream of bytes into lines at `\n` and nowhere else. `node:readline` also cuts at U+2028 and at a lone `\r`,
 * both of which JSON may hold. What no `\n` ends is no line: a program that dies while it writes has said nothing.
 */
export function createLineReader(onLine: (line: string) => void, onFault: (fault: LineFault) => void): LineReader {
  let parts: Buffer[] = [];
  let size = 0;

  function take(last: Buffer): void {
    // A line mostly lies in one chunk; then there is nothing to join.
    const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    parts = [];
    size = 0;
    if (isUtf8(line)) onLine(line.toString('utf8'));
    else onFault('not-utf8');
  }

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(10, start); end !== -1; end = chunk.indexOf(10, start)) {
        take(chunk.subarray(start, end));
        start = end + 1;
      }
      if (start === chunk.length) return;
      parts.push(chunk.subarray(start));
      size += chunk.length - start;
      if (size > longestLine) {
        parts = [];
        size = 0;
        onFault('too-long');
      }
    },
  };
}
