import { renderAnnotations } from './formats/annotations.js';
import { renderBadgeJson, renderBadgeSvg } from './formats/badge.js';
import { renderHar } from './formats/har.js';
import { renderHtml } from './formats/html.js';
import { renderJson } from './formats/json.js';
import { renderJunit } from './formats/junit.js';
import { renderMarkdown } from './formats/markdown.js';
import type { Results } from './model.js';

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
  /** The whole file, from scrubbed results. Pure, apart from reading the page template of the package once. */
  render(results: Results): string;
}

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
  'badge-json': { file: 'badge.json', summary: 'shields.io endpoint', render: renderBadgeJson },
  'badge-svg': { file: 'badge.svg', summary: 'badge as a picture', render: renderBadgeSvg },
  har: { file: 'exchanges.har', summary: "HTTP exchanges for a browser's developer tools", render: renderHar },
  json: { file: 'results.json', summary: 'the results themselves', render: renderJson },
};

/** The text of a report in one format. Pure: the same results give the same text. */
export function renderReport(results: Results, format: FormatName): string {
  return formats[format].render(results);
}
