import { plainJson } from '../../verdicts/text.js';

/** UTF-16 units that are encoded at once: few enough to be gone before they cost the garbage collector anything. */
const blockLength = 65_536;

/** JSON text, made piece by piece, as harmless UTF-8: a large run's text as one string takes longer to join than to make. */
export function encodeJson(pieces: Iterable<string>): Buffer {
  const blocks: Buffer[] = [];
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < blockLength) continue;
    blocks.push(Buffer.from(plainJson(block)));
    block = '';
  }
  return Buffer.concat([...blocks, Buffer.from(plainJson(block))]);
}

/** An array with one value a line. */
export function* arrayLines(values: Iterable<unknown>): Generator<string> {
  let before = '[\n';
  for (const value of values) {
    yield `${before}${JSON.stringify(value)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]' : '\n]';
}
