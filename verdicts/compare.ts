import { type Change, type ChangeCause, changeKinds, consequenceOf, type Changes, worseKinds } from './changes.js';
import { evidenceOf } from './evidence.js';
import type { ResultRecord, Results } from './model.js';
import type { Shift } from './sent.js';
import { errorShifts, freshDeviations, shiftClause, shiftKey, shiftsOf } from './shifts.js';
import { cut, oneLine } from './text.js';
import { applies, verdictTable } from './verdicts.js';

/** One SDK of one run. */
export interface Side {
  results: Results;
  sdk: string;
}

/** Longest line that a note quotes. */
const quotedLength = 160;

/** What is different after, behaviour by behaviour, in the order of the reports; and what brought it about. */
export function compareSides(
  before: Side,
  after: Side,
  commandFor?: (behaviour: string) => string,
): Pick<Changes, 'items' | 'causes' | 'compared'> {
  const [was, is] = [recordsOf(before), recordsOf(after)];
  const ids = [...new Set([...before.results.behaviours, ...after.results.behaviours].map(({ id }) => id))];
  const found = ids.flatMap((behaviour) =>
    compareResults(was.get(behaviour), is.get(behaviour)).map((difference) => ({
      difference: { ...difference, sdk: after.sdk, behaviour },
      shifts: tiers(was.get(behaviour), is.get(behaviour)),
      visible: isVisible(was.get(behaviour), is.get(behaviour)),
    })),
  );
  const compared = ids.filter((id) => was.get(id)?.accounts && is.get(id)?.accounts).length;
  return { ...group(found, nameOf(before), commandFor), compared };
}

function recordsOf({ results, sdk }: Side): Map<string, ResultRecord> {
  return new Map(results.results.flatMap((result) => (result.sdk === sdk ? [[result.behaviour, result]] : [])));
}

/** What the other one is called in a sentence: its version, where that tells the two apart. */
function nameOf({ results, sdk }: Side): string {
  const version = results.sdks.find(({ id }) => id === sdk)?.version;
  return version && !results.sdks.some((other) => other.id !== sdk && other.version === version) ? version : sdk;
}

type Difference = Omit<Change, 'sdk' | 'behaviour' | 'cause'>;

interface Found {
  difference: Omit<Change, 'cause'>;
  shifts: Shift[];
  /** Whether the application sees something else, and not the wire alone. */
  visible: boolean;
}

/** The shifts of the closest tier there is: what was sent, else how often, else what came back. */
function tiers(before: ResultRecord | undefined, after: ResultRecord | undefined): Shift[] {
  if (!before || !after || !applies(before.verdict) || !applies(after.verdict)) return [];
  const shifts = shiftsOf(before, after);
  const closest = Math.min(...shifts.map(({ tier }) => tier));
  const told = shifts.filter(({ tier }) => tier === closest);
  if (told.length > 0 || !after.failure) return told;
  const { message } = after.failure;
  return [{ place: 'failure', after: oneLine(cut(message, quotedLength)), kind: evidenceOf(after).cause, tier: 3 }];
}

/** Each behaviour goes to the shift that explains most of them. */
function group(found: readonly Found[], release: string, commandFor?: (behaviour: string) => string) {
  const counts = new Map<string, number>();
  for (const { shifts } of found)
    for (const shift of shifts) counts.set(shiftKey(shift), (counts.get(shiftKey(shift)) ?? 0) + 1);
  const groups = new Map<string, { shifts: Shift[]; items: Change[] }>();
  const visible = new Set<Change>();
  const items = found.map(({ difference, shifts, ...rest }): Change => {
    const [shift] = [...shifts].sort((a, b) => counts.get(shiftKey(b))! - counts.get(shiftKey(a))!);
    const key = shift ? shiftKey(shift) : difference.note;
    const item = { ...difference, cause: key };
    if (rest.visible) visible.add(item);
    const known = groups.get(key);
    if (known) known.items.push(item);
    else groups.set(key, { shifts: [], items: [item] });
    if (shift) groups.get(key)!.shifts.push(shift);
    return item;
  });
  const causes = [...groups].map(([key, { shifts, items: members }]): ChangeCause => {
    // The first is the example: what the application sees tells more than what was sent.
    const rank = (item: Change) => 2 * changeKinds.indexOf(item.kind) + (visible.has(item) ? 0 : 1);
    const sorted = [...members].sort((a, b) => rank(a) - rank(b));
    const { kind, sdk, note, behaviour } = sorted[0]!;
    const behaviours = [...new Set(sorted.map((item) => item.behaviour))];
    const told = worseKinds.includes(kind) ? worseKinds : [kind];
    const consequence = told
      .flatMap((one) => {
        const count = new Set(sorted.flatMap((item) => (item.kind === one ? [item.behaviour] : []))).size;
        return count > 0 ? [consequenceOf(one, count)] : [];
      })
      .join(', and ');
    const sentence = sentenceOf(shifts, release) ?? note;
    const command = commandFor ? { command: commandFor(behaviour) } : {};
    return { key, sdk, sentence: oneLine(sentence), consequence, kind, behaviours, ...command };
  });
  return { items, causes: causes.sort(byWeight(items)) };
}

