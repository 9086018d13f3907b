import pc from 'picocolors';

import type { CauseRecord, ResultRecord, Results } from '../verdicts/model.js';
import { oneLine, plural } from '../verdicts/text.js';
import { glyphAndLabel, isTrouble, rowOf } from '../verdicts/verdicts.js';
import { type Lookup, lookup } from './lookup.js';
import { containmentWords, countWords, heldWords, partWords, tallyOf, unsteadyOf, wavering } from './tally.js';
import { changeLines } from './terminal-changes.js';
import { matrix } from './terminal-matrix.js';
import { type Colors, columns, fit, paint, wrap } from './terminal-text.js';
import { storySections } from './story.js';
import { acrossSdks, type SharedCause } from './shared-causes.js';

export interface TerminalOptions {
  colors?: Colors;
  /** How wide lines may be; commands are never broken. */
  width?: number;
  /** Every cause in full, and the stories of what failed. */
  verbose?: boolean;
  /** The table of suites against SDKs. */
  matrix?: boolean;
}

/** New causes told in full; beyond them a reader wants the report, not a scroll. */
const mostTold = 6;
/** Beside what changed since a release, where a screen has 24 rows. */
const mostBesideChanges = 2;

/** A run told on a terminal: how each SDK stands, what to fix, one sentence. */
export function renderTerminal(
  results: Results,
  { colors = pc.createColors(false), width = 80, verbose = false, matrix: asked = false }: TerminalOptions = {},
): string {
  const index = lookup(results);
  const gate = results.changes !== undefined;
  const told = [
    ...head(results, colors),
    [sdkRows(index, colors, width), ...containment(index, colors, width)].join('\n'),
    ...(asked ? [matrix(index, colors)] : []),
    ...unsteady(index, width),
    ...(results.changes ? changeLines(results.changes, { colors, width, verbose }) : []),
    ...newCauses(results, colors, width, verbose ? Infinity : gate ? 0 : mostTold),
    // Beside a release, what is known is what both do.
    ...(gate && !verbose ? [] : quietCauses(results, 'known', 'Known, and allowed', colors, width, verbose)),
    ...(gate && !verbose
      ? []
      : quietCauses(results, 'accepted', 'Deviations on the wire, which the API accepts', colors, width, verbose)),
    ...(verbose ? stories(index, colors, gate ? mostBesideChanges : Infinity) : []),
  ].join('\n\n');
  return `${told}\n\n${verdict(results, told, colors, width)}`;
}

function head(results: Results, colors: Colors): string[] {
  const part = partWords(results);
  const target = results.target === undefined ? '' : `sent to ${oneLine(results.target)}`;
  const told = [part, target].filter((words) => words !== '').join(', ');
  return told === '' ? [] : [colors.bold(`${told}.`)];
}

function sdkRows(index: Lookup, colors: Colors, width: number): string {
  const ran = index.underTest.filter(({ status }) => status === 'ran');
  const rows = ran.map((sdk) => {
    const tally = tallyOf(index, sdk.id);
    const against = index.sdk(sdk.against ?? '');
    return [
      oneLine(sdk.id),
      oneLine([sdk.version ?? '', sdk.build ?? ''].filter(Boolean).join(', ')),
      heldWords(tally),
      against ? `against ${oneLine(against.version ?? against.id)}` : '',
      countWords(tally.fresh, 'new cause'),
      // What a release fails as well is no list's.
      against ? '' : countWords(tally.known, 'known cause'),
      against || tally.deviations.causes === 0 ? '' : plural(tally.deviations.causes, 'deviation'),
      sdk.newer === undefined ? '' : `${oneLine(sdk.newer)} is out`,
    ];
  });
  const idle = index.underTest.filter(({ status }) => status === 'not-run');
  return [
    ...columns(rows, width, 3),
    ...idle.map(({ id, reason, remedy }) =>
      `${paint('quiet', `○ ${oneLine(id)} did not run.`, colors)} ${oneLine(reason ?? '')} ${oneLine(remedy ?? '')}`.trim(),
    ),
  ].join('\n');
}

function containment(index: Lookup, colors: Colors, width: number): string[] {
  const words = containmentWords(index);
  return words === '' ? [] : wrap(words, width).map((line) => colors.dim(line));
}

function unsteady(index: Lookup, width: number): string[] {
  const lines = unsteadyOf(index).flatMap((result) => {
    const [first = '', ...rest] = wrap(`${result.sdk}: ${result.behaviour} ${wavering(result)}`, width - 2);
    return [first, ...rest.map((line) => `  ${line}`)];
  });
  return lines.length > 0 ? [lines.join('\n')] : [];
}

