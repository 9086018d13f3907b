import type { Exchange } from '../spec/exchange.js';
import { deviationKey, differences, placeOf } from './evidence.js';
import type { ExchangeRecord, ResultRecord } from './model.js';
import { cut, oneLine, plural } from './text.js';

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

/** All that differs, the closest to the cause first. */
export function shiftsOf(before: ResultRecord, after: ResultRecord): Shift[] {
  const [was, is] = [before, after].map((result) =>
    result.exchanges.map((exchange) => maskedRequest(exchange, result)),
  );
  const atOnce = [before, after].some(({ accounts }) => accounts?.atOnce === true);
  const sent = paired(was!, is!, atOnce).flatMap(([one, other]) => requestShifts(one, other));
  const strayed = freshDeviations(before, after)
    .filter(({ location }) => !sent.some(({ place }) => place === location))
    .map(({ message, ...finding }): Shift => ({
      place: `deviation ${deviationKey(finding)}`,
      after: message,
      tier: 1,
    }));
  const counts = [before, after].map(({ exchanges }) => exchanges.length) as [number, number];
  const requests = { place: 'requests', tier: 2, kind: counts[1] < counts[0] ? 'fewer' : 'more' } as const;
  const count: Shift[] =
    counts[0] === counts[1] ? [] : [{ ...requests, before: String(counts[0]), after: String(counts[1]) }];
  const shifts = [...sent, ...strayed, ...count, ...outcomeShifts(before, after), ...wireShifts(before, after)];
  return [...new Map(shifts.map((shift) => [shiftKey(shift), shift])).values()];
}

/**
 * Which request is held against which: one after the other; where calls were made at once, whose order is chance, or one
 * side has more, each against one like it. What is equal is paired first, then what asks for the same of the same user.
 */
