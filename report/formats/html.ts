import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { packageRoot } from '../../spec/package-root.js';
import { dataMarker, elementIds } from '../page-data.js';
import type { Summary } from '../page-data.js';
import { lookup } from '../lookup.js';
import type { Lookup } from '../lookup.js';
import type { Results } from '../model.js';
import { kindOf, kinds } from '../presentation.js';
import { recordJson } from '../record-json.js';
import { cut, plainJson, withoutMarkup } from '../text.js';

/** Longest sentence of a failure that the matrix searches and shows; the story has all of it. */
const messageLimit = 300;

let builtTemplate: string | undefined;

/** The page without data, as `npm run build:html` made it: a part of the package, read once. */
export function htmlTemplate(): string {
  const file = join(packageRoot, 'dist', 'report', 'html', 'template.html');
  try {
    return (builtTemplate ??= readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(
      `Failed to read the page of the HTML report: ${file} is missing. Build it with "npm run build:html", or install sdk-conformance again.`,
      { cause },
    );
  }
}

/**
 * One self-contained page. The data stands in it in pieces, one a behaviour, so that opening a large report parses
 * only what is looked at.
 */
export function renderHtml(results: Results, template: string = htmlTemplate()): string {
  const [before, after] = template.split(dataMarker);
  if (before === undefined || after === undefined) {
    throw new Error(
      `Failed to fill the HTML report: its template has no ${dataMarker}. Build it again with "npm run build:html".`,
    );
  }
  const index = lookup(results);
  return [
    before,
    dataElement(elementIds.summary, plainJson(JSON.stringify(summary(index)))),
    dataElement(elementIds.parity, plainJson(JSON.stringify(results.parity))),
    dataElement(elementIds.coverage, plainJson(JSON.stringify(results.coverage))),
    ...results.behaviours.map(({ id }, position) => dataElement(elementIds.story(position), story(index, id))),
    after,
  ].join('');
}

function dataElement(id: string, json: string): string {
  return `<script type="application/json" id="${id}">${withoutMarkup(json)}</script>\n`;
}

/** The results of one behaviour, in the order of the SDKs. */
function story(index: Lookup, behaviour: string): string {
  const records = index.results.sdks.flatMap(({ id }) => index.result(id, behaviour) ?? []);
  return `[${records.map(recordJson).join(',')}]`;
}

function summary(index: Lookup): Summary {
  const { contract, suite, startedAt, durationMs, verdict, sdks, behaviours, parity, changes } = index.results;
  const rows = behaviours.map(({ id }) => sdks.map((sdk) => index.result(sdk.id, id)));
  return {
    contract,
    suite,
    startedAt,
    durationMs,
    verdict,
    changes,
    sdks,
    behaviours,
    cells: rows.map((row) => row.map((result) => (result ? kinds.indexOf(kindOf(result)) : -1))),
    messages: rows.map((row) =>
      Object.fromEntries(
        row.flatMap((result, column) => (result?.failure ? [[column, cut(result.failure.message, messageLimit)]] : [])),
      ),
    ),
    unsteady: rows.flatMap((row, behaviour) =>
      row.flatMap((result, sdk): Summary['unsteady'] => (result?.rounds ? [[behaviour, sdk]] : [])),
    ),
    differing: parity.length,
  };
}
