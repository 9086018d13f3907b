import { createHash } from 'node:crypto';

import type { Finding } from '../spec/exchange.js';
import type { EvidenceRecord, ResultRecord } from './model.js';
import { cut, oneLine, toldApart } from './text.js';

/** What was seen of one result, without what is each run's own. */
export interface Evidence extends Pick<EvidenceRecord, 'key' | 'text'> {
  /** The key of its cause: the same for all that fails in the same way, whatever values it failed with. */
  cause: string;
}

/** How many places of one difference are told. */
const mostPlaces = 3;
const longestValue = 60;

/** Timestamps differ in every run, and say nothing where the other value is none. */
const instant = /"?\b\d{4}-\d{2}-\d{2}T[\d:.]+Z"?/g;
const withoutInstants = (text: string): string => text.replace(instant, 'an instant');
const isInstant = (text: string): boolean => withoutInstants(text) === 'an instant';
const inWordsOf = (text: string): string => (isInstant(text) ? 'an instant' : text);

/**
 * Of a result that does not hold. What was sent explains the failure better than the failure itself: a request that the API
 * refused, or one that is another call's.
 * @param known Places that are known to differ, which are told after the others.
 */
export function evidenceOf(result: ResultRecord, known: ReadonlySet<string> = new Set()): Evidence {
  const { failure } = result;
  const refused = refusalOf(result);
  if (refused) {
    const key = deviationKey(refused);
    return { key, cause: key, text: oneLine(refused.message) };
  }
  const what = withoutCall(failure?.message ?? 'nothing was recorded', result);
  const { actual, sent } = failure ?? {};
  const found = differencesOf(result);
  const places = found.map(inWords);
  const isKnown = (place: string): boolean => known.has(withoutInstants(place));
  const sorted = places.toSorted((a, b) => Number(isKnown(a)) - Number(isKnown(b)));
  const told = sorted.slice(0, mostPlaces).join(', ') + (places.length > mostPlaces ? ', …' : '');
  // A process that ends, or hangs, does so whatever it is asked.
  const general = generalised(what).replace(/(before it answered|no answer to) .*/, '$1 *');
  return {
    key: `${slug(general)}:${digest([general, ...whatCame(places, actual, what)])}`,
    cause: sent === undefined ? causeKey(general, formOf(found)) : causeKey(generalised(withoutCall(sent, result))),
    text: told === '' ? cut(lastWordOf(failure?.stderr) ?? what, 200) : told,
  };
}

/** What a driver that ended said of it: the last line that names an error, else the last. */
function lastWordOf(stderr = ''): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /^\s*[\w.$]*(Error|Exception|panic|fatal)\b.*:/i.test(line)) ?? lines.at(-1);
}

/** All places in which what came differs from what was due, each in words. */
export function placesOf(result: ResultRecord): string[] {
  return differencesOf(result).map((difference) => withoutInstants(inWords(difference)));
}

function differencesOf({ failure }: ResultRecord): Difference[] {
  const { expected, actual } = failure ?? {};
  return expected === undefined && actual === undefined ? [] : differences(expected ?? '', actual ?? '');
}

/** Which of the generated documents showed it is each run's own. */
function causeKey(general: string, form = ''): string {
  const [symptom = ''] = general.split('; of the documents');
  return `${slug(symptom)}:${digest([symptom, form])}`;
}

/** A defect that sits in several calls is one. */
function withoutCall(message: string, { steps }: ResultRecord): string {
  const what = oneLine(message);
  const call = steps.map((step) => step.call).find((name) => what.startsWith(`${name} `));
  return call === undefined ? what : what.slice(call.length + 1);
}

/** What is each run's own: instants, addresses, and what is made of hex digits, such as UUIDs and the keys of apps. */
const ofOneRun = [
  /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g,
  /\b0x[0-9a-f]+\b/gi,
  /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi,
  /\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi,
];
const masked = (text: string): string => ofOneRun.reduce((told, own) => told.replace(own, '*'), text);

/** Also without values, which are each behaviour's own. */
const generalised = (what: string): string => masked(what).replace(/"[^"]*"|\d+/g, '*');

/**
 * What tells one evidence from another. Between words it is what came: `a user` where an error was due is one defect,
 * whichever error each behaviour waited for.
 */
function whatCame(places: readonly string[], actual: string | undefined, what: string): readonly string[] {
  if (places.length === 0) return [masked(what)];
  const came = actual === undefined ? undefined : parsed(actual);
  return came instanceof Words ? [masked(came.text)] : places.map(withoutInstants);
}

/** What tells one cause from another, of all that differs in a result: where and how, at the place where most is wrong. */
function formOf(found: readonly Difference[]): string {
  const places = new Map<string, Set<string>>();
  for (const { path, kind } of found) {
    const place = placeOf(path);
    places.set(place, (places.get(place) ?? new Set()).add(kind));
  }
  const forms = [...places].map(([place, kinds]) => {
    const [lost, added] = [kinds.has('lost'), kinds.has('added')];
    if (lost || added) return `0 ${place} ${lost && added ? 'renamed' : lost ? 'lost' : 'added'}`;
    const changed = [...kinds].sort().find((kind) => kind.includes(' → '));
    return changed === undefined ? `2 ${place} ${[...kinds].sort()[0]}` : `1 ${place} ${changed}`;
  });
  // A blank comes before the dot of a member: what is wrong with the whole outweighs what is wrong in it.
  return forms.sort()[0] ?? '';
}

