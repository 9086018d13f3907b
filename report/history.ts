import { type Course, coursesOf, type CourseRow, type HistoryEntry } from '../verdicts/history.js';
import { cut, firstClause, plural } from '../verdicts/text.js';
import { codeSpan, escapeInline } from './formats/markdown-text.js';

/** Markdown: for each SDK its versions as columns, its causes as rows, the behaviours that show them in the cells. */
export function renderHistory(history: readonly HistoryEntry[]): string {
  const courses = coursesOf(history);
  if (courses.length === 0) return '# History\n\nNothing is kept yet.\n';
  return ['# History: how causes came and went', ...courses.map(section)].join('\n\n') + '\n';
}

function section({ runner, versions, rows }: Course): string {
  const head = [
    'Cause',
    ...versions.map(({ version, build }) => codeSpan(cut(build ? `${version} ${build}` : version, 60))),
  ];
  const held = versions.map(({ verdicts }) => String(verdicts.passed));
  return [
    `## ${escapeInline(runner)}`,
    [
      line(head),
      `|${' --- |'.repeat(head.length)}`,
      line(['*behaviours that hold*', ...held]),
      ...rows.map(rowOf),
    ].join('\n'),
    ...courseNote(rows, versions.length),
  ].join('\n\n');
}

function rowOf({ sentence, text, kind, counts }: CourseRow): string {
  const glyph = kind === 'deviation' ? '~' : '✕';
  const title = escapeInline(cut(firstClause(sentence), 200));
  const told = sentence.includes(text) ? title : `${title}: ${codeSpan(cut(text, 150))}`;
  return line([told, ...counts.map((count) => (count === 0 ? '·' : `${glyph} ${count}`))]);
}

/** What the last version brought and took away. */
function courseNote(rows: readonly CourseRow[], versions: number): string[] {
  if (versions < 2) return [];
  const at = (row: CourseRow, column: number) => (row.counts[column] ?? 0) > 0;
  const came = rows.filter((row) => !at(row, versions - 2) && at(row, versions - 1)).length;
  const went = rows.filter((row) => at(row, versions - 2) && !at(row, versions - 1)).length;
  return [`In the last version ${plural(came, 'cause')} came and ${plural(went, 'cause')} went.`];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
