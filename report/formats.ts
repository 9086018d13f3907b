import { renderAnnotations } from './formats/annotations.js';
import { renderBadgeJson, renderBadgeSvg } from './formats/badge.js';
import { renderHar } from './formats/har.js';
import { renderHtml } from './formats/html.js';
import { renderJson } from './formats/json.js';
import { renderJunit } from './formats/junit.js';
import { renderMarkdown } from './formats/markdown.js';
import { sdksUnderTest } from '../verdicts/causes.js';
import type { Results } from '../verdicts/model.js';

export const formatNames = [
  'html',
  'junit',
  'markdown',
  'annotations',
  'badge-json',
  'badge-svg',
  'har',
  'json',
] as const;
export type FormatName = (typeof formatNames)[number];

export interface Format {
  /** Name of its file in the report's folder. */
  file: string;
  /** One line for `--help`. */
  summary: string;
  /** The whole file, from scrubbed results, large ones as UTF-8. Pure, apart from reading the page template once. */
  render(results: Results): string | Buffer;
  /** One more file for each SDK, beside the whole; only where there are several. */
  renderFor?(results: Results, sdk: string): string;
}

/** Say one thing of a whole run, and so are not written of a part. */
export const ofWholeRuns: readonly FormatName[] = ['badge-json', 'badge-svg'];

/** Every format a report can be written in. Give them results that went through `scrubSecrets`. */
export const formats: Record<FormatName, Format> = {
  html: { file: 'index.html', summary: 'one page to look into, offline', render: (results) => renderHtml(results) },
  junit: { file: 'junit.xml', summary: 'test results for CI systems', render: renderJunit },
  markdown: {
    file: 'summary.md',
    summary: 'job summary or pull request comment',
    render: (results) => renderMarkdown(results),
  },
  annotations: { file: 'annotations.txt', summary: 'GitHub Actions workflow commands', render: renderAnnotations },
  'badge-json': {
    file: 'badge.json',
    summary: 'shields.io endpoint',
    render: (results) => renderBadgeJson(results),
    renderFor: renderBadgeJson,
  },
  'badge-svg': {
    file: 'badge.svg',
    summary: 'badge as a picture',
    render: (results) => renderBadgeSvg(results),
    renderFor: renderBadgeSvg,
  },
  har: { file: 'exchanges.har', summary: "HTTP exchanges for a browser's developer tools", render: renderHar },
  json: { file: 'results.json', summary: 'the results themselves', render: renderJson },
};

/** A report in one format: its file, and where it has one for each SDK, those as well. */
export function renderFiles(results: Results, format: FormatName): { file: string; text: string | Buffer }[] {
  const { file, render, renderFor } = formats[format];
  const sdks = sdksUnderTest(results.sdks);
  const others = renderFor && sdks.length > 1 ? sdks : [];
  return [
    { file, text: render(results) },
    ...others.map(({ id }) => ({ file: fileFor(file, id), text: renderFor!(results, id) })),
  ];
}

/** `badge.svg` → `badge-python.svg`. */
function fileFor(file: string, sdk: string): string {
  const [name = '', end = ''] = file.split('.');
  return `${name}-${sdk.replace(/[^\w.-]+/g, '_')}.${end}`;
}

/** The text of a report in one format. Pure: the same results give the same text. */
export function renderReport(results: Results, format: FormatName): string {
  return String(formats[format].render(results));
}
