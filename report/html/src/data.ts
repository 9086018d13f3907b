import { useEffect, useState } from 'preact/hooks';

import type { CauseRecord, Results } from '../../../verdicts/model.js';
import { type Verdict, verdicts } from '../../../verdicts/verdicts.js';
import { elementIds, type Summary } from '../../page-data.js';

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

/** Of each behaviour, its records as they stand in the packed results: what the search looks through. */
let told: Map<string, string> | undefined;
let loading: Promise<Results> | undefined;

async function unpack(): Promise<Results> {
  const bytes = Uint8Array.from(atob(textOf(elementIds.results)), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const text = await new Response(stream).text();
  const results = JSON.parse(text) as Results;
  const lines = text.split('\n');
  const first = lines.indexOf('"results":[') + 1;
  told = new Map();
  for (const [index, { behaviour }] of results.results.entries())
    told.set(behaviour, `${told.get(behaviour) ?? ''}${lines[first + index]}`);
  return results;
}

/** All that is not needed to open the page; `undefined` until it is there. */
export function useResults(needed = true): Results | undefined {
  const [results, setResults] = useState<Results>();
  useEffect(() => {
    if (needed) void (loading ??= unpack()).then(setResults);
  }, [needed]);
  return results;
}

/** Whether the results of a behaviour hold a word anywhere: a header, a body, a message. Known once they are unpacked. */
export function resultsHold(behaviour: string, word: RegExp): boolean {
  return word.test(told?.get(behaviour) ?? '');
}
