import { deviationKey, placeOf } from './evidence.js';
import type { SdkError } from '../runners/protocol/messages.js';
import type { ResultRecord, StepRecord } from './model.js';
import { maskedRequest, paired, requestShifts, type Sent, type Shift, short, valueShifts } from './sent.js';
import { plural } from './text.js';

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
  const thrown = exceptionShifts(before, after);
  // What failed before it sent anything explains that nothing was sent.
  const count = thrown.length > 0 ? [] : countShifts(was!, is!);
  const shifts = [
    ...sent,
    ...strayed,
    ...thrown,
    ...count,
    ...errorShifts(before, after),
    ...outcomeShifts(before, after),
    ...wireShifts(before, after),
  ];
  return [...new Map(shifts.map((shift) => [shiftKey(shift), shift])).values()];
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
    case 'header':
      if (after === undefined) return `no longer sends ${name}`;
      return before === undefined
        ? `sends ${name}: ${after}, which ${release} does not`
        : `sends ${name}: ${after} where ${release} sends ${before}`;
    case 'requests':
      if (after === 'none') return `no longer sends ${before}`;
      return before === 'none'
        ? `sends ${after} more often than ${release}`
        : `sends ${plural(Number(after), 'request')} where ${release} sends ${before}`;
    case 'exception':
      return `fails with ${after} where ${release} ${before === undefined ? 'does not' : `fails with ${before}`}`;
    case 'error':
      return `throws ${after} where ${release} throws ${before}`;
    case 'wire':
      return `exchanges ${after ?? 'nothing'} where ${release} exchanges ${before ?? 'nothing'}`;
  }
  if (place.startsWith('deviation ')) return `strays where ${release} does not: ${lowered(after ?? '')}`;
  return `gives the application ${after ?? 'nothing'} from ${place.replace('outcome of ', '')} where ${release} gives ${before ?? 'nothing'}`;
}

function lowered(sentence: string): string {
  return sentence.replace(/^The /, 'the ').replace(/\.$/, '');
}

/** What is sent more often, or less: which request, where it is one kind, else how many. */
function countShifts(before: readonly Sent[], after: readonly Sent[]): Shift[] {
  if (before.length === after.length) return [];
  const [more, fewer] = before.length < after.length ? [after, before] : [before, after];
  const rest = [...fewer];
  const surplus = more.filter(({ thing }) => {
    const at = rest.findIndex((other) => other.thing === thing);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
  const things = new Set(surplus.map(({ thing }) => thing.replace(/\{id \d+\}/, '{id}')));
  const kind = more === before ? 'fewer' : 'more';
  const [told] = things.size === 1 ? things : [];
  const both = { before: told ?? String(before.length), after: told ?? String(after.length) };
  if (told !== undefined) both[kind === 'fewer' ? 'after' : 'before'] = 'none';
  return [{ place: 'requests', tier: 2, kind, ...both }];
}

/** An exception of the SDK's own, without the API's status or code, where there was none: nothing else explains it. */
function exceptionShifts(before: ResultRecord, after: ResultRecord): Shift[] {
  return after.steps.flatMap((step, index): Shift[] => {
    const [was, is] = [errorOf(before.steps[index]), errorOf(step)];
    if (!is || isAnswer(is) || (was && !isAnswer(was))) return [];
    const told = (error: SdkError) => short(`${error.type}: ${error.message}`);
    return [{ place: 'exception', before: was && told(was), after: told(is), tier: 2, kind: is.type }];
  });
}

/**
 * Another class for the API's own error, which an application may have caught. What an HTTP library throws without an answer
 * is chance, as is the order of calls at once.
 */
export function errorShifts(before: ResultRecord, after: ResultRecord): Shift[] {
  if ([before, after].some(({ accounts }) => accounts?.atOnce === true)) return [];
  return after.steps.flatMap((step, index): Shift[] => {
    const [was, is] = [errorOf(before.steps[index]), errorOf(step)];
    if (!was || !is || !isAnswer(was) || !isAnswer(is) || was.type === is.type) return [];
    return [{ place: 'error', before: was.type, after: is.type, tier: 3 }];
  });
}

const isAnswer = ({ status, code }: SdkError): boolean => status !== undefined || code !== undefined;

function errorOf(step: StepRecord | undefined): SdkError | undefined {
  return step?.outcome && 'error' in step.outcome ? step.outcome.error : undefined;
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
