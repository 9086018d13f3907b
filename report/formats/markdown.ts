import { type ChangeCause, type Changes, worseKinds } from '../../verdicts/changes.js';
import type { ResultRecord, Results } from '../../verdicts/model.js';
import { asSentence, cut, duration, oneLine, plural } from '../../verdicts/text.js';
import { countVerdicts, glyphAndLabel, isTrouble, rowOf, verdicts } from '../../verdicts/verdicts.js';
import { lookup, type Lookup } from '../lookup.js';
import { acrossSdks, type SharedCause } from '../shared-causes.js';
import {
  beneathHeading,
  containmentWords,
  countWords,
  heldWords,
  partWords,
  tallyOf,
  unsteadyOf,
  wavering,
} from '../tally.js';
import { Budget } from './budget.js';
import { failureBlock } from './markdown-failure.js';
import { codeBlock, codeSpan, escapeInline } from './markdown-text.js';

/** GitHub refuses a job summary of 1 MiB; a comment holds 65,536 characters, so a caller may ask for less. */
const markdownLimit = 1_000_000;

/** A summary with more failures than this is not read to its end. */
const maxFailures = 100;

/**
 * Markdown for a job summary or a pull request: the verdict, what changed, what to fix, how each SDK stands; the matrix and
 * each failure folded away. Stays under `limit` bytes however much failed; a sentence says what was cut.
 */
export function renderMarkdown(results: Results, limit: number = markdownLimit): string {
  const index = lookup(results);
  const budget = new Budget(limit);
  budget.add(heading(results));
  if (results.changes) addChanges(budget, results.changes);
  else addCauses(budget, 'What to fix', acrossSdks(results.causes, 'new'), true);
  budget.addLines(`### SDKs\n\n${row(sdkColumns)}\n|${' --- |'.repeat(sdkColumns.length)}`, sdkRows(index), 'rows');
  addUnsteady(budget, index);
  if (!results.changes) {
    addCauses(budget, 'Known, and allowed', acrossSdks(results.causes, 'known'), false);
    addCauses(budget, 'Deviations on the wire, which the API accepts', acrossSdks(results.causes, 'accepted'), false);
  }
  budget.add(matrix(index));
  budget.add(
    `<sub>${escapeInline(results.contract.title)} ${escapeInline(results.contract.version)} · contract ${codeSpan(results.contract.digest.slice(0, 12))} · suite ${codeSpan(results.suite.version)} · ${[duration(results.durationMs), escapeInline(cut(containmentWords(index), 1_000))].filter(Boolean).join(' · ')}</sub>`,
  );
  addFailures(budget, index);
  return budget.text();
}

function heading(results: Results): string {
  const { exitCode, heading: title, command } = results.verdict;
  const beneath = beneathHeading(results.verdict);
  const mark = { 0: '✅', 1: '❌', 3: '⚠️' }[exitCode];
  const part = partWords(results);
  return [
    `## ${mark} ${escapeInline(cut(title, 300))}`,
    ...(part === '' || beneath.includes(part) ? [] : [`**${escapeInline(part)}.**`]),
    ...(beneath === '' ? [] : [escapeInline(cut(beneath, 2_000))]),
    ...(command === undefined ? [] : [codeBlock(cut(command, 1_000), 'sh')]),
  ].join('\n\n');
}

function addUnsteady(budget: Budget, index: Lookup): void {
  const unsteady = unsteadyOf(index);
  if (unsteady.length === 0) return;
  budget.addLines('### Unsteady\n', unsteady, 'behaviours', (result) => {
    const names = [result.sdk, result.behaviour].map((name) => codeSpan(cut(name, 80))).join(' ');
    return `- ${names} ${escapeInline(cut(wavering(result), 500))}`;
  });
}

function addCauses(budget: Budget, title: string, causes: readonly SharedCause[], full: boolean): void {
  if (causes.length === 0) return;
  budget.addLines(`### ${title}\n`, causes, 'causes', (cause) => (full ? causeBlock(cause) : causeLine(cause)));
}

function causeLine({ cause, sdks, behaviours, remedy }: SharedCause): string {
  const said = escapeInline(cut(asSentence(cause.sentence), 500));
  return `- ${sdkSpans(sdks)}: ${said} ${escapeInline(cut(remedy, 1_000))} (${plural(behaviours, 'behaviour')}, ${codeSpan(cause.key)})`;
}

