import { type Change, type ChangeCause, type ChangeKind, type Changes, changeTitles, worseKinds } from './changes.js';
import { causesOf } from './causes.js';
import { byWeight, compareSides } from './compare.js';
import { deviationKey } from './evidence.js';
import type { ResultRecord, Results, RunVerdict } from './model.js';
import { headingOf } from './run-verdict.js';
import { freshDeviations } from './shifts.js';
import { listed, plural } from './text.js';
import { countVerdicts, isTrouble, rowOf } from './verdicts.js';

/** An SDK under test and the release it is compared with: ids of two SDKs of one run. */
export interface Pair {
  candidate: string;
  release: string;
}

export interface GateOptions {
  /** The command that shows some behaviours alone: all that begin with `only`. */
  commandFor: (only: string) => string;
}

/**
 * Judges a run in which every candidate stands beside its release: it is held back by what the release did better, and
 * by nothing else. What holds it is marked as failed, what fails in both as known. Behaviours that are known already in
 * one of a pair are left out of its comparison: a list calls them a matter of chance.
 */
export function judgeAgainst(results: Results, pairs: readonly Pair[], { commandFor }: GateOptions): Results {
  const changes = changesOf(results, pairs, commandFor);
  const held = changes.items.filter(({ kind }) => worseKinds.includes(kind));
  const sdks = results.sdks.map((sdk) => {
    const pair = pairs.find(({ candidate }) => candidate === sdk.id);
    return pair ? { ...sdk, against: pair.release } : sdk;
  });
  const index = new Map(results.results.map((result) => [cellOf(result), result]));
  const heldCells = new Map(held.map((change) => [cellOf(change), change]));
  const fresh = new Set<string>();
  const marked = results.results.map((result) => {
    const release = pairs.find(({ candidate }) => candidate === result.sdk)?.release;
    if (release === undefined) return result;
    const before = index.get(cellOf({ ...result, sdk: release }));
    const change = heldCells.get(cellOf(result));
    if (!change) return markShared(result, before, release);
    for (const finding of before ? freshDeviations(before, result) : []) {
      fresh.add(`${result.sdk} ${deviationKey(finding)}`);
    }
    return markHeld(result, change);
  });
  const judged = { ...results, sdks, results: marked };
  return {
    ...judged,
    causes: causesOf(judged, (sdk, key) => fresh.has(`${sdk} ${key}`)),
    changes,
    verdict: verdictOf(judged, pairs, changes, held, commandFor),
  };
}

function changesOf(results: Results, pairs: readonly Pair[], commandFor: GateOptions['commandFor']): Changes {
  const sides = pairs.map((pair) => {
    const own = results.results.filter(({ sdk }) => sdk === pair.release || sdk === pair.candidate);
    // What came to no end is no matter of chance, whatever the other side's list allows.
    const unjudged = new Set(own.filter(({ verdict }) => !rowOf(verdict).judged).map(({ behaviour }) => behaviour));
    const byChance = new Set(
      own.flatMap(({ behaviour, verdict }) => (verdict === 'known' && !unjudged.has(behaviour) ? [behaviour] : [])),
    );
    const steady = { ...results, behaviours: results.behaviours.filter(({ id }) => !byChance.has(id)) };
    return compareSides({ results: steady, sdk: pair.release }, { results: steady, sdk: pair.candidate }, commandFor);
  });
  const items = sides.flatMap((side) => side.items);
  return {
    before: listed(pairs.map(({ release }) => release)),
    after: listed(pairs.map(({ candidate }) => candidate)),
    compared: sides.reduce((sum, { compared }) => sum + compared, 0),
    causes: sides.flatMap(({ causes }) => causes).sort(byWeight(items)),
    items,
  };
}

function cellOf({ sdk, behaviour }: { sdk: string; behaviour: string }): string {
  return `${sdk}\n${behaviour}`;
}

/** What holds a release back fails in every report, also where the behaviour alone would hold. */
function markHeld(result: ResultRecord, change: Change): ResultRecord {
  if (isTrouble(result.verdict)) return result;
  const { before, after } = change.accounts ?? {};
  const comparison = before && after ? { expected: before.join('\n'), actual: after.join('\n') } : {};
  const message = `Compared with the release, ${reasons[change.kind]}: ${change.note}`;
  return { ...result, verdict: 'failed', failure: { message, ...comparison } };
}

/** A failure that the release has as well is no reason to hold its successor. */
function markShared(result: ResultRecord, before: ResultRecord | undefined, release: string): ResultRecord {
  if (!isTrouble(result.verdict) || result.verdict === 'suite-bug') return result;
  const shared = before !== undefined && isTrouble(before.verdict);
  const byChance = before?.verdict === 'known';
  const reason = shared
    ? `${release} fails it as well.`
    : byChance
      ? `In ${release} it fails by chance, as a list has it.`
      : `${release} does not have it.`;
  return { ...result, verdict: 'known', known: { by: 'release', reason } };
}

