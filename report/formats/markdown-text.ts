import { oneLine, visible } from '../../verdicts/text.js';

/** What GitHub would read as a mention, an issue number or an address. In a code span it is itself, also when pasted. */
const special = /@\w|#\d|:\/\/|\bwww\./i;

/** Text from outside inside a line of Markdown: it looks as it is, and means nothing. */
export function escapeInline(text: string): string {
  return oneLine(text)
    .split(/(\s+)/)
    .map((word) => {
      if (!special.test(word)) return escapeMarks(word);
      const [, kept = word, end = ''] = /^(.*?)([.,;:!?)]*)$/s.exec(word) ?? [];
      return codeSpan(kept) + escapeMarks(end);
    })
    .join('');
}

function escapeMarks(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>&#+!|~$]/g, (mark) =>
    mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : mark === '&' ? '&amp;' : `\\${mark}`,
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

/** Text inside HTML that stands in Markdown, such as a `<summary>`: as code, in which nothing means anything. */
export function htmlCode(text: string): string {
  return `<code>${oneLine(text).replace(/[&<>"'`*_~[\]\\|@:#]/g, (mark) => `&#${mark.charCodeAt(0)};`)}</code>`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
