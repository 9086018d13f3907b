import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { formatNames, formats, renderReport } from './formats.js';
import { renderHtml, summary } from './formats/html.js';
import { lookup } from './lookup.js';
import { dataMarker } from './page-data.js';
import { sampleChanges } from '../testing/sample-parts.js';
import { sampleResults } from '../testing/sample-results.js';

const golden = join(packageRoot, 'fixtures', 'reports');

describe('the golden files', () => {
  it.each(formatNames.filter((name) => name !== 'html'))('%s is written as it was agreed', async (name) => {
    await expect(renderReport(sampleResults(), name)).toMatchFileSnapshot(join(golden, formats[name].file));
  });

  it('html holds a summary as it was agreed, and results.json', async () => {
    const index = lookup(sampleResults());
    await expect(`${JSON.stringify(summary(index))}\n`).toMatchFileSnapshot(join(golden, 'page-summary.json'));
    const html = renderHtml(sampleResults(), dataMarker);
    const [, packed = ''] = /id="results">([^<]*)</.exec(html) ?? [];
    expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toBe(renderReport(sampleResults(), 'json'));
  });

  it('markdown tells what changed', async () => {
    await expect(renderReport({ ...sampleResults(), changes: sampleChanges }, 'markdown')).toMatchFileSnapshot(
      join(golden, 'summary-with-changes.md'),
    );
  });
});

describe('every format', () => {
  it('json gives back the results', () => {
    expect(JSON.parse(renderReport(sampleResults(), 'json'))).toEqual(sampleResults());
  });

  it('says the verdict of the run', () => {
    const results = sampleResults();
    for (const name of ['json', 'markdown', 'annotations', 'har'] as const) {
      expect(renderReport(results, name)).toContain(results.verdict.sentence);
    }
  });

  it('the same results give the same text', () => {
    for (const name of formatNames.filter((format) => format !== 'html')) {
      expect(renderReport(sampleResults(), name)).toBe(renderReport(sampleResults(), name));
    }
  });

  it('a badge of a partial run is grey, of an SDK as well', () => {
    const partial = { ...sampleResults(), interrupted: 'SIGINT' as const };
    expect(renderReport(partial, 'badge-json')).toContain('"message":"part of a run","color":"lightgrey"');
  });

  it('a template without its marker is refused', () => {
    expect(() => renderHtml(sampleResults(), '<html></html>')).toThrow(/no <!--report-data-->/);
  });

  it('no golden file holds a token', () => {
    for (const file of readdirSync(golden))
      expect(readFileSync(join(golden, file), 'utf8')).not.toMatch(/eyJ[\w-]+\.[\w-]+/);
  });
});
