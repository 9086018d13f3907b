import { expect, test } from 'vitest';

import { createLineReader, longestLine } from './lines.js';

function read(chunks: (Buffer | string)[]): string[] {
  const seen: string[] = [];
  const read = createLineReader(
    (line) => seen.push(line),
    (fault) => seen.push(`fault: ${fault}`),
  );
  for (const chunk of chunks) read(Buffer.from(chunk));
  return seen;
}

test('lines are cut at \\n and nowhere else', () => {
  expect(read(['a\u2028b\rc\nd\n\n'])).toEqual(['a\u2028b\rc', 'd', '']);
});

test('a line in many chunks is one line, also when a character lies across two', () => {
  const bytes = [...Buffer.from('{"text":"😀é"}\n')].map((byte) => Buffer.of(byte));
  expect(read(bytes)).toEqual(['{"text":"😀é"}']);
});

test('what no \\n ends is no line', () => {
  expect(read(['a\nb'])).toEqual(['a']);
});

test('bytes that are not UTF-8 are a fault', () => {
  const fault = 'fault: it wrote a line that is not UTF-8';
  expect(read(['a\n', Buffer.of(0xff, 0x0a)])).toEqual(['a', fault]);
  // What came whole before them is read, also when it came in the same piece.
  expect(read([Buffer.of(0x61, 0x0a, 0xff, 0x0a)])).toEqual(['a', fault]);
});

test('a line without end is a fault before it fills the memory', () => {
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  expect(read(Array.from({ length: longestLine / megabyte.length + 1 }, () => megabyte))).toEqual([
    'fault: it wrote a line that does not end',
  ]);
});
