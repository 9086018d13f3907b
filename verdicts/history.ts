import { compare } from '../spec/libraries/semver.js';

import { semverOf } from './baseline.js';
import { sdksUnderTest } from './causes.js';
import type { CauseRecord, Results } from './model.js';
import { countVerdicts, type Verdict } from './verdicts.js';

/** What is kept of one SDK of one run: a line of `history.jsonl`. */
export interface HistoryEntry {
  startedAt: string;
  suite: string;
  /** Digest of the contract. */
  contract: string;
  sdk: string;
  runner: string;
  version: string;
  /** Of a checkout: which. */
  build?: string;
  verdicts: Record<Verdict, number>;
  /** What was seen of each cause, by the key of its evidence. */
  causes: HistoryCause[];
}

export interface HistoryCause extends Pick<CauseRecord, 'key' | 'kind' | 'status' | 'sentence'> {
  /** What was seen: `22 → 1`. */
  text: string;
  /** In how many behaviours. */
  behaviours: number;
}

/** Of each SDK that ran. A part of a run, and a run that could not be judged, say too little to be kept. */
export function entriesOf(results: Results): HistoryEntry[] {
  if (results.suite.part !== undefined || results.shard || results.verdict.exitCode === 3) return [];
  return sdksUnderTest(results.sdks).flatMap(({ id, runner, version, build, status }): HistoryEntry[] => {
    if (status !== 'ran' || version === null) return [];
    return [
      {
        startedAt: results.startedAt,
        suite: results.suite.version,
        contract: results.contract.digest,
        ...{ sdk: id, runner, version },
        ...(build === undefined ? {} : { build }),
        verdicts: countVerdicts(results.results.filter(({ sdk }) => sdk === id)),
        causes: causesOf(results, id),
      },
    ];
  });
}

/** Evidence with the same key once, under the cause that it shows most often. */
function causesOf({ causes }: Results, id: string): HistoryCause[] {
  const seen = causes
    .filter(({ sdk }) => sdk === id)
    .flatMap(({ kind, status, sentence, evidence }) =>
      evidence.map(({ key, text, behaviours }) => ({ key, kind, status, sentence, text, behaviours })),
    )
    .sort((one, other) => other.behaviours.length - one.behaviours.length);
  return [...new Set(seen.map(({ key }) => key))].map((key) => {
    const own = seen.filter((one) => one.key === key);
    return { ...own[0]!, behaviours: new Set(own.flatMap(({ behaviours }) => behaviours)).size };
  });
}

/** What is there and what is new, each run of an SDK once, the oldest run first. */
export function joinHistory(kept: readonly HistoryEntry[], fresh: readonly HistoryEntry[]): HistoryEntry[] {
  const entries = new Map([...kept, ...fresh].map((entry) => [`${entry.startedAt} ${entry.sdk}`, entry]));
  return [...entries.values()].sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

/** How the causes of one SDK came and went over its versions. */
export interface Course {
  runner: string;
  /** Its versions, the oldest first; of each the latest run. */
  versions: HistoryEntry[];
  rows: CourseRow[];
}

export interface CourseRow extends Omit<HistoryCause, 'behaviours' | 'status'> {
  /** In how many behaviours it showed in each version; 0 where it did not. */
  counts: number[];
}

/** A course for each SDK, in the order of the history. A cause is followed by its key, whatever it was called. */
export function coursesOf(history: readonly HistoryEntry[]): Course[] {
  const runners = [...new Set(history.map(({ runner }) => runner))];
  return runners.map((runner) => {
    const latest = new Map(
      history
        .filter((entry) => entry.runner === runner)
        .map((entry) => [`${entry.version} ${entry.build ?? ''}`, entry]),
    );
    const versions = [...latest.values()].sort((a, b) =>
      compare(semverOf(a.version) ?? '0.0.0', semverOf(b.version) ?? '0.0.0'),
    );
    const rows = new Map<string, CourseRow>();
    versions.forEach(({ causes }, column) => {
      for (const { behaviours, key, kind, sentence, text } of causes) {
        const counts = rows.get(key)?.counts ?? versions.map(() => 0);
        counts[column] = behaviours;
        // As the latest version tells it.
        rows.set(key, { key, kind, sentence, text, counts });
      }
    });
    const weight = ({ kind }: CourseRow) => Number(kind === 'deviation');
    return { runner, versions, rows: [...rows.values()].sort((a, b) => weight(a) - weight(b)) };
  });
}
