import type { Results } from '../verdicts/model.js';

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

/** The `id` of the element that holds a piece of the data. The results are `results.json` itself, as gzip in base64. */
export const elementIds = { summary: 'summary', results: 'results' };

/** Where the data goes in the template. */
export const dataMarker = '<!--report-data-->';