function paired(before: readonly Sent[], after: readonly Sent[], atOnce: boolean): [Sent, Sent][] {
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

/** The same for all that one change in an SDK brings about. */
export function shiftKey({ place, before, after, kind }: Shift): string {
  if (kind !== undefined) return `${placeOf(place)}: ${kind}`;
  return place.startsWith('deviation ') ? place : `${place}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`;
}

/** What strays now and did not; without the value that a message quotes: another value is no other deviation. */
export function freshDeviations(before: ResultRecord, after: ResultRecord) {
  const findings = ({ exchanges }: ResultRecord) =>
    exchanges.flatMap(({ violations, deviations }) => [...violations, ...deviations]);
  const known = new Set(findings(before).map(deviationKey));
  const fresh = findings(after).filter((finding) => !known.has(deviationKey(finding)));
  return [...new Map(fresh.map((finding) => [deviationKey(finding), finding])).values()];
}

/** What the SDK does, in a clause, beside what `before` does. */
export function shiftClause({ place, before, after }: Shift, release: string): string {
  const [kind = '', ...rest] = place.split('.');
  const name = rest.join('.');
  switch (kind) {
    case 'query': {
      const said = (value: string) => `${name}=${value}`;
      if (after === undefined) return `no longer sends ${said(before ?? '')}`;
      return before === undefined
        ? `sends ${said(after)}, which ${release} does not`
        : `sends ${said(after)} where ${release} sends ${before}`;
    }
    case 'method':
      return `sends ${after} where ${release} sends ${before}`;
    case 'path':
      return `asks for ${after} where ${release} asks for ${before}`;
    case 'body': {
      const what = name === '' ? 'the body' : name;
      if (after === undefined) return `no longer sends ${what}`;
      return before === undefined
        ? `sends ${what} ${after}, which ${release} does not`
        : `sends ${what} ${after} where ${release} sends ${before}`;
    }
    case 'outcome':
      if (after === undefined) return `gives the application no ${name} where ${release} gives ${before}`;
      return before === undefined
        ? `gives the application ${name} ${after}, which ${release} does not`
        : `gives the application ${name} ${after} where ${release} gives ${before}`;
    case 'requests':
      return `sends ${plural(Number(after), 'request')} where ${release} sends ${before}`;
    case 'wire':
      return `exchanges ${after ?? 'nothing'} where ${release} exchanges ${before ?? 'nothing'}`;
  }
  if (place.startsWith('deviation ')) return `strays where ${release} does not: ${lowered(after ?? '')}`;
  return `gives the application ${after ?? 'nothing'} from ${place.replace('outcome of ', '')} where ${release} gives ${before ?? 'nothing'}`;
}

function lowered(sentence: string): string {
  return sentence.replace(/^The /, 'the ').replace(/\.$/, '');
}

interface Sent {
  method: string;
  path: string;
  query: Map<string, string>;
  body: string | null;
  /** What it is told from others by: all of it; for what and which user; for what. */
  text: string;
  user: string;
  thing: string;
}

/** Without the ids of users, which are each behaviour's own, but for which of several it is; and without the key of the app. */
function maskedRequest({ request }: ExchangeRecord, { steps }: ResultRecord): Sent {
  const ids = [...new Set(steps.flatMap(({ args }) => userIdOf(args) ?? []))];
  const path = request.path.replace(/[^/]+/g, (segment) => {
    const at = ids.findIndex((id) => segment === id || segment === encoded(id));
    return at === -1 ? segment : at === 0 ? '{id}' : `{id ${at + 1}}`;
  });
  const { method, body } = request;
  const [query, thing] = [queryOf(request), `${method} ${path}`];
  return {
    method,
    path,
    query,
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

function requestShifts(before: Sent, after: Sent): Shift[] {
  const shift = (place: string, was: string | undefined, is: string | undefined): Shift[] =>
    was === is ? [] : [{ place, before: short(was), after: short(is), tier: 1 }];
  return [
    ...shift('method', before.method, after.method),
    ...shift('path', before.path, after.path).map((path) => ({ ...path, kind: path.before })),
    ...[...new Set([...before.query.keys(), ...after.query.keys()])].flatMap((name) =>
      shift(`query.${name}`, before.query.get(name), after.query.get(name)),
    ),
    ...bodyShifts(before.body, after.body),
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
function valueShifts(place: string, before: string, after: string, tier: Shift['tier']): Shift[] {
  const value = (text: string) => (text === 'nothing' ? undefined : text);
  return differences(before, after).map(({ path, before: was, after: is, kind }) => ({
    ...{ place: path === '' ? place : `${place}.${path}`, before: value(was), after: value(is) },
    ...{ tier, kind },
  }));
}

/** What the application saw of each call; the id of the user is left out. */
function outcomeShifts(before: ResultRecord, after: ResultRecord): Shift[] {
  const [was, is] = [before.accounts?.outcome, after.accounts?.outcome];
  if (!was || !is) return [];
  return Array.from({ length: Math.max(was.length, is.length) }).flatMap((_, index): Shift[] => {
    const [one, other] = [was[index], is[index]].map(outcomeOf);
    // A call that is not made any more follows from the one before it.
    if (!one || !other || one.result === other.result) return [];
    const sameKind = one.kind === other.kind;
    if (sameKind && one.value !== '') return valueShifts(one.place, one.value, other.value, 3);
    const told = ({ kind, result }: NonNullable<typeof one>) => (sameKind || kind === '' ? result : kind);
    return [{ place: `outcome of ${other.call}`, before: short(told(one)), after: short(told(other)), tier: 3 }];
  });
}

const kinds: Record<string, string> = { user: 'a user', activity: 'an activity', activities: 'activities' };

/** An account of a call, taken apart: of what is a value, its kind in words, its JSON, and where a difference in it is. */
function outcomeOf(line: string | undefined) {
  const [, call, result] = /^(\w+)\(.*?\) → (.*)$/s.exec(line ?? '') ?? [];
  if (call === undefined || result === undefined) return undefined;
  const [, name = '', json = ''] = /^(user|activity|activities) (.*)$/s.exec(result) ?? [];
  const value = name === 'activities' ? `[${json}]` : json;
  const place = name === 'user' ? 'outcome' : `outcome.${name}`;
  return { call, result: result.startsWith('error ') ? `an ${result}` : result, kind: kinds[name] ?? '', value, place };
}

/** Where no exchange is at hand to look into. */
function wireShifts(before: ResultRecord, after: ResultRecord): Shift[] {
  if (before.exchanges.length > 0 || after.exchanges.length > 0) return [];
  const [was = [], is = []] = [before.accounts?.wire, after.accounts?.wire];
  const at = is.findIndex((line, index) => line !== was[index]);
  return at < 0 ? [] : [{ place: 'wire', before: short(was[at]), after: short(is[at]), tier: 3 }];
}

function short(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cut(oneLine(text), longest);
}
