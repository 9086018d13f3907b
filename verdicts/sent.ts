import type { Exchange } from '../spec/exchange.js';
import { differences } from './evidence.js';
import type { ExchangeRecord, ResultRecord } from './model.js';
import { cut, oneLine } from './text.js';

/** One thing that an SDK does otherwise than before. The same shift in several behaviours has one cause. */
export interface Shift {
  /** `query.get_or_create`, `path`, `requests`, `outcome of create`. */
  place: string;
  before?: string;
  after?: string;
  /** How close it is to what was changed: what was sent explains what came back, never the other way round. */
  tier: 1 | 2 | 3;
  /** What kind of difference it is, where the values are each behaviour's own: `lost`. */
  kind?: string;
}

const longest = 80;

/** The headers that the contract speaks of, but for the token's. */
const comparedHeaders = ['x-stream-client', 'stream-auth-type', 'content-type'];

/** A request, as it is compared with one of another run. */
export interface Sent {
  method: string;
  path: string;
  query: Map<string, string>;
  /** Those of the contract, without versions. */
  headers: Record<string, string>;
  body: string | null;
  /** What it is told from others by: all of it; for what and which user; for what. */
  text: string;
  user: string;
  thing: string;
}

/** Without the ids of users, which are each behaviour's own, but for which of several it is; and without the key of the app. */
export function maskedRequest({ request }: ExchangeRecord, { steps }: ResultRecord): Sent {
  const ids = [...new Set(steps.flatMap(({ args }) => userIdOf(args) ?? []))];
  const path = request.path.replace(/[^/]+/g, (segment) => {
    const at = ids.findIndex((id) => segment === id || segment === encoded(id));
    return at === -1 ? segment : at === 0 ? '{id}' : `{id ${at + 1}}`;
  });
  const { method, body } = request;
  const headers = Object.fromEntries(
    comparedHeaders.map((name) => [name, (request.headers[name] ?? '').replaceAll(/\d+(\.\d+)+/g, '{version}')]),
  );
  const [query, thing] = [queryOf(request), `${method} ${path}`];
  return {
    method,
    path,
    query,
    headers,
    body,
    thing,
    user: `${thing} ${idIn(body)}`,
    text: JSON.stringify([thing, [...query], body]),
  };
}

/** The user that a body speaks of, as JSON; empty where it speaks of none. */
function idIn(body: string | null): string {
  try {
    return JSON.stringify((JSON.parse(body ?? '{}') as { id?: unknown } | null)?.id) ?? '';
  } catch {
    return '';
  }
}

function userIdOf(args: unknown): string | undefined {
  return typeof args === 'object' && args !== null && 'userId' in args ? String(args.userId) : undefined;
}

function queryOf({ query }: Exchange['request']): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of query) {
    if (name !== 'api_key') values.set(name, values.has(name) ? `${values.get(name)}, ${value}` : value);
  }
  return values;
}

function encoded(id: string): string {
  try {
    return encodeURIComponent(id);
  } catch {
    return id;
  }
}

/**
 * Which request is held against which: one after the other; where calls were made at once, whose order is chance, or one
 * side has more, each against one like it. What is equal is paired first, then what asks for the same of the same user.
 */
export function paired(before: readonly Sent[], after: readonly Sent[], atOnce: boolean): [Sent, Sent][] {
  if (before.length === after.length && !atOnce) return before.map((one, index) => [one, after[index]!]);
  const [left, pairs] = [[...before], [] as [Sent, Sent][]];
  let rest = after.toSorted((a, b) => (a.text < b.text ? -1 : 1));
  for (const like of ['text', 'user', 'thing'] as const) {
    rest = rest.filter((one) => {
      const at = left.findIndex((other) => other[like] === one[like]);
      if (at !== -1) pairs.push([left.splice(at, 1)[0]!, one]);
      return at === -1;
    });
  }
  return pairs;
}

export function requestShifts(before: Sent, after: Sent): Shift[] {
  const shift = (place: string, was: string | undefined, is: string | undefined): Shift[] =>
    was === is ? [] : [{ place, before: short(was), after: short(is), tier: 1 }];
  return [
    ...shift('method', before.method, after.method),
    ...shift('path', before.path, after.path).map((path) => ({ ...path, kind: path.before })),
    ...[...new Set([...before.query.keys(), ...after.query.keys()])].flatMap((name) =>
      shift(`query.${name}`, before.query.get(name), after.query.get(name)),
    ),
    ...bodyShifts(before.body, after.body),
    ...comparedHeaders.flatMap((name) =>
      shift(`header.${name}`, before.headers[name] || undefined, after.headers[name] || undefined),
    ),
  ];
}

function bodyShifts(before: string | null, after: string | null): Shift[] {
  if (before === after) return [];
  if (before === null || after === null) {
    const kind = after === null ? 'lost' : 'added';
    return [{ place: 'body', before: short(before ?? undefined), after: short(after ?? undefined), tier: 1, kind }];
  }
  return valueShifts('body', before, after, 1);
}

/** Where two JSON texts differ. */
export function valueShifts(place: string, before: string, after: string, tier: Shift['tier']): Shift[] {
  const value = (text: string) => (text === 'nothing' ? undefined : text);
  return differences(before, after).map(({ path, before: was, after: is, kind }) => ({
    ...{ place: path === '' ? place : `${place}.${path}`, before: value(was), after: value(is) },
    ...{ tier, kind },
  }));
}

export function short(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cut(oneLine(text), longest);
}
