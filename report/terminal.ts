import pc from 'picocolors';

import type { ResultRecord, Results } from '../verdicts/model.js';
import { firstClause, oneLine, plural } from '../verdicts/text.js';
import { glyphAndLabel, isTrouble, rowOf } from '../verdicts/verdicts.js';
import { type Lookup, lookup } from './lookup.js';
import { containmentWords, countWords, heldWords, partWords, tallyOf, unsteadyOf, wavering } from './tally.js';
import { changeLines } from './terminal-changes.js';
import { matrix } from './terminal-matrix.js';
import { type Colors, columns, marked, paint, type Screen, wrap } from './terminal-text.js';
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
/** Lines of a run with nothing new, and those that are neither an SDK's nor a cause's: titles, the verdict, the path. */
const mostLines = 40;
const otherLines = 9;
/** Beside what changed since a release, where a screen has 24 rows. */
const mostBesideChanges = 2;

/** A run told on a terminal: how each SDK stands, what to fix, one sentence. */
export function renderTerminal(
  results: Results,
  { colors = pc.createColors(false), width = 80, verbose = false, matrix: asked = false }: TerminalOptions = {},
): string {
  const index = lookup(results);
  const gate = results.changes !== undefined;
  const screen = { colors, width, verbose };
  const rows = [...sdkRows(index, screen), ...containment(index, colors, width)];
  const told = [
    ...head(results, colors),
    rows.join('\n'),
    ...(asked ? [matrix(index, colors)] : []),
    ...unsteady(index, width),
    ...(results.changes ? changeLines(results.changes, screen) : []),
    ...newCauses(results, screen, verbose ? Infinity : gate ? 0 : mostTold),
    // Beside a release, what is known is what both do.
    ...(gate && !verbose ? [] : quietCauses(index, screen, mostLines - otherLines - rows.length)),
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

function sdkRows(index: Lookup, { colors, width, verbose }: Screen): string[] {
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
    ...idle.flatMap(({ id, reason = '', remedy = '' }) =>
      marked(
        paint('quiet', '○', colors),
        // What a command said stands in brackets.
        wrap(`${id} did not run. ${verbose ? reason : reason.replace(/ \([^()]*\)/g, '')} ${remedy}`, width - 2),
      ),
    ),
  ];
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

function newCauses({ causes }: Results, { colors, width }: Screen, most: number): string[] {
  const fresh = acrossSdks(causes, 'new');
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
function causeLines({ cause, sdks, behaviours, remedy }: SharedCause, colors: Colors, width: number): string {
  const [glyph, tone] = cause.kind === 'unjudged' ? (['!', 'unknown'] as const) : (['✕', 'bad'] as const);
  const evidence = cause.evidence[0]?.text ?? '';
  const shown = [evidence, cause.effect, remedy].find((text) => !cause.sentence.includes(text)) ?? '';
  return [
    ...marked(paint(tone, glyph, colors), wrap(`${sdks.join(', ')}: ${cause.sentence}`, width - 2).map(colors.bold)),
    ...wrap(shown, width - 2).map((line) => `  ${line}`),
    colors.dim(`  ${plural(behaviours, 'behaviour')}: ${cause.command}`),
  ].join('\n');
}

/** What does not count against an SDK: what is known, then what strays on the wire. */
function quietCauses(index: Lookup, screen: Screen, room: number): string[] {
  const [known, accepted] = (['known', 'accepted'] as const).map((status) => acrossSdks(index.results.causes, status));
  const enough = screen.verbose || known!.length + accepted!.length <= room;
  // A line says how many are left; each may have what the other leaves.
  const beside = (other: readonly unknown[]) =>
    enough ? Infinity : Math.floor(Math.max(room - other.length, room / 2, 6)) - 1;
  return [
    ...quietLines(index, known!, '◆', 'Known, and allowed', beside(accepted!), screen),
    ...quietLines(index, accepted!, '~', 'Deviations on the wire, which the API accepts', beside(known!), screen),
  ];
}

/** A line each: the sentence where it fits, else its first clause. */
function quietLines(
  index: Lookup,
  causes: readonly SharedCause[],
  mark: string,
  title: string,
  most: number,
  { colors, width, verbose }: Screen,
): string[] {
  if (causes.length === 0) return [];
  const glyph = paint('note', mark, colors);
  const ran = index.underTest.filter((sdk) => sdk.status === 'ran').map(({ id }) => id);
  const names = causes.map(({ sdks }) => sdkWords(sdks, ran));
  const wide = Math.max(...names.map(({ length }) => length));
  const lines = causes.slice(0, most).flatMap(({ cause, sdks, behaviours, remedy }, at) => {
    const count = `(${behaviours.toLocaleString('en')})`;
    const room = width - wide - 4;
    const [whole, short] = [cause.sentence, firstClause(cause.sentence)].map((text) => wrap(`${text} ${count}`, room));
    const more = [`${sdks.join(', ')}: ${cause.sentence}`, cause.effect, `Change: ${remedy}`, cause.command];
    return [
      ...(whole!.length === 1 ? whole! : short!).map((line, row) =>
        row === 0 ? `${glyph} ${names[at]!.padEnd(wide)}  ${line}` : `${' '.repeat(wide + 4)}${line}`,
      ),
      ...(verbose ? more.flatMap((text) => wrap(text, width - 4).map((one) => colors.dim(`    ${one}`))) : []),
    ];
  });
  const left = causes.length - most;
  const rest = left > 0 ? [`  ${left} more in the report, or with --verbose.`] : [];
  return [[`${title} (in brackets: behaviours):`, ...lines, ...rest].join('\n')];
}

/** Longest list of names beside a sentence in 80 columns. */
const longestNames = 30;

/** A few by name; of many, how many of those that ran. */
function sdkWords(sdks: readonly string[], ran: readonly string[]): string {
  const names = sdks.map(oneLine).join(', ');
  if (names.length <= longestNames || sdks.length === 1) return names;
  const others = ran.filter((id) => !sdks.includes(id)).map(oneLine);
  if (others.length === 0) return `all ${sdks.length} SDKs`;
  return others.length === 1 ? `all but ${others.join()}` : `${sdks.length} of ${ran.length} SDKs`;
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
