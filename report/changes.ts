/** What can differ between two runs, the worst first. */
export const changeKinds = ['newly-failing', 'gone', 'outcome', 'deviation', 'wire', 'new', 'fixed'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** How two runs differ, for the reports that show it. */
export interface Changes {
  /** The run compared with, in words: `python@5.3.1`. */
  before: string;
  /** The run under test, in words. */
  after: string;
  items: Change[];
}

export interface Change {
  kind: ChangeKind;
  sdk: string;
  /** Id of the behaviour. */
  behaviour: string;
  /** What was and what is, on one line. */
  note: string;
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
