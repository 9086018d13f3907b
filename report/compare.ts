import type { Finding } from '../spec/exchange.js';
import type { Change } from './changes.js';
import { lookup } from './lookup.js';
import type { ResultRecord, Results, Verdict } from './model.js';
import { holds, presentations } from './presentation.js';
import { cut, oneLine } from './text.js';

/** One SDK of one run. */
export interface Side {
  results: Results;
  sdk: string;
}

/** Verdicts without a judgement of the behaviour: there was nothing to run, or nothing to run it on. */
const unrun: readonly Verdict[] = ['not-applicable', 'not-run'];

/** Longest line that a note quotes. */
const quotedLength = 160;

/** What is different after, behaviour by behaviour, in the order of the reports. */
export function compareSides(before: Side, after: Side): Change[] {
  const was = lookup(before.results);
  const is = lookup(after.results);
  const ids = [...new Set([...was.results.behaviours, ...is.results.behaviours].map(({ id }) => id))];
  return ids.flatMap((behaviour) =>
    compareResults(was.result(before.sdk, behaviour), is.result(after.sdk, behaviour)).map((change) => ({
      ...change,
      sdk: after.sdk,
      behaviour,
    })),
  );
}

type Difference = Omit<Change, 'sdk' | 'behaviour'>;

/** One behaviour before and after; `undefined` when it was not part of the run. */
export function compareResults(before: ResultRecord | undefined, after: ResultRecord | undefined): Difference[] {
  const ranBefore = before !== undefined && !unrun.includes(before.verdict);
  const ranAfter = after !== undefined && !unrun.includes(after.verdict);
  if (!ranBefore && !ranAfter) return [];
  const note = verdictNote(before, after);
  if (!ranBefore) return [{ kind: 'new', note }];
  if (!ranAfter) return [{ kind: 'gone', note }];
  if (holds(before.verdict) && !holds(after.verdict)) {
    return [{ kind: 'newly-failing', note, ...accountsThatDiffer(before, after) }];
  }
  if (!holds(before.verdict) && holds(after.verdict)) return [{ kind: 'fixed', note }];
  return [...compareOutcomes(before, after), ...compareWire(before, after)];
}

function verdictNote(before: ResultRecord | undefined, after: ResultRecord | undefined): string {
  const verdicts = [before, after].map((result) =>
    result ? presentations[result.verdict].label : 'not part of the run',
  );
  const reason = after?.failure ? `: ${oneLine(cut(after.failure.message, 2 * quotedLength))}` : '';
  return `${verdicts.join(' → ')}${reason}`;
}

/** What the application saw, or else what went over the wire, when the two are told apart by it. */
function accountsThatDiffer(before: ResultRecord, after: ResultRecord): Pick<Change, 'accounts'> {
  for (const account of ['outcome', 'wire'] as const) {
    const accounts = { before: before.accounts?.[account] ?? [], after: after.accounts?.[account] ?? [] };
    if (accounts.after.length > 0 && !sameLines(accounts.before, accounts.after)) return { accounts };
  }
  return {};
}

function compareOutcomes(before: ResultRecord, after: ResultRecord): Difference[] {
  if (!before.accounts || !after.accounts) {
    // One of them came to no end, so there is no account of it; another way of failing is another outcome.
    return before.verdict === after.verdict ? [] : [{ kind: 'outcome', note: verdictNote(before, after) }];
  }
  const accounts = { before: before.accounts.outcome, after: after.accounts.outcome };
  return sameLines(accounts.before, accounts.after) ? [] : [{ kind: 'outcome', note: accountNote(accounts), accounts }];
}

function compareWire(before: ResultRecord, after: ResultRecord): Difference[] {
  if (!before.accounts || !after.accounts) return [];
  const accounts = { before: before.accounts.wire, after: after.accounts.wire };
  const known = new Set(findings(before).map(findingKey));
  const fresh = findings(after).filter((finding) => !known.has(findingKey(finding)));
  if (fresh.length > 0) {
    const sentences = [...new Map(fresh.map((finding) => [findingKey(finding), finding.message])).values()];
    return [{ kind: 'deviation', note: oneLine(sentences.join(' ')), accounts }];
  }
  return sameLines(accounts.before, accounts.after) ? [] : [{ kind: 'wire', note: accountNote(accounts), accounts }];
}

function findings({ exchanges }: ResultRecord): Finding[] {
  return exchanges.flatMap(({ violations, deviations }) => [...violations, ...deviations]);
}

/** Without the value that a message quotes: another value is no other deviation. */
function findingKey({ id, location }: Finding): string {
  return `${id} ${location}`;
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
