import type { CoverageRecord, ParityRecord, ResultRecord, Results } from '../verdicts/model.js';

/** What the page reads when it opens: enough to say what to fix, and to draw and filter the matrix of any run. */
export interface Summary extends Omit<Results, 'results' | 'parity' | 'coverage' | 'policy'> {
  /** Of each behaviour, for each SDK, the position of its verdict in the table of verdicts; -1 where there is no result. */
  cells: number[][];
  /** Of each behaviour, SDK index → what went wrong in a sentence. */
  messages: Record<string, string>[];
  /** Positions of the behaviours and SDKs whose repeated rounds do not agree. */
  unsteady: [behaviour: number, sdk: number][];
  /** How many behaviours applications see differently with one SDK than with another. */
  differing: number;
}

/** All else, a line of JSON each: parity, coverage, then the results of each behaviour. */
export interface Details {
  parity: ParityRecord[];
  coverage: CoverageRecord[];
  /** The results of one behaviour, parsed only when its story is opened. */
  story: (behaviour: number) => ResultRecord[];
}

/** The `id` of the element that holds a piece of the data. The details are gzip in base64: most of them is never read. */
export const elementIds = { summary: 'summary', details: 'details' };

/** Where the data goes in the template. */
export const dataMarker = '<!--report-data-->';
