import { type Change, type ChangeKind, type Changes, changeTitles } from './changes.js';
import { compareSides } from './compare.js';
import { type ResultRecord, type Results, type RunVerdict, type Verdict, verdicts } from './model.js';
import { holds } from './presentation.js';
import { listed, plural } from './text.js';

/** An SDK under test and the release it is compared with: ids of two SDKs of one run. */
export interface Pair {
  candidate: string;
  release: string;
}

export interface GateOptions {
  /** The command that shows some behaviours alone: all that begin with `only`. */
  commandFor: (only: string) => string;
}

/** What the release did better, and what therefore holds the candidate back. */
const worse: readonly ChangeKind[] = ['newly-failing', 'gone', 'outcome', 'deviation'];

/** Verdicts that speak against an SDK, or against the driver that it made end. */
const failing: readonly Verdict[] = ['failed', 'driver-error', 'crashed', 'timed-out'];

/**
 * Judges a run in which every candidate stands beside its release: it is held back by what the release did better, and
 * by nothing else. What holds it is marked as failed, what fails in both as known. Behaviours that are known already in
 * one of a pair are left out of its comparison: a baseline calls them a matter of chance.
 */
export function judgeAgainst(results: Results, pairs: readonly Pair[], { commandFor }: GateOptions): Results {
  const items = pairs.flatMap((pair) => {
    const byChance = new Set(
      results.results.flatMap(({ sdk, behaviour, known }) =>
        known && (sdk === pair.release || sdk === pair.candidate) ? [behaviour] : [],
      ),
    );
    return compareSides({ results, sdk: pair.release }, { results, sdk: pair.candidate }).filter(
      ({ behaviour }) => !byChance.has(behaviour),
    );
  });
  const held = items.filter(({ kind }) => worse.includes(kind));
  const marked = results.results.map((result) => markShared(markHeld(result, held), results, pairs, held));
  const changes: Changes = {
    before: listed(pairs.map(({ release }) => release)),
    after: listed(pairs.map(({ candidate }) => candidate)),
    items,
  };
  const known = marked.filter((result) => result.known !== undefined).length;
  const counts = Object.fromEntries(
    verdicts.map((verdict) => [verdict, marked.filter((result) => result.verdict === verdict).length]),
  ) as Record<Verdict, number>;
  const said = sentenceOf({ ...results, results: marked }, pairs, changes, held, commandFor);
  return { ...results, results: marked, changes, verdict: { counts, known, ...said } };
}

/** What holds a release back fails in every report, also where the behaviour alone would hold. */
function markHeld(result: ResultRecord, held: readonly Change[]): ResultRecord {
  const change = held.find(({ sdk, behaviour }) => sdk === result.sdk && behaviour === result.behaviour);
  const untold = holds(result.verdict) || result.verdict === 'not-applicable' || result.verdict === 'not-run';
  if (!change || !untold) return result;
  const { before, after } = change.accounts ?? {};
  const comparison = before && after ? { expected: before.join('\n'), actual: after.join('\n') } : {};
  const message = `Compared with the release, ${reasons[change.kind]}: ${change.note}`;
  return { ...result, verdict: 'failed', failure: { message, ...comparison } };
}

/** A failure that the release has as well is no reason to hold its successor; nor is the release on trial itself. */
function markShared(
  result: ResultRecord,
  { results }: Results,
  pairs: readonly Pair[],
  held: readonly Change[],
): ResultRecord {
  if (!failing.includes(result.verdict) || result.known) return result;
  const { sdk, behaviour } = result;
  if (held.some((change) => change.sdk === sdk && change.behaviour === behaviour)) return result;
  const release = pairs.find(({ candidate }) => candidate === sdk)?.release;
  if (release === undefined) {
    return { ...result, known: { reason: 'It is the release that another version is compared with.' } };
  }
  const before = results.find((other) => other.sdk === release && other.behaviour === behaviour);
  const shared = before !== undefined && failing.includes(before.verdict) && !before.known;
  const reason = shared ? `${release} fails it as well.` : `In ${release} it fails by chance, as a baseline lists it.`;
  return { ...result, known: { reason } };
}

