import type { BehaviourRecord, ResultRecord, Results, SdkRecord } from './model.js';

/** What the page reads when it opens: enough to draw, filter and search the matrix of any run. */
export interface Summary extends Pick<
  Results,
  'contract' | 'suite' | 'startedAt' | 'durationMs' | 'verdict' | 'changes'
> {
  sdks: SdkRecord[];
  behaviours: BehaviourRecord[];
  /** Of each behaviour, for each SDK, the index of its kind in `kinds`; -1 where there is no result. */
  cells: number[][];
  /** Of each behaviour, SDK index → what went wrong in a sentence, for search and tooltips. */
  messages: Record<string, string>[];
  /** Positions of the behaviours and SDKs whose repeated rounds do not agree. */
  unsteady: [behaviour: number, sdk: number][];
  /** How many behaviours differ between languages. */
  differing: number;
}

/** The results of one behaviour, read only when its story is opened. */
export type Story = ResultRecord[];

/** The `id` of the element that holds a piece of the data. */
export const elementIds = {
  summary: 'summary',
  parity: 'parity-data',
  coverage: 'coverage-data',
  story: (behaviour: number) => `story-${behaviour}`,
};

/** Where the data goes in the template. */
export const dataMarker = '<!--report-data-->';
