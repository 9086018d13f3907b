import { oneLine, visible } from '../text.js';

/** Keeps GitHub from reading a mention, an issue number or an address, without a visible trace. */
const breaker = '&#8203;';

/** Text from outside inside a line of Markdown: it looks as it is, and means nothing. */
export function escapeInline(text: string): string {
  return (
    oneLine(text)
      .replace(/[\\`*_{}[\]()<>&#+!|~$]/g, (mark) =>
        mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : mark === '&' ? '&amp;' : `\\${mark}`,
      )
      // Before the others, whose breakers hold a number sign and digits themselves.
      .replace(/#(?=\d)/g, `#${breaker}`)
      .replace(/@(?=\w)/g, `@${breaker}`)
      .replace(/:\/\//g, `:${breaker}//`)
      .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}${breaker}.`)
  );
}

/** A code span that holds any text, also in a table. */
export function codeSpan(text: string): string {
  const line = oneLine(text) || ' ';
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** A code block that holds any text. */
export function codeBlock(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${visible(text)}\n${fence}`;
}

/** Text inside HTML that stands in Markdown, such as a `<summary>`. */
export function escapeHtml(text: string): string {
  return oneLine(text)
    .replace(/[&<>"'`*_~[\]\\|]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/@(?=\w)/g, `@${breaker}`)
    .replace(/:\/\//g, `:${breaker}//`);
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
