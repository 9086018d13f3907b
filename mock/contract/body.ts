import { isDelicate, isObject, parseJson, stringifyJson } from '../../spec/json.js';

import { type Call, note, quote, refuse } from './call.js';

/** As deep as a body may be nested: deeper ones cannot be written again by everything that is made of them. */
export const deepest = 1_000;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads the body of a call as JSON; what is wrong with it is a violation, never an exception. */
export function readJson(call: Call): void {
  const { body, bodyBytes, bodyTooLarge, headers, method } = call.request;
  const described = call.resource?.request?.body;
  if (body === null || (described && bodyTooLarge)) return;
  const say = (id: string, message: string): void => note(call, id, 'body', message);
  const fail = (id: string, message: string): void => refuse(call, id, 'body', message);
  if (!described)
    return say('body/unexpected', `The contract has no body for ${method} here; ${bodyBytes} bytes came.`);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return fail(
      'body/content-encoding',
      `The body is encoded with ${quote(encoding)}; the API reads it only as it is.`,
    );
  }
  let text: string;
  try {
    // Leaves a byte order mark out.
    text = decoder.decode(body);
  } catch {
    return fail('body/encoding', 'The body is not valid UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = (error as SyntaxError).message;
    return fail('body/malformed-json', `The body is not JSON, ${why}; it starts ${quote(text.slice(0, 40))}.`);
  }
  const { depth, repeated } = structureOf(text);
  if (depth > deepest) return fail('body/nesting', `The body is nested more than ${deepest} levels deep.`);
  call.dataText = compactData(text, value);
  call.dataBytes = Buffer.byteLength(call.dataText);
  call.body = value;
  call.text = text;
  // It could be read, and no JSON starts with this byte.
  if (body[0] === 0xef) say('body/byte-order-mark', 'The body starts with a byte order mark; JSON in UTF-8 has none.');
  for (const name of repeated) {
    say('body/repeated-member', `The body has an object with two members ${quote(name)}; the last counts.`);
  }
  for (const [name, member] of undocumentedMembers(value, described.contents?.[0]?.schema)) {
    const message = `The contract knows no member ${name} of the body; it is ${quote(member)}.`;
    note(call, 'body/undocumented-member', `body.${name}`, message);
  }
}

/** The `data` member as compact JSON, `{}` when it is null or absent, with every number as it was written. */
function compactData(text: string, value: unknown): string {
  const data = dataOf(value);
  if (data === undefined || data === null) return '{}';
  return isDelicate(text) ? stringifyJson(dataOf(parseJson(text, { asWritten: true }))) : JSON.stringify(data);
}

function dataOf(value: unknown): unknown {
  return isObject(value) ? value['data'] : undefined;
}

/** A string, with the colon that makes it a name; or where an object or a list begins or ends. */
const token = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\]]/g;

/** Of a text that is JSON: how deep it is nested, and the names that stand twice in one object. */
function structureOf(text: string): { depth: number; repeated: Set<string> } {
  const repeated = new Set<string>();
  const open: Set<string>[] = [];
  let depth = 0;
  for (const [whole, name, colon] of text.matchAll(token)) {
    if (whole === '{' || whole === '[') depth = Math.max(depth, open.push(new Set()));
    else if (whole === '}' || whole === ']') open.pop();
    else if (colon !== undefined && name !== undefined) {
      const names = open.at(-1);
      const read = name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name;
      if (names?.has(read)) repeated.add(read);
      names?.add(read);
    }
    if (depth > deepest) break;
  }
  return { depth, repeated };
}

function undocumentedMembers(value: unknown, schema: unknown): [name: string, member: unknown][] {
  const { properties = {}, additionalProperties } = (schema ?? {}) as Record<string, object | undefined>;
  if (!isObject(value) || additionalProperties !== undefined) return [];
  return Object.entries(value).filter(([name]) => !Object.hasOwn(properties, name));
}