function sentenceOf(
  results: Results,
  pairs: readonly Pair[],
  { before, after, items }: Changes,
  held: readonly Change[],
  commandFor: GateOptions['commandFor'],
): Pick<RunVerdict, 'exitCode' | 'sentence'> {
  const bug = results.results.find(({ verdict }) => verdict === 'suite-bug');
  if (bug) {
    const command = commandFor(bug.behaviour);
    return {
      exitCode: 3,
      sentence: `Could not judge: the behaviour ${bug.behaviour} is at fault itself. See it alone: ${command}`,
    };
  }
  const [first] = held;
  if (first) return { exitCode: 1, sentence: heldSentence(pairs, held, commandFor(first.behaviour)) };
  const silent = pairs.flatMap(({ candidate, release }) => [release, candidate]).find((sdk) => !spoke(results, sdk));
  if (silent !== undefined) {
    return {
      exitCode: 3,
      sentence: `Could not judge: ${silent} ran no behaviour to its end, so there is nothing to compare.`,
    };
  }
  const notes = (['fixed', 'new', 'wire'] as const).flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count > 0 ? [`${changeTitles[kind].toLowerCase()}: ${count}`] : [];
  });
  const compared = results.results.filter(
    ({ sdk, accounts }) => accounts && pairs.some(({ candidate }) => candidate === sdk),
  );
  const does = pairs.length === 1 ? 'does' : 'do';
  const better = notes.length > 0 ? ` (${notes.join(', ')})` : '';
  return {
    exitCode: 0,
    sentence: `Let through: ${after} ${does} all that ${before} ${does}; ${plural(compared.length, 'behaviour')} compared${better}.`,
  };
}

function heldSentence(pairs: readonly Pair[], held: readonly Change[], command: string): string {
  const [first] = held as [Change];
  const release = pairs.find(({ candidate }) => candidate === first.sdk)?.release ?? 'its release';
  const others = new Set(held.map(({ sdk, behaviour }) => `${sdk} ${behaviour}`)).size - 1;
  const rest = others > 0 ? `, and in ${plural(others, 'other behaviour')} besides` : '';
  return `Held: ${first.sdk} does worse than ${release} in ${first.behaviour} (${reasons[first.kind]})${rest}. See it alone: ${command}`;
}

/** In a sentence, what the candidate does with a behaviour. */
const reasons: Record<ChangeKind, string> = {
  'newly-failing': 'it passed and no longer does',
  gone: 'it no longer runs',
  outcome: 'the application sees something else',
  deviation: 'it strays further from the contract on the wire',
  wire: 'it differs on the wire',
  new: 'it is new',
  fixed: 'it is fixed',
};

/** Whether anything at all can be said of an SDK. */
function spoke({ results }: Results, id: string): boolean {
  return results.some(({ sdk, accounts }) => sdk === id && accounts !== undefined);
}

/** Judges a run by a list of known divergences, in the words of a gate. `file` is for people. */
export function judgeByBaseline(
  results: Results,
  { file, stale, commandFor }: GateOptions & { file: string; stale: readonly { place: string }[] },
): Results {
  const { verdict } = results;
  const sdks = listed(results.sdks.map(({ id }) => id));
  const say = (sentence: string): Results => ({ ...results, verdict: { ...verdict, sentence } });
  if (verdict.exitCode === 0) {
    const allowed = verdict.known > 0 ? `, or is listed in ${file} (${verdict.known})` : '';
    return say(`Let through: every behaviour that applies to ${sdks} holds${allowed}.`);
  }
  if (verdict.exitCode === 3) return results;
  const failed = results.results.filter(({ verdict: own, known }) => own === 'failed' && !known);
  const [first] = failed;
  if (first) {
    const others = failed.length > 1 ? `, and fails ${plural(failed.length - 1, 'other behaviour')} besides` : '';
    const { sdk, behaviour } = first;
    return say(
      `Held: ${sdk} fails ${behaviour}, which ${file} does not allow${others}. See it alone: ${commandFor(behaviour)}`,
    );
  }
  const places = [...new Set(stale.map(({ place }) => place))];
  const entries = places.length === 1 ? 'an entry' : `${places.length} entries`;
  return say(
    `Held: what ${entries} of ${file} allows no longer fails; take it off the list, or let --update-baseline do it: ${places.join('; ')}`,
  );
}
