import { plural } from './text.js';

/** What can differ between two runs, the worst first. */
export const changeKinds = ['newly-failing', 'gone', 'outcome', 'deviation', 'wire', 'new', 'fixed'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What the one before did better. */
export const worseKinds: readonly ChangeKind[] = ['newly-failing', 'gone', 'outcome', 'deviation'];

/** How two runs differ, for the reports that show it. */
export interface Changes {
  /** The run compared with, in words: `python@5.3.1`. */
  before: string;
  /** The run under test, in words. */
  after: string;
  /** How many behaviours were compared, all SDKs together. */
  compared: number;
  /** The changes put together by what brought them about, those that make most behaviours worse first. */
  causes: ChangeCause[];
  items: Change[];
}

/** One change in what an SDK does, and all that follows from it. */
export interface ChangeCause {
  /** Stable between runs: `query.get_or_create: False → True`. */
  key: string;
  sdk: string;
  /** What the SDK does now, in a clause: `sends get_or_create=True where 5.4.0 sends get_or_create=False`. */
  sentence: string;
  /** What follows, in a clause: `12 behaviours no longer hold`. */
  consequence: string;
  /** The worst that it brings about. */
  kind: ChangeKind;
  /** Ids, those with the worst change first. */
  behaviours: string[];
  /** The command that shows its first behaviour alone; absent where nothing can be run again. */
  command?: string;
}

export interface Change {
  kind: ChangeKind;
  sdk: string;
  /** Id of the behaviour. */
  behaviour: string;
  /** What was and what is, on one line. */
  note: string;
  /** Key of what brought it about. */
  cause: string;
  /** The accounts that differ, for a diff by lines; absent where there is nothing to put side by side. */
  accounts?: { before: string[]; after: string[] };
}

export const changeTitles: Record<ChangeKind, string> = {
  'newly-failing': 'Newly failing',
  gone: 'No longer run',
  outcome: 'Another outcome',
  deviation: 'Strays further from the contract',
  wire: 'Different on the wire',
  new: 'New',
  fixed: 'Fixed',
};

/** Of some behaviours, in a clause: `12 behaviours no longer hold`. */
const consequences: Record<ChangeKind, (count: string, one: boolean) => string> = {
  'newly-failing': (count, one) => `${count} no longer ${one ? 'holds' : 'hold'}`,
  gone: (count, one) => `${count} no longer ${one ? 'runs' : 'run'}`,
  outcome: (count) => `the application sees something else in ${count}`,
  deviation: (count, one) => `${count} ${one ? 'strays' : 'stray'} further from the contract`,
  wire: (count, one) => `the wire differs in ${count} that ${one ? 'holds' : 'hold'} as before`,
  new: (count, one) => `${count} ${one ? 'is' : 'are'} new`,
  fixed: (count, one) => `${count} ${one ? 'is' : 'are'} fixed`,
};

/** The worst that followed, and how often. */
export function consequenceOf(kind: ChangeKind, count: number): string {
  return consequences[kind](plural(count, 'behaviour'), count === 1);
}
