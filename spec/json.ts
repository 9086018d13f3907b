import { compareNumber, parse, stringify } from 'lossless-json';

/**
 * A number that a JavaScript number cannot stand for: `9007199254740993`, `1e400`, `0.12345678901234567890`. A plain
 * object, so that it is compared by its value, survives `structuredClone` and reads well in a message.
 */
export interface JsonNumber {
  /** As it was written. */
  $number: string;
}

export interface ParseJsonOptions {
  /**
   * Also numbers that would only be written differently become a `JsonNumber`: `1.0`, `1e2`. For whoever stores what was
   * sent and gives it back. Without it, a number counts by its value, as it does for an application: `1.0` is 1.
   */
  asWritten?: boolean;
}

/** Numbers that `JSON.parse` may not give back as they were written. */
const delicateNumber = /\d{16}|\d[.eE]|-0/;
/** The start of a name that looks like that of a `JsonNumber`; also seen inside text, which only costs time. */
const dollar = /\$|\\u0024/;
const texts = /"(?:[^"\\]|\\.)*"/g;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Somebody's own object that looks like a `JsonNumber` has a `$` more while it is a value. */
const lookalike = /^\$+number$/;

/**
 * Reads JSON and keeps every number: as a JavaScript number where that has its value, else as a `JsonNumber`. Of members
 * with one name the last counts. Whatever `stringifyJson` writes, this reads back as it was.
 * @throws {SyntaxError} as `JSON.parse` does
 */
export function parseJson(text: string, { asWritten = false }: ParseJsonOptions = {}): unknown {
  const value: unknown = JSON.parse(text);
  if (!isDelicate(text)) return value;
  const kept = new WeakSet<object>();
  const exact = parse(text, null, {
    onDuplicateKey: ({ newValue }) => newValue,
    parseNumber(written) {
      const read = readNumber(written, asWritten);
      if (typeof read === 'object') kept.add(read);
      return read;
    },
  });
  markLookalikes(exact, kept);
  return exact;
}

/** Whether a JSON text may hold what `JSON.parse` does not give back as it was written. */
export function isDelicate(text: string): boolean {
  if (dollar.test(text)) return true;
  // Every timestamp looks like one: only where something does is it worth to leave the texts out.
  return delicateNumber.test(text) && delicateNumber.test(text.replace(texts, '""'));
}

/** The number as JavaScript has it, or as it is written where JavaScript has another one. */
export function readNumber(written: string, asWritten = false): number | JsonNumber {
  const value = Number(written);
  const same = asWritten
    ? stringifyNumber(value) === written
    : Number.isFinite(value) && compareNumber(String(value), written) === 0;
  return same ? value : { $number: written };
}

/** Writes JSON, compact unless `space` says otherwise; every `JsonNumber` with its own digits. */
export function stringifyJson(value: unknown, space?: number): string {
  // Most values need no care; theirs is one flat text, where the careful way makes many that are joined.
  if (!needsCare(value)) return JSON.stringify(value, null, space) ?? 'null';
  const unmarked = new WeakSet<object>();
  const unmark = (_key: string, member: unknown): unknown => {
    const name = onlyName(member);
    if (name === undefined || name === '$number' || !lookalike.test(name)) return member;
    const original = { [name.slice(1)]: (member as Record<string, unknown>)[name] };
    unmarked.add(original);
    return original;
  };
  const text = stringify(value, unmark, space, [
    { test: (member) => typeof member === 'number', stringify: (member) => stringifyNumber(member as number) },
    {
      test: (member) => isJsonNumber(member) && !unmarked.has(member),
      stringify: (member) => (member as JsonNumber).$number,
    },
  ]);
  return text ?? 'null';
}

/** Also true of what stands for a number: see `isJsonNumber`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonNumber(value: unknown): value is JsonNumber {
  if (onlyName(value) !== '$number') return false;
  const { $number } = value as { $number: unknown };
  return typeof $number === 'string' && number.test($number);
}

/** Whether `JSON.stringify` would write a value otherwise. */
function needsCare(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) || typeof value === 'bigint';
  if (Array.isArray(value)) return value.some(needsCare);
  return lookalike.test(onlyName(value) ?? '') || Object.values(value).some(needsCare);
}

function stringifyNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

function onlyName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  return names.length === 1 ? names[0] : undefined;
}

function markLookalikes(node: unknown, kept: WeakSet<object>): void {
  if (typeof node !== 'object' || node === null || kept.has(node)) return;
  for (const member of Object.values(node)) markLookalikes(member, kept);
  const name = onlyName(node);
  if (name === undefined || !lookalike.test(name)) return;
  const object = node as Record<string, unknown>;
  object[`$${name}`] = object[name];
  Reflect.deleteProperty(object, name);
}