/** The shift that comes most often, and whether there are others of its kind. */
function sentenceOf(shifts: readonly Shift[], release: string): string | undefined {
  const clauses = shifts.map((shift) =>
    shift.place === 'failure' ? `fails: ${shift.after}` : shiftClause(shift, release),
  );
  const counts = new Map<string | undefined, number>();
  for (const clause of clauses) counts.set(clause, (counts.get(clause) ?? 0) + 1);
  const [first] = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
  return first !== undefined && counts.size > 1 ? `${first}, and the like` : first;
}

/** What makes most behaviours worse comes first. */
export function byWeight(items: readonly Change[]): (a: ChangeCause, b: ChangeCause) => number {
  const worse = ({ key, sdk }: ChangeCause) =>
    items.filter((item) => item.sdk === sdk && item.cause === key && worseKinds.includes(item.kind)).length;
  const rank = ({ kind }: ChangeCause) => (worseKinds.includes(kind) ? 0 : changeKinds.indexOf(kind));
  return (a, b) => rank(a) - rank(b) || worse(b) - worse(a) || b.behaviours.length - a.behaviours.length;
}

const holds = ({ verdict }: ResultRecord) => verdict === 'passed';

/** One behaviour before and after; `undefined` when it was not part of the run. */
function compareResults(before: ResultRecord | undefined, after: ResultRecord | undefined): Difference[] {
  const ranBefore = before !== undefined && applies(before.verdict);
  const ranAfter = after !== undefined && applies(after.verdict);
  if (!ranBefore && !ranAfter) return [];
  const note = verdictNote(before, after);
  if (!ranBefore) return [{ kind: 'new', note }];
  if (!ranAfter) return [{ kind: 'gone', note }];
  if (holds(before) && !holds(after)) return [{ kind: 'newly-failing', note, ...accountsThatDiffer(before, after) }];
  if (!holds(before) && holds(after)) return [{ kind: 'fixed', note }];
  return [...compareOutcomes(before, after), ...compareWire(before, after)];
}

function verdictNote(before: ResultRecord | undefined, after: ResultRecord | undefined): string {
  const told = [before, after].map((result) => (result ? verdictTable[result.verdict].label : 'not part of the run'));
  const reason = after?.failure ? `: ${oneLine(cut(after.failure.message, 2 * quotedLength))}` : '';
  return `${told.join(' → ')}${reason}`;
}

/** What the application saw, or else what went over the wire, when the two are told apart by it. */
function accountsThatDiffer(before: ResultRecord, after: ResultRecord): Pick<Change, 'accounts'> {
  for (const account of ['outcome', 'wire'] as const) {
    const accounts = { before: before.accounts?.[account] ?? [], after: after.accounts?.[account] ?? [] };
    if (accounts.after.length > 0 && !sameLines(accounts.before, accounts.after)) return { accounts };
  }
  return {};
}

function isVisible(before: ResultRecord | undefined, after: ResultRecord | undefined): boolean {
  return !sameLines(before?.accounts?.outcome ?? [], after?.accounts?.outcome ?? []);
}

function compareOutcomes(before: ResultRecord, after: ResultRecord): Difference[] {
  if (!before.accounts || !after.accounts) {
    // One of them came to no end, so there is no account of it; another way of failing is another outcome.
    // A release that came to no end did nothing better.
    const worse = before.accounts !== undefined || after.accounts === undefined;
    return before.verdict === after.verdict || !worse ? [] : [{ kind: 'outcome', note: verdictNote(before, after) }];
  }
  const accounts = { before: before.accounts.outcome, after: after.accounts.outcome };
  if (!sameLines(accounts.before, accounts.after)) return [{ kind: 'outcome', note: accountNote(accounts), accounts }];
  return errorShifts(before, after)
    .slice(0, 1)
    .map(({ before: was, after: is }) => ({ kind: 'outcome', note: `was: throws ${was}; is: throws ${is}` }));
}

function compareWire(before: ResultRecord, after: ResultRecord): Difference[] {
  if (!before.accounts || !after.accounts) return [];
  const accounts = { before: before.accounts.wire, after: after.accounts.wire };
  const fresh = freshDeviations(before, after);
  if (fresh.length > 0) {
    return [{ kind: 'deviation', note: oneLine(fresh.map(({ message }) => message).join(' ')), accounts }];
  }
  return sameLines(accounts.before, accounts.after) ? [] : [{ kind: 'wire', note: accountNote(accounts), accounts }];
}

/** The first lines that differ, side by side. */
function accountNote({ before, after }: { before: string[]; after: string[] }): string {
  const at = Array.from({ length: Math.max(before.length, after.length) }).findIndex(
    (_, index) => before[index] !== after[index],
  );
  const [was, is] = [before[at], after[at]].map((line) =>
    line === undefined ? 'nothing' : oneLine(cut(line, quotedLength)),
  );
  return `was: ${was}; is: ${is}`;
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
