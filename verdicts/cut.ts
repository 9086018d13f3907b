import { createHash } from 'node:crypto';

/** Longer texts are cut: a report of ten-kilobyte payloads, several hundred times, helps nobody. */
const longestText = 400;
const keptAtStart = 160;
const keptAtEnd = 40;

/** Longer bodies are cut. Above `longestText`, so that ordinary requests and answers stay whole. */
const longestBody = 2_000;

/** A text short enough to read. What was cut is told by its length and a digest, so that two cut texts can be compared. */
export function cutText(text: string, longest = longestText): string {
  if (text.length <= longest) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const start = text.slice(0, longest === longestText ? keptAtStart : longest - keptAtEnd);
  return `${wholeCharacters(start)}…${wholeCharacters(text.slice(-keptAtEnd))} [${text.length} characters, sha256 ${digest}]`;
}

/** Without the halves of a character at the ends: a lone one is no text that every reader of JSON takes. */
function wholeCharacters(part: string): string {
  return part.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}

export function cutBody(body: string): string {
  return cutText(body, longestBody);
}

/** A JSON value with its long texts cut. */
export function cutValue<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? cutText(part) : part)),
  ) as T;
}

/** Indented JSON with sorted keys and its long texts cut, for a diff. `undefined` reads `(absent)`. */
export function prettyCut(value: unknown): string {
  return JSON.stringify(cutValue(sortKeys(plain(value))), null, 2);
}

/** One line of JSON with sorted keys: equal for values that are equal, short for long ones. */
export function canonical(value: unknown): string {
  return JSON.stringify(cutValue(sortKeys(plain(value))));
}

/** Maps and absence have no JSON; they are shown as what they stand for. */
function plain(value: unknown): unknown {
  if (value === undefined) return '(absent)';
  if (value instanceof Map) return Object.fromEntries(value);
  return value;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member)]),
  );
}
