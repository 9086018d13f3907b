/** One group of measures that is run on its own: `npm run bench -- --only NAME`. */
export interface Bench {
  /** Kebab-case. */
  name: string;
  /** What is measured, in a few words. */
  summary: string;
  /** Measures. Whatever it throws means that it could not run; that is told, and the others go on. */
  run: (say: Say) => Promise<Row[]>;
}

/** Tells, in a few words, what is being measured now: a bench takes minutes. */
export type Say = (what: string) => void;

/** What a ratio is held to. */
export type Bound = { atLeast: number } | { atMost: number };

/** A line of the table. */
export interface Row {
  measure: string;
  /** With its unit. */
  ours: string;
  /** What ours is compared with, with its unit. */
  other: string;
  /** Ours divided by the other; `null` when it was not measured. */
  ratio: number | null;
  bound: Bound;
  /** What the reader has to know: who the other was, why it was not measured. */
  note: string;
}

export function isMet({ ratio, bound }: Pick<Row, 'ratio' | 'bound'>): boolean | null {
  if (ratio === null) return null;
  return 'atLeast' in bound ? ratio >= bound.atLeast : ratio <= bound.atMost;
}