function verdictOf(
  { results, suite }: Pick<Results, 'results' | 'suite'>,
  pairs: readonly Pair[],
  changes: Changes,
  held: readonly Change[],
  commandFor: GateOptions['commandFor'],
): RunVerdict {
  const candidates = new Set(pairs.map(({ candidate }) => candidate));
  const counts = countVerdicts(results.filter(({ sdk }) => candidates.has(sdk)));
  const unjudged = (heading: string, sentence: string, command?: string): RunVerdict => ({
    ...{ counts, exitCode: 3, heading, sentence },
    ...(command === undefined ? {} : { command }),
  });
  const bug = results.find(({ verdict }) => verdict === 'suite-bug');
  if (bug) {
    const sentence = `Could not judge: the behaviour ${bug.behaviour} is at fault itself.`;
    return unjudged(sentence, sentence, commandFor(bug.behaviour));
  }
  const [first, ...others] = changes.causes.filter(({ kind }) => worseKinds.includes(kind));
  if (first) {
    const count = new Set(held.map(cellOf)).size;
    const more =
      others.length > 0
        ? ` ${plural(others.length, 'other change')} ${others.length === 1 ? 'holds' : 'hold'} it back as well.`
        : '';
    return {
      ...{ counts, exitCode: 1, command: commandFor(first.behaviours[0]!) },
      heading: `Held: ${changes.after} ${pairs.length === 1 ? 'does' : 'do'} worse in ${plural(count, 'behaviour')}.`,
      sentence: `Held: ${clauseOf(first)}.${more}`,
    };
  }
  const silent = pairs
    .flatMap(({ candidate, release }) => [release, candidate])
    .find((id) => !results.some(({ sdk, accounts }) => sdk === id && accounts !== undefined));
  if (silent !== undefined) {
    const heading = `Could not judge: ${silent} ran no behaviour to its end.`;
    return unjudged(heading, `${heading} There is nothing to compare.`);
  }
  const notes = (['fixed', 'new', 'wire'] as const).flatMap((kind) => {
    const count = changes.items.filter((item) => item.kind === kind).length;
    return count > 0 ? [`${changeTitles[kind].toLowerCase()}: ${count}`] : [];
  });
  const does = pairs.length === 1 ? 'does' : 'do';
  const better = notes.length > 0 ? ` (${notes.join(', ')})` : '';
  const part = suite.part === undefined ? '' : ` of ${suite.of}, chosen by ${suite.part},`;
  const heading = `Let through: ${changes.after} ${does} all that ${changes.before} ${does}.`;
  const compared = `${plural(changes.compared, 'behaviour')}${part} ${changes.compared === 1 ? 'was' : 'were'} compared`;
  return { ...{ counts, exitCode: 0, heading }, sentence: `${heading} ${compared}${better}.` };
}

/** `python=. sends get_or_create=True where 5.4.0 sends False, so 12 behaviours no longer hold`. */
export function clauseOf({ sdk, sentence, consequence }: ChangeCause): string {
  return `${sdk} ${sentence}, so ${consequence}`;
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

/** Judges a run by a list of known divergences, in the words of a gate. `file` is for people. */
export function judgeByBaseline(
  results: Results,
  { file, stale, commandFor }: GateOptions & { file: string; stale: readonly { place: string }[] },
): Results {
  const { verdict, causes } = results;
  const sdks = listed(results.sdks.map(({ id }) => id));
  const say = (heading: string, sentence: string, command?: string): Results => ({
    ...results,
    verdict: { ...verdict, heading, sentence, ...(command === undefined ? {} : { command }) },
  });
  if (verdict.exitCode === 3) return results;
  const { suite } = results;
  const among = suite.part === undefined ? '' : ` among ${suite.behaviours} of ${suite.of}`;
  if (verdict.exitCode === 0) {
    const { known } = verdict.counts;
    const pending = results.results.filter((result) => result.known?.by === 'newer').length;
    const left = [
      ...(known > pending ? [`${known - pending} that ${file} allows`] : []),
      ...(pending > 0 ? [`${pending} that ${pending === 1 ? 'is' : 'are'} pending`] : []),
    ];
    const allowed = left.length > 0 ? `, but for ${listed(left)}` : '';
    const sentence = `Let through: every behaviour${among && `${among} (${suite.part})`} that applies to ${sdks} holds${allowed}.`;
    return say(headingOf(sentence, `Let through: nothing ${allowed && 'new '}fails${among}.`), sentence);
  }
  const [first, ...others] = causes.filter(({ status, kind }) => status === 'new' && kind !== 'unjudged');
  if (first) {
    const more = others.length > 0 ? ` ${plural(others.length, 'other cause')} besides.` : '';
    const where = plural(first.behaviours.length, 'behaviour');
    return say(
      `Held: ${plural(verdict.counts.failed, 'behaviour')} ${verdict.counts.failed === 1 ? 'fails' : 'fail'} that ${file} does not allow.`,
      `Held: ${first.sdk}: ${first.sentence.replace(/\.$/, '')}, in ${where}, which ${file} does not allow.${more}`,
      commandFor(first.example),
    );
  }
  const places = [...new Set(stale.map(({ place }) => place))];
  const entries = places.length === 1 ? 'an entry' : `${places.length} entries`;
  const heading = `Held: what ${entries} of ${file} allows no longer fails.`;
  return say(heading, `${heading} Take it off the list, or let --update-baseline do it: ${places.join('; ')}`);
}
