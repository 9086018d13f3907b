import { describe, expect, it } from 'vitest';

import { formatNames, renderReport } from '../formats.js';
import type { FormatName } from '../formats.js';
import { dataMarker } from '../page-data.js';
import { scrubSecrets } from '../../verdicts/scrub.js';
import { hostileResults, plantedSecret, plantedToken } from '../../testing/hostile-results.js';
import { renderHtml } from './html.js';

const scrubbed = scrubSecrets(hostileResults(), [plantedSecret]);

/** The data part of the page: its template is ours. */
function render(name: FormatName): string {
  return name === 'html' ? renderHtml(scrubbed, dataMarker) : renderReport(scrubbed, name);
}

/** Control characters, what reorders or hides text, separators that are line ends to some, half characters. */

const hazards =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\uffff\u{e0000}-\u{e007f}\p{Cs}]/u;

describe.each(formatNames)('%s', (name) => {
  const text = render(name);

  it('holds no secret, no token and no cookie', () => {
    const spellings = [
      plantedSecret,
      encodeURIComponent(plantedSecret),
      Buffer.from(plantedSecret).toString('base64'),
      plantedToken,
      plantedToken.split('.')[2] ?? '',
      'session=1234',
    ];
    for (const spelling of spellings) expect(text).not.toContain(spelling);
    expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+/);
  });

  it('holds no character that drives a terminal, hides or reorders text', () => {
    expect(text.match(hazards)).toBeNull();
  });
});

describe('what is planted stays text', () => {
  it('in HTML, where only our own elements are', () => {
    expect(render('html').match(/<(?!script type="application\/(json|gzip)" id="[\w-]+">|\/script>\n)/g)).toBeNull();
  });

  it('in JUnit, where no element is added', () => {
    expect(render('junit').match(/<testcase[ />]/g)).toHaveLength(scrubbed.results.length);
    expect(render('junit')).not.toMatch(/<script|]]>/);
  });

  it('in Markdown, where no markup, mention, link or table cell is added', () => {
    const outsideCode = render('markdown')
      .replace(/^ *(`{3,})[^`\n]*\n[\s\S]*?\n *\1$/gm, '')
      .replace(/(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outsideCode).not.toMatch(/<(script|img|!--|\/textarea)/);
    expect(outsideCode).not.toMatch(/@everyone|(?<!\\)\*\*bold|http:\/\/evil|(?<!&)#1\b/);
  });

  it('in workflow commands, where each line is one of ours', () => {
    const lines = render('annotations').trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
  });

  it('in JSON and HAR, which still parse to the same text', () => {
    expect(JSON.parse(render('json'))).toEqual(scrubbed);
    expect(() => JSON.parse(render('har')) as unknown).not.toThrow();
  });

  it('in the SVG badge', () => {
    expect(render('badge-svg')).not.toContain('<script');
  });
});
