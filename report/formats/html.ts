import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { packageRoot } from '../../spec/package-root.js';
import type { Results } from '../../verdicts/model.js';
import { cut, plainJson, withoutMarkup } from '../../verdicts/text.js';
import { verdicts } from '../../verdicts/verdicts.js';
import { lookup, type Lookup } from '../lookup.js';
import { dataMarker, elementIds, type Summary } from '../page-data.js';
import { renderJson } from './json.js';

/** Longest sentence of a failure that the matrix searches and shows; the story has all of it. */
const messageLimit = 300;

let builtTemplate: string | undefined;

/** The page without data, as `npm run build:html` made it: a part of the package, read once. */
function htmlTemplate(): string {
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

/** One self-contained page: a summary that it reads when it opens, and `results.json`, packed, that it reads when asked. */
export function renderHtml(results: Results, template: string = htmlTemplate()): string {
  const [before, after] = template.split(dataMarker);
  if (before === undefined || after === undefined) {
    throw new Error(
      `Failed to fill the HTML report: its template has no ${dataMarker}. Build it again with "npm run build:html".`,
    );
  }
  const index = lookup(results);
  const packed = gzipSync(renderJson(results)).toString('base64');
  const json = withoutMarkup(plainJson(JSON.stringify(summary(index))));
  return [
    before,
    `<script type="application/json" id="${elementIds.summary}">${json}</script>\n`,
    `<script type="application/gzip" id="${elementIds.results}">${packed}</script>\n`,
    after,
  ].join('');
}

export function summary(index: Lookup): Summary {
  const { parity, ...rest } = index.results;
  const rows = rest.behaviours.map(({ id }) => rest.sdks.map((sdk) => index.result(sdk.id, id)));
  return {
    ...rest,
    ...{ results: undefined, coverage: undefined, policy: undefined },
    cells: rows.map((row) => row.map((result) => (result ? verdicts.indexOf(result.verdict) : -1))),
    messages: rows.map((row) =>
      Object.fromEntries(
        row.flatMap((result, column) => (result?.failure ? [[column, cut(result.failure.message, messageLimit)]] : [])),
      ),
    ),
    unsteady: rows.flatMap((row, behaviour) =>
      row.flatMap((result, sdk): Summary['unsteady'] => (result?.rounds ? [[behaviour, sdk]] : [])),
    ),
    differing: parity.filter(({ outcomes }) => outcomes.length > 1).length,
  };
}
