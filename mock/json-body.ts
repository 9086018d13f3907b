import { parse, stringify } from 'lossless-json';

import type { Finding } from '../spec/exchange.js';

import { quote } from './findings.js';

/** A request body that was read as JSON. */
export interface JsonBody {
  /** `undefined` when it is not JSON. */
  value: unknown;
  /** The `data` member as compact JSON, `{}` when it is null or absent, with every number as it was written. */
  dataText: string;
  /** Length of `dataText` in UTF-8. */
  dataBytes: number;
  violation: Finding | null;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Numbers that `JSON.parse` may not give back as they were written: longer than a double holds, with a fraction or
 * an exponent, or a negative zero. Seen inside text as well, which only costs time.
 */
const delicateNumber = /\d{16}|\d[.eE]|-0/;

/** Reads a body; what is wrong with it is a violation, never an exception. */
export function readJsonBody(body: Buffer): JsonBody {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return refused('body/encoding', 'The body is not valid UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused(
      'body/malformed-json',
      `The body is not JSON, ${(error as SyntaxError).message}; it starts ${quote(text.slice(0, 40))}.`,
    );
  }
  try {
    const dataText = compactData(text, value);
    return { value, dataText, dataBytes: Buffer.byteLength(dataText), violation: null };
  } catch {
    // Only a value nested thousands of levels deep cannot be written again.
    return refused('body/nesting', 'The body is nested too deeply to be read.');
  }
}

function refused(id: string, message: string): JsonBody {
  return { value: undefined, dataText: '{}', dataBytes: 2, violation: { id, location: 'body', message } };
}

function compactData(text: string, value: unknown): string {
  const data = dataOf(value);
  if (data === undefined || data === null) return '{}';
  if (!delicateNumber.test(text)) return JSON.stringify(data);
  // The last of two members with one name counts, as it does for JSON.parse.
  return stringify(dataOf(parse(text, null, { onDuplicateKey: ({ newValue }) => newValue }))) ?? '{}';
}

function dataOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined;
}
