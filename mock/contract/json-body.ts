import type { Finding } from '../../spec/exchange.js';
import { isDelicate, parseJson, stringifyJson } from '../../spec/json.js';

import { quote } from './findings.js';

/** A request body that was read as JSON. */
export interface JsonBody {
  /** `undefined` when it is not JSON. */
  value: unknown;
  text: string;
  /** The `data` member as compact JSON, `{}` when it is null or absent, with every number as it was written. */
  dataText: string;
  violation: Finding | null;
  deviations: Finding[];
}

const decoder = new TextDecoder('utf-8', { fatal: true });
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads a body; what is wrong with it is a violation, never an exception. */
export function readJsonBody(body: Buffer): JsonBody {
  let text: string;
  try {
    // Leaves a byte order mark out.
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
    return { value, text, dataText: compactData(text, value), violation: null, deviations: deviationsOf(body, text) };
  } catch {
    // Only a value nested thousands of levels deep cannot be written again.
    return refused('body/nesting', 'The body is nested too deeply to be read.');
  }
}

function refused(id: string, message: string): JsonBody {
  return { value: undefined, text: '', dataText: '{}', violation: { id, location: 'body', message }, deviations: [] };
}

function compactData(text: string, value: unknown): string {
  const data = dataOf(value);
  if (data === undefined || data === null) return '{}';
  return isDelicate(text) ? stringifyJson(dataOf(parseJson(text, { asWritten: true }))) : JSON.stringify(data);
}

function dataOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined;
}

function deviationsOf(body: Buffer, text: string): Finding[] {
  const deviations: Finding[] = [];
  if (body.subarray(0, 3).equals(byteOrderMark)) {
    const message = 'The body starts with a byte order mark; JSON in UTF-8 has none.';
    deviations.push({ id: 'body/byte-order-mark', location: 'body', message });
  }
  for (const name of repeatedMembers(text)) {
    const message = `The body has an object with two members ${quote(name)}; the last counts.`;
    deviations.push({ id: 'body/repeated-member', location: 'body', message });
  }
  return deviations;
}

/** A string, with the colon that makes it a name; or where an object begins or ends. */
const token = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}]/g;

/** The names that stand twice in one object of a text that is JSON. */
function repeatedMembers(text: string): Set<string> {
  const repeated = new Set<string>();
  const open: Set<string>[] = [];
  for (const [whole, name, colon] of text.matchAll(token)) {
    if (whole === '{') open.push(new Set());
    else if (whole === '}') open.pop();
    else if (colon !== undefined && name !== undefined) {
      const names = open.at(-1);
      const read = name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name;
      if (names?.has(read)) repeated.add(read);
      names?.add(read);
    }
  }
  return repeated;
}
