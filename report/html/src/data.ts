import type { CoverageRecord, ParityRecord } from '../../../verdicts/model.js';
import { elementIds } from '../../page-data.js';
import type { Story, Summary } from '../../page-data.js';
import { kinds } from '../../../verdicts/verdicts.js';
import type { Kind } from '../../../verdicts/verdicts.js';

const parsed = new Map<string, unknown>();

/** The value of one piece of the page's data, parsed when first asked for. */
function piece(id: string): unknown {
  if (!parsed.has(id)) {
    const element = document.getElementById(id);
    if (!element) {
      throw new Error(`Failed to read the report: it has no ${id}. Write it again with "sdk-conformance report".`);
    }
    parsed.set(id, JSON.parse(element.textContent ?? ''));
  }
  return parsed.get(id);
}

export const summary = piece(elementIds.summary) as Summary;
export const parity = (): ParityRecord[] => piece(elementIds.parity) as ParityRecord[];
export const coverage = (): CoverageRecord[] => piece(elementIds.coverage) as CoverageRecord[];
export const story = (behaviour: number): Story => piece(elementIds.story(behaviour)) as Story;

const behaviourIndexes = new Map(summary.behaviours.map(({ id }, index) => [id, index]));
const sdkIndexes = new Map(summary.sdks.map(({ id }, index) => [id, index]));

/** Position of a behaviour in the summary; `undefined` for an id that this run does not know. */
export const behaviourIndex = (id: string): number | undefined => behaviourIndexes.get(id);
export const sdkIndex = (id: string): number | undefined => sdkIndexes.get(id);

/** How one cell of the matrix is shown; `undefined` where there is no result. */
export function cellKind(behaviour: number, sdk: number): Kind | undefined {
  return kinds[summary.cells[behaviour]?.[sdk] ?? -1];
}

export function cellMessage(behaviour: number, sdk: number): string | undefined {
  return summary.messages[behaviour]?.[sdk];
}

const unsteadyCells = new Set(summary.unsteady.map(([behaviour, sdk]) => `${behaviour} ${sdk}`));

/** Whether the rounds of a repeated behaviour did not agree. */
export function isUnsteady(behaviour: number, sdk: number): boolean {
  return unsteadyCells.has(`${behaviour} ${sdk}`);
}

/** The kinds that occur in this run, with how often. */
export function kindCounts(): [Kind, number][] {
  const counts = new Array<number>(kinds.length).fill(0);
  for (const row of summary.cells) for (const kind of row) if (kind >= 0) counts[kind] = (counts[kind] ?? 0) + 1;
  return kinds.flatMap((kind, index): [Kind, number][] => (counts[index] ? [[kind, counts[index]]] : []));
}

export const suites = [...new Set(summary.behaviours.map(({ suite }) => suite))];
