import { describe, expect, it } from 'vitest';

import { largeResults } from '../../testing/large-results.js';
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
    expect(text).toMatch(/^## ❌ Failed: /);
  });
});

describe('text from outside', () => {
  it('means nothing in a line', () => {
    expect(escapeInline('a|b *c* _d_ `e` <f> [g](h) #x')).toBe(
      'a\\|b \\*c\\* \\_d\\_ \\`e\\` &lt;f&gt; \\[g\\]\\(h\\) \\#x',
    );
  });

  it('that GitHub would link stands in code, and can be pasted', () => {
    expect(escapeInline('does all that python@5.3.1, @i (#1) and http://j do.')).toBe(
      'does all that `python@5.3.1`, `@i` `(#1`\\) and `http://j` do.',
    );
  });

  it('does not end the code it stands in', () => {
    expect(codeSpan('a `b` | ``c')).toBe('```a `b` \\| ``c```');
    expect(codeSpan('`')).toBe('`` ` ``');
    expect(codeBlock('```\nx')).toBe('````\n```\nx\n````');
  });
});
