import { changeKinds, changeTitles } from '../changes.js';
import type { Changes } from '../changes.js';
import { countKinds, lookup } from '../lookup.js';
import type { Lookup } from '../lookup.js';
import type { ResultRecord, Results } from '../model.js';
import { glyphAndLabel, kindOf, kinds, presentations } from '../presentation.js';
import { cut, duration, plural } from '../text.js';
import { Budget } from './budget.js';
import { codeSpan, escapeInline } from './markdown-text.js';
import { failureBlock } from './markdown-failure.js';

/** GitHub refuses a job summary of 1 MiB; a comment holds 65,536 characters, so a caller may ask for less. */
export const markdownLimit = 1_000_000;

/** A summary with more failures than this is not read to its end. */
const maxFailures = 100;

/** A table with more columns than this is no help to anyone. */
const maxColumns = 40;

/**
 * Markdown for a job summary or a pull request: verdict, what changed, suites against SDKs, the behaviours that stand
 * out, each failure. Stays under `limit` bytes however much failed; a sentence says what was cut.
 */
export function renderMarkdown(results: Results, limit: number = markdownLimit): string {
  const index = lookup(results);
  const budget = new Budget(limit);
  budget.add(heading(results));
  budget.add(
    `<sub>${escapeInline(results.contract.title)} ${escapeInline(results.contract.version)} · contract ${codeSpan(results.contract.digest.slice(0, 12))} · suite ${escapeInline(results.suite.version)} · ${duration(results.durationMs)}</sub>`,
  );
  if (results.changes) addChanges(budget, results.changes);
  addTable(budget, 'SDKs', sdkTable(results));
  addTable(budget, 'Suites', suiteTable(index));
  addTable(budget, 'Behaviours that do not hold everywhere', behaviourTable(index));
  addFailures(budget, index);
  return budget.text();
}

function heading(results: Results): string {
  const counts = countKinds(results.results);
  const shown = kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${presentations[kind].glyph} ${counts[kind]} ${presentations[kind].label}`);
  const mark = { 0: '✅', 1: '❌', 3: '⚠️' }[results.verdict.exitCode];
  return `## ${mark} ${escapeInline(cut(results.verdict.sentence, 2_000))}\n\n${shown.join(' · ') || 'No results.'}`;
}

function addChanges(budget: Budget, changes: Changes): void {
  const title = `### What changed from ${escapeInline(cut(changes.before, 200))} to ${escapeInline(cut(changes.after, 200))}`;
  if (changes.items.length === 0) {
    budget.add(`${title}\n\nNothing.`);
    return;
  }
  budget.add(title);
  for (const kind of changeKinds) {
    const items = changes.items.filter((item) => item.kind === kind);
    if (items.length === 0) continue;
    budget.addLines(
      `**${changeTitles[kind]}** (${items.length})\n`,
      items.map(
        ({ sdk, behaviour, note }) => `- ${codeSpan(sdk)} ${codeSpan(behaviour)} ${escapeInline(cut(note, 500))}`,
      ),
      'changes',
    );
  }
}

interface Table {
  columns: string[];
  rows: string[][];
}

function addTable(budget: Budget, title: string, { columns, rows }: Table): void {
  if (rows.length === 0) return;
  const shown = columns.slice(0, maxColumns + 1);
  const line = (cells: string[]): string => `| ${cells.slice(0, shown.length).join(' | ')} |`;
  const left = columns.length - shown.length;
  const note = left > 0 ? `\n\n${plural(left, 'more column')} left out; the HTML report has them all.` : '';
  budget.addLines(`### ${title}\n\n${line(shown)}\n|${' --- |'.repeat(shown.length)}`, rows.map(line), 'rows');
  if (note) budget.add(note.trim());
}

function sdkTable(results: Results): Table {
  const rows = results.sdks.map((sdk) => [
    codeSpan(cut(sdk.id, 80)),
    escapeInline(cut([sdk.name, sdk.version].filter(Boolean).join(' '), 80)),
    sdk.status === 'ran'
      ? escapeInline(cut(sdk.runtime ?? '', 80))
      : `**not run**: ${escapeInline(cut([sdk.reason, sdk.remedy].filter(Boolean).join(' '), 500))}`,
  ]);
  return { columns: ['SDK', 'Package', 'Ran on'], rows };
}

/** SDKs as rows: a run has few suites, but may have many builds of an SDK. */
function suiteTable(index: Lookup): Table {
  const cells = new Map<string, ResultRecord[]>();
  for (const result of index.results.results) {
    const key = `${result.sdk} ${result.suite}`;
    const cell = cells.get(key);
    if (cell) cell.push(result);
    else cells.set(key, [result]);
  }
  const rows = index.results.sdks.map(({ id }) => [
    codeSpan(cut(id, 80)),
    ...index.suites.map((suite) => tally(cells.get(`${id} ${suite}`) ?? [])),
  ]);
  return { columns: ['SDK', ...index.suites.map((suite) => escapeInline(cut(suite, 80)))], rows };
}

function tally(results: ResultRecord[]): string {
  const counts = countKinds(results);
  const shown = kinds.filter((kind) => counts[kind] > 0);
  const bold = shown.some((kind) => ['bad', 'unknown'].includes(presentations[kind].tone));
  const cell = shown.map((kind) => `${markdownGlyph(presentations[kind].glyph)} ${counts[kind]}`).join(' ');
  return bold ? `**${cell}**` : cell || ' ';
}

function behaviourTable(index: Lookup): Table {
  const { sdks, behaviours } = index.results;
  const rows = behaviours.flatMap((behaviour) => {
    const row = sdks.map(({ id }) => index.result(id, behaviour.id));
    const stands =
      row.some((result) => result && ['bad', 'unknown'].includes(presentations[kindOf(result)].tone)) ||
      row.some((result) => result && kindOf(result) === 'known');
    if (!stands) return [];
    return [
      [
        codeSpan(cut(behaviour.id, 120)),
        ...row.map((result) => (result ? markdownGlyph(glyphAndLabel(kindOf(result))) : ' ')),
      ],
    ];
  });
  return { columns: ['Behaviour', ...sdks.map(({ id }) => codeSpan(cut(id, 80)))], rows };
}

function markdownGlyph(text: string): string {
  return text.replace(/^~/, '\\~');
}

function addFailures(budget: Budget, index: Lookup): void {
  const failures = index.results.results.filter((result) =>
    ['bad', 'unknown'].includes(presentations[kindOf(result)].tone),
  );
  if (failures.length > 0)
    budget.addLines('### Failures\n', failures, 'failures', (result) => failureBlock(index, result), maxFailures);
}
