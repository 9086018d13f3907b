import { describe, expect, it } from 'vitest';

import { largeResults } from '../testing/large-results.js';
import { renderMarkdown } from './markdown.js';
import { codeBlock, codeSpan, escapeInline } from './markdown-text.js';

describe('the size of the summary', () => {
  const failing = largeResults(2_000, 5, { failed: 1 });

  it('stays below 1 MiB however much failed, and says what was cut', () => {
    const text = renderMarkdown(failing);
    expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
    expect(text.slice(-200)).toMatch(
      /\*[\d,]+ of 10,000 failures left out to keep this short.*results\.json have them all\.\*\n$/,
    );
  });

  it.each([65_536, 10_000, 4_000])('keeps to a limit of %i bytes, verdict first', (limit) => {
    const text = renderMarkdown(failing, limit);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    expect(text).toMatch(/^## ❌ JavaScript breaks/);
  });

  it('leaves out columns that nobody could read, and says so', () => {
    expect(renderMarkdown(largeResults(5, 60))).toContain('20 more columns left out; the HTML report has them all.');
  });
});

describe('text from outside', () => {
  it('means nothing in a line', () => {
    expect(escapeInline('a|b *c* _d_ `e` <f> [g](h) @i #1 http://j www.k')).toBe(
      'a\\|b \\*c\\* \\_d\\_ \\`e\\` &lt;f&gt; \\[g\\]\\(h\\) @&#8203;i \\#&#8203;1 http:&#8203;//j www&#8203;.k',
    );
  });

  it('does not end the code it stands in', () => {
    expect(codeSpan('a `b` | ``c')).toBe('```a `b` \\| ``c```');
    expect(codeSpan('`')).toBe('`` ` ``');
    expect(codeBlock('```\nx')).toBe('````\n```\nx\n````');
  });
});
