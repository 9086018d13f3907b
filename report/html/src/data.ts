import { useEffect, useState } from 'preact/hooks';

import type { CauseRecord, CoverageRecord, ParityRecord, ResultRecord } from '../../../verdicts/model.js';
import { type Verdict, verdicts } from '../../../verdicts/verdicts.js';
import { type Details, elementIds, type Summary } from '../../page-data.js';

function textOf(id: string): string {
  const text = document.getElementById(id)?.textContent;
  if (!text)
    throw new Error(`Failed to read the report: it has no ${id}. Write it again with "sdk-conformance report".`);
  return text;
}

export const summary = JSON.parse(textOf(elementIds.summary)) as Summary;

const behaviourIndexes = new Map(summary.behaviours.map(({ id }, index) => [id, index]));

/** Position of a behaviour in the summary; `undefined` for an id that this run does not know. */
export const behaviourIndex = (id: string): number | undefined => behaviourIndexes.get(id);

/** What a gate only compares with. */
export const isRelease = (id: string): boolean => summary.sdks.some(({ against }) => against === id);

/** `undefined` where there is no result. */
export function cellVerdict(behaviour: number, sdk: number): Verdict | undefined {
  return verdicts[summary.cells[behaviour]?.[sdk] ?? -1];
}

export const suites = [...new Set(summary.behaviours.map(({ suite }) => suite))];

export function findCause(sdk: string, key: string): CauseRecord | undefined {
  return summary.causes.find((cause) => cause.sdk === sdk && cause.key === key);
}

/** The lines of the details, lower case: what the search looks through. */
let lines: string[] | undefined;
let loading: Promise<Details> | undefined;

async function unpack(): Promise<Details> {
  const bytes = Uint8Array.from(atob(textOf(elementIds.details)), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const [parity = '[]', coverage = '[]', ...stories] = (await new Response(stream).text()).split('\n');
  lines = stories;
  return {
    parity: JSON.parse(parity) as ParityRecord[],
    coverage: JSON.parse(coverage) as CoverageRecord[],
    story: (behaviour) => JSON.parse(stories[behaviour] ?? '[]') as ResultRecord[],
  };
}

/** All that is not needed to open the page; `undefined` until it is there. */
export function useDetails(needed = true): Details | undefined {
  const [details, setDetails] = useState<Details>();
  useEffect(() => {
    if (needed) void (loading ??= unpack()).then(setDetails);
  }, [needed]);
  return details;
}

/** Whether the results of a behaviour hold a word anywhere: a header, a body, a message. Known once details are there. */
export function detailsHold(behaviour: number, word: RegExp): boolean {
  return word.test(lines?.[behaviour] ?? '');
}
