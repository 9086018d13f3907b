import { worseKinds } from '../verdicts/changes.js';
import type { CauseRecord, ContainmentRecord, ResultRecord, Results } from '../verdicts/model.js';
import { grouped, listed, oneLine, plural } from '../verdicts/text.js';
import { applies, isTrouble } from '../verdicts/verdicts.js';
import type { Lookup } from './lookup.js';
import { acrossSdks } from './shared-causes.js';

/** How an SDK stands, in the numbers that every report gives first. */
export interface Tally {
  /** Behaviours that hold, of those that apply. */
  held: number;
  applicable: number;
  /** Causes that count against it, and the behaviours they explain. */
  fresh: Count;
  known: Count;
  /** Kinds of deviation that the API accepts. */
  deviations: Count;
}

export interface Count {
  causes: number;
  behaviours: number;
}

export function tallyOf(index: Lookup, sdk: string): Tally {
  const results = index.resultsOf(sdk).filter(({ verdict }) => applies(verdict));
  const causes = index.results.causes.filter((cause) => cause.sdk === sdk);
  const of = (status: CauseRecord['status'], belongs: (result: ResultRecord) => boolean): Count => ({
    // As they are told: those with the same sentence once.
    causes: acrossSdks(causes, status).length,
    behaviours: results.filter(belongs).length,
  });
  const fresh = of('new', ({ verdict }) => isTrouble(verdict));
  // What changed since a release is what holds it back, whatever it breaks.
  const changes = index.results.changes?.causes.filter(
    (change) => change.sdk === sdk && worseKinds.includes(change.kind),
  );
  const accepted = causes.filter(({ status }) => status === 'accepted');
  return {
    held: results.filter(({ verdict }) => verdict === 'passed').length,
    applicable: results.length,
    fresh: { ...fresh, causes: fresh.causes > 0 && changes?.length ? changes.length : fresh.causes },
    known: of('known', ({ verdict }) => verdict === 'known'),
    deviations: {
      causes: acrossSdks(causes, 'accepted').length,
      behaviours: new Set(accepted.flatMap(({ behaviours }) => behaviours)).size,
    },
  };
}

/** `165 of 173 hold`. */
export function heldWords({ held, applicable }: Tally): string {
  return `${grouped(held)} of ${grouped(applicable)} hold`;
}

/** `5 known causes (8)`: the behaviours in brackets. */
export function countWords({ causes, behaviours }: Count, noun: string): string {
  return causes === 0 ? '' : `${plural(causes, noun)} (${grouped(behaviours)})`;
}

/** What was chosen of the behaviours; empty for a whole run. */
export function partWords({ suite }: Lookup['results']): string {
  if (suite.part === undefined) return '';
  return `${grouped(suite.behaviours)} of ${plural(suite.of, 'behaviour')} (${suite.part})`;
}

/**
 * What stands beneath the heading: the sentence without what it has in common with the heading, which is all of it or its
 * label, as in `Passed: `. A name that comes first stays as it is spelled.
 */
export function beneathHeading({ heading, sentence }: Pick<Results['verdict'], 'heading' | 'sentence'>): string {
  if (sentence.startsWith(heading)) return sentence.slice(heading.length).trim();
  const [label = ''] = /^[^:]+: /.exec(heading) ?? [];
  if (!sentence.startsWith(label)) return sentence;
  return sentence.slice(label.length).replace(/^(?:every|the) /, (word) => word[0]!.toUpperCase() + word.slice(1));
}

/** `SDKs ran contained, by bubblewrap 0.8.0.` Empty when none ran, or nobody wrote down how. */
export function containmentWords({ underTest }: Pick<Lookup, 'underTest'>): string {
  const ran = underTest.flatMap(({ id, containment }) => (containment ? [{ id, how: howContained(containment) }] : []));
  const ways = [...new Set(ran.map(({ how }) => how))];
  if (ways.length <= 1) return ways.map((how) => `SDKs ran ${how}.`).join('');
  const of = (way: string) => ran.flatMap(({ id, how }) => (how === way ? [oneLine(id)] : []));
  return ways.map((way) => `${listed(of(way))} ran ${way}.`).join(' ');
}

/** `contained, by bubblewrap 0.8.0`. */
export function howContained(containment: ContainmentRecord): string {
  if (containment.contained) return `contained, by ${oneLine(containment.by)}`;
  return `with all rights of the user: ${oneLine(containment.reason)}`;
}

/** That its rounds do not agree, to be said after its name; empty when they do. */
export function wavering({ rounds, firstFailure }: ResultRecord): string {
  if (!rounds) return '';
  if (!firstFailure) return `is unsteady: ${rounds.join(', ')}.`;
  const first = oneLine(firstFailure.message).replace(/[^.!?]$/, '$&.');
  return `is unsteady: ${rounds.join(', then ')} when run again alone. First: ${first}`;
}

/** The results of SDKs under test whose rounds do not agree. */
export function unsteadyOf({ results, underTest }: Lookup): ResultRecord[] {
  const shown = new Set(underTest.map(({ id }) => id));
  return results.results.filter(({ sdk, rounds }) => rounds && shown.has(sdk));
}
