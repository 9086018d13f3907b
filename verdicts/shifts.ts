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
  const [was = [], is = []] = inOrder(before.exchanges, after.exchanges);
  const sent = is.flatMap((exchange, index) => {
    const other = was[index];
    return other ? requestShifts(maskedRequest(other, before), maskedRequest(exchange, after)) : [];
  });
  const strayed = freshDeviations(before, after)
    .filter(({ location }) => !sent.some(({ place }) => place === location))
    .map(({ message, ...finding }): Shift => ({
      place: `deviation ${deviationKey(finding)}`,
      after: message,
      tier: 1,
    }));
  const requests = { place: 'requests', tier: 2, kind: is.length < was.length ? 'fewer' : 'more' } as const;
  const count: Shift[] =
    was.length === is.length ? [] : [{ ...requests, before: String(was.length), after: String(is.length) }];
  const shifts = [...sent, ...strayed, ...count, ...outcomeShifts(before, after), ...wireShifts(before, after)];
  return [...new Map(shifts.map((shift) => [shiftKey(shift), shift])).values()];
}

/** Calls that were made at once come in no order, and nobody knows which made which request: both sides are sorted alike then. */
function inOrder(...sides: [readonly ExchangeRecord[], readonly ExchangeRecord[]]): readonly ExchangeRecord[][] {
  const what = ({ request: { method, path, body } }: ExchangeRecord) => `${method} ${path} ${body ?? ''}`;
  const known = sides.every((side) => side.every(({ step }) => step !== null));
  return sides.map((side) => (known ? [...side] : side.toSorted((a, b) => what(a).localeCompare(what(b)))));
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
}

/** Without the id of the user, which is each behaviour's own, and without the key of the app. */
function maskedRequest({ request, step }: ExchangeRecord, { steps }: ResultRecord): Sent {
  const args = steps[step ?? -1]?.args;
  const id = typeof args === 'object' && args !== null && 'userId' in args ? String(args.userId) : '';
  const path = id === '' ? request.path : request.path.replace(id, '{id}').replace(encoded(id), '{id}');
  return { method: request.method, path, query: queryOf(request), body: request.body };
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
    return [{ place: 'body', before: short(before ?? undefined), after: short(after ?? undefined), tier: 1 }];
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
    const sameKind = one.user === other.user;
    const told = (outcome: NonNullable<typeof one>) => (outcome.user && !sameKind ? 'a user' : outcome.result);
    if (one.user && other.user) return valueShifts('outcome', jsonOf(one), jsonOf(other), 3);
    return [{ place: `outcome of ${other.call}`, before: short(told(one)), after: short(told(other)), tier: 3 }];
  });
}

const jsonOf = ({ result }: { result: string }): string => result.slice('user '.length);

function outcomeOf(line: string | undefined) {
  const [, call, result] = /^(\w+)\(.*?\) → (.*)$/s.exec(line ?? '') ?? [];
  if (call === undefined || result === undefined) return undefined;
  return { call, result: result.startsWith('error ') ? `an ${result}` : result, user: result.startsWith('user ') };
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