/** `0.data.name.first` → `*.data.*`: which member of the data it is, and where in a list, is each behaviour's own. */
export function placeOf(path: string): string {
  return path.replace(/\bdata\..*/s, 'data.*').replace(/(?<=^|\.)\d+(?=$|\.)/g, '*');
}

/** Of what somebody has explained: the same as long as the explanation is. */
export function keyOfText(text: string): string {
  return `${slug(text)}:${digest([oneLine(text)])}`;
}

/** Of a deviation, without its value: another value is no other cause. */
export function deviationKey({ id, location }: Pick<Finding, 'id' | 'location'>): string {
  return `${id}:${location}`;
}

/** Why the API refused the request of the call that failed although it should have worked. */
function refusalOf({ failure, steps, exchanges }: ResultRecord): Finding | undefined {
  const step = failure?.step;
  if (step === undefined || !/ fails( |$)/.test(failure?.message ?? '')) return undefined;
  const outcome = steps[step]?.outcome;
  if (!outcome || !('error' in outcome)) return undefined;
  return exchanges.find((exchange) => exchange.step === step)?.violations[0];
}

/** One place where two values differ. */
interface Difference {
  /** `data.name`; empty for the whole. */
  path: string;
  /** In words; `nothing` where there is none. */
  before: string;
  after: string;
  /** `lost`, `added`, `string`, `number → string`, `an error without status`. */
  kind: string;
}

/** Where two values differ. Words that are no JSON are compared whole. */
export function differences(expected: string, actual: string): Difference[] {
  const [before, after] = [parsed(expected), parsed(actual)];
  if (isOutcome(before) && isOutcome(after) && kindOf(before) !== kindOf(after)) {
    return [{ path: '', before: outcomeWords(before), after: outcomeWords(after), kind: 'outcome' }];
  }
  return compare(before, after, '');
}

/** `data.name: "John" → "Jane"`. */
const inWords = ({ path, before, after }: Difference): string =>
  `${path === '' ? '' : `${path}: `}${before} → ${after}`;

function compare(before: unknown, after: unknown, path: string): Difference[] {
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    // Data may have members called like what every object inherits.
    const own = (value: Members, name: string) => (Object.hasOwn(value, name) ? value[name] : undefined);
    return names.flatMap((name) =>
      compare(own(before, name), own(after, name), path === '' ? name : `${path}.${name}`),
    );
  }
  const texts = [whole(before), whole(after)] as const;
  if (texts[0] === texts[1]) return [];
  // Of two instants it says how they differ.
  const told = texts.every(isInstant) ? texts : ([inWordsOf(texts[0]), inWordsOf(texts[1])] as const);
  const [was, is] = toldApart(...shortened(...told));
  return [{ path, before: was, after: is, kind: kindOfDifference(before, after) }];
}

function kindOfDifference(before: unknown, after: unknown): string {
  if (before === undefined || after === undefined) return after === undefined ? 'lost' : 'added';
  // An error without a status is wrong in another way than one with another status.
  if (after instanceof Words && after.text.startsWith('an error ')) return generalised(after.text);
  const [was, is] = [typeOf(before), typeOf(after)];
  return was === is ? was : `${was} → ${is}`;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Words) return 'words';
  if (Array.isArray(value)) return 'list';
  return isObject(value) && Object.keys(value).join() === '$number' ? 'number' : typeof value;
}

function whole(value: unknown): string {
  if (value === undefined) return 'nothing';
  // Words stand as they are; a text inside a value is quoted.
  const text = value instanceof Words ? value.text || 'nothing' : JSON.stringify(value);
  return oneLine(text);
}

/** At most so much of each that there is room for: of texts that begin alike to there, what stands about the difference. */
function shortened(one: string, other: string): [string, string] {
  const [start, beside] = [one, other].map((text) => cut(text, longestValue));
  if (start !== beside || one === other) return [start!, beside!];
  let at = longestValue - 1;
  while (one[at] === other[at]) at += 1;
  // Never from the middle of a character.
  const from = /[\udc00-\udfff]/.test(one[at - 10]!) ? at - 11 : at - 10;
  return [`… ${cut(one.slice(from), longestValue)}`, `… ${cut(other.slice(from), longestValue)}`];
}

/** What is no JSON. */
class Words {
  constructor(readonly text: string) {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new Words(text);
  }
}

type Members = Record<string, unknown>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !(value instanceof Words);
}

function isOutcome(value: unknown): value is Members {
  return isObject(value) && ('ok' in value || 'error' in value);
}

function kindOf(outcome: Members): 'error' | 'ok' {
  return 'error' in outcome ? 'error' : 'ok';
}

function outcomeWords(outcome: Members): string {
  const { error, ok } = outcome;
  if (kindOf(outcome) === 'error') {
    const status = isObject(error) ? error['status'] : undefined;
    return typeof status === 'number' ? `an error with status ${status}` : 'an error';
  }
  return isObject(ok) && 'user' in ok ? 'a user' : ok === null ? 'success without a value' : 'success';
}

/** The first words of a sentence, to read in a key. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? ['something'];
  let end = 0;
  for (let length = 0; end < words.length && (length += words[end]!.length + 1) <= 36;) end += 1;
  return words.slice(0, Math.max(end, 1)).join('-').slice(0, 60);
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 6);
}