function causeBlock({ cause, sdks, behaviours }: SharedCause): string {
  const evidence = cause.evidence[0]?.text ?? '';
  const rule = cause.rule
    ? ` The contract says: ${escapeInline(cut(cause.rule.sentence, 500))} (${cause.rule.source})`
    : '';
  const lines = [
    `- ${sdkSpans(sdks)}: **${escapeInline(cut(cause.sentence, 500))}**`,
    ...(evidence === '' || cause.sentence.includes(evidence) ? [] : [codeSpan(cut(evidence, 300))]),
    `${escapeInline(cut(cause.effect, 500))}${rule}`,
    `${plural(behaviours, 'behaviour')}, such as ${codeSpan(cause.example)}; ${codeSpan(cause.key)}`,
  ];
  return `${lines.join('\\\n  ')}\n\n${codeBlock(cut(oneLine(cause.command), 1_000), 'sh').replace(/^/gm, '  ')}`;
}

function sdkSpans(sdks: readonly string[]): string {
  return sdks.map((sdk) => codeSpan(cut(sdk, 80))).join(', ');
}

function addChanges(budget: Budget, { before, after, causes, items }: Changes): void {
  const title = `### What changed from ${codeSpan(cut(before, 200))} to ${codeSpan(cut(after, 200))}`;
  if (items.length === 0) return budget.add(`${title}\n\nNothing.`);
  budget.addLines(`${title}\n`, causes, 'changes', changeBlock);
}

function changeBlock({ sdk, sentence, consequence, behaviours, kind, command }: ChangeCause): string {
  const worse = worseKinds.includes(kind);
  const said = escapeInline(cut(sentence, 500));
  const ids = behaviours.slice(0, 200).map(codeSpan).join(', ');
  const list =
    behaviours.length > 3
      ? `<details><summary>${behaviours.length} behaviours</summary>\n\n  ${ids}\n\n  </details>`
      : ids;
  return [
    `- ${codeSpan(cut(sdk, 80))} ${worse ? `**${said}**` : said}: ${escapeInline(consequence)}.`,
    `  ${list}`,
    ...(worse && command !== undefined ? [`  ${codeSpan(cut(command, 500))}`] : []),
  ].join('\n\n');
}

const sdkColumns = ['SDK', 'Package', 'Holds', 'New', 'Known', 'Deviations', 'Ran on'];

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell || ' ').join(' | ')} |`;
}

function sdkRows(index: Lookup): string[] {
  return index.underTest.map((sdk) => {
    const tally = tallyOf(index, sdk.id);
    const built = [sdk.version, sdk.build].filter(Boolean).map((text) => codeSpan(cut(text ?? '', 80)));
    const names = [codeSpan(cut(sdk.id, 80)), [escapeInline(cut(sdk.name, 80)), ...built].join(' ')];
    if (sdk.status === 'not-run') {
      const reason = escapeInline(cut([sdk.reason, sdk.remedy].filter(Boolean).join(' '), 500));
      return row([...names, `**not run**: ${reason}`, '', '', '', '']);
    }
    const fresh = countWords(tally.fresh, 'cause');
    return row([
      ...names,
      heldWords(tally),
      fresh === '' ? '' : `**${fresh}**`,
      countWords(tally.known, 'cause'),
      countWords(tally.deviations, 'kind'),
      escapeInline(cut(sdk.runtime ?? '', 80)),
    ]);
  });
}

/** SDKs as rows: a run has few suites, but may have many builds of an SDK. */
function matrix(index: Lookup): string {
  const { suites } = index;
  const { sdks } = index.results;
  const rows = sdks.map(({ id }) => {
    const own = index.resultsOf(id);
    const cells = suites.map((suite) => tallyCell(own.filter((result) => result.suite === suite)));
    return row([codeSpan(cut(id, 80)), ...cells]);
  });
  const head = row(['SDK', ...suites.map((suite) => escapeInline(cut(suite, 80)))]);
  return [
    `<details><summary>Suites and SDKs</summary>\n\n${legend(index.results)}`,
    [head, `|${' --- |'.repeat(suites.length + 1)}`, ...rows].join('\n'),
    '</details>',
  ].join('\n\n');
}

function legend({ results }: Results): string {
  const counts = countVerdicts(results);
  const shown = verdicts.filter((verdict) => counts[verdict] > 0);
  return shown.map((verdict) => `${glyphAndLabel(verdict)} ${counts[verdict]}`).join(' · ') || 'No results.';
}

function tallyCell(results: readonly ResultRecord[]): string {
  const counts = countVerdicts(results);
  const shown = verdicts.filter((verdict) => counts[verdict] > 0);
  const cell = shown.map((verdict) => `${rowOf(verdict).glyph} ${counts[verdict]}`).join(' ');
  return shown.some(isTrouble) ? `**${cell}**` : cell;
}

function addFailures(budget: Budget, index: Lookup): void {
  const shown = new Set(index.underTest.map(({ id }) => id));
  const failures = index.results.results.filter(({ verdict, sdk }) => isTrouble(verdict) && shown.has(sdk));
  if (failures.length > 0)
    budget.addLines('### Failures\n', failures, 'failures', (result) => failureBlock(index, result), maxFailures);
}