function newCauses(results: Results, colors: Colors, width: number, most: number): string[] {
  const fresh = acrossSdks(results.causes.filter(({ status }) => status === 'new'));
  if (fresh.length === 0 || most === 0) return [];
  const told = fresh.slice(0, most).map((cause) => causeLines(cause, colors, width));
  const left = fresh.length - told.length;
  return [
    colors.bold('What to fix'),
    ...told,
    ...(left > 0 ? [`${plural(left, 'more cause')} in the report, or with --verbose.`] : []),
  ];
}

/** What happens, the evidence, how often and the command. */
function causeLines({ cause, sdks, behaviours }: SharedCause, colors: Colors, width: number): string {
  const tone = cause.kind === 'unjudged' ? 'unknown' : 'bad';
  const [first = '', ...rest] = wrap(`${sdks.join(', ')}: ${cause.sentence}`, width - 2);
  const evidence = cause.evidence[0]?.text ?? '';
  const shown = [evidence, cause.effect, cause.remedy].find((text) => !cause.sentence.includes(text)) ?? '';
  return [
    `${paint(tone, cause.kind === 'unjudged' ? '!' : '✕', colors)} ${colors.bold(first)}`,
    ...rest.map((line) => `  ${colors.bold(line)}`),
    ...wrap(shown, width - 2).map((line) => `  ${line}`),
    colors.dim(`  ${plural(behaviours, 'behaviour')}: ${cause.command}`),
  ].join('\n');
}

function quietCauses(
  results: Results,
  status: CauseRecord['status'],
  title: string,
  colors: Colors,
  width: number,
  verbose: boolean,
): string[] {
  const causes = acrossSdks(results.causes.filter((cause) => cause.status === status));
  if (causes.length === 0) return [];
  const glyph = status === 'known' ? '◆' : '~';
  const names = causes.map(({ sdks }) => sdkWords(sdks));
  const wide = Math.max(...names.map(({ length }) => length));
  const lines = causes.flatMap(({ cause, sdks, behaviours }, at) => {
    const count = ` (${behaviours})`;
    const line = `${names[at]!.padEnd(wide)}  ${fit(cause.sentence, width - wide - 4 - count.length)}${count}`;
    const more = [`${sdks.join(', ')}: ${cause.sentence}`, cause.effect, `Change: ${cause.remedy}`, cause.command];
    return [
      `${paint('note', glyph, colors)} ${line}`,
      ...(verbose ? more.flatMap((text) => wrap(text, width - 4).map((one) => colors.dim(`    ${one}`))) : []),
    ];
  });
  return [[`${title} (in brackets: behaviours):`, ...lines].join('\n')];
}

/** A few by name, many by their number. */
function sdkWords(sdks: readonly string[]): string {
  const names = sdks.map(oneLine).join(', ');
  return names.length <= 20 ? names : sdks.length === 1 ? names : `${sdks.length} SDKs`;
}

function stories(index: Lookup, colors: Colors, limit: number): string[] {
  const shown = index.underTest.map(({ id }) => id);
  const failed = index.results.results.filter(({ verdict, sdk }) => isTrouble(verdict) && shown.includes(sdk));
  const told = failed.slice(0, limit).map((result) => story(index, result, colors));
  const left = failed.length - told.length;
  return left > 0 ? [...told, `The stories of ${left} more are in the report.`] : told;
}

function story(index: Lookup, result: ResultRecord, colors: Colors): string {
  const title =
    paint(rowOf(result.verdict).tone, glyphAndLabel(result.verdict), colors) +
    colors.bold(`  ${oneLine(result.sdk)}  ${oneLine(result.behaviour)}`);
  const sections = storySections(index, result).map(
    (section) => `  ${colors.dim(section.title)}\n${section.text.replace(/^(?=.)/gm, '    ')}`,
  );
  return [title, ...sections].join('\n');
}

/** Last, with the command that shows the worst alone where it was not told before. */
function verdict({ verdict: told }: Results, before: string, colors: Colors, width: number): string {
  const { exitCode, sentence, command } = told;
  const color = exitCode === 0 ? colors.green : exitCode === 1 ? colors.red : colors.magenta;
  const lines = wrap(sentence, width).map((line) => color(colors.bold(line)));
  const alone = command === undefined || before.includes(command) ? [] : [`See it alone: ${command}`];
  return [...alone, ...lines].join('\n');
}
