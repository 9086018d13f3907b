import { diffArrays } from 'diff';

import { type Change, type ChangeCause, type Changes, worseKinds } from '../verdicts/changes.js';
import { cut, oneLine, plural } from '../verdicts/text.js';
import { type Colors, marked, paint, type Screen, wrap } from './terminal-text.js';

/** Causes told each; a held gate fits a screen of 24 rows. */
const mostTold = 3;
const mostBetter = 3;
/** Lines of one diff, and how long each is at most. */
const diffLines = 12;
const lineLength = 300;

/** What changed, put together by what brought it about: what got worse in full, all else in a line. */
export function changeLines({ causes, items }: Changes, options: Screen): string[] {
  const { colors, width, verbose } = options;
  const worse = causes.filter(({ kind }) => worseKinds.includes(kind));
  const rest = causes.filter(({ kind }) => !worseKinds.includes(kind));
  const told = worse.slice(0, verbose ? Infinity : mostTold);
  const shown = rest.slice(0, verbose ? Infinity : mostBetter);
  const left = worse.length + rest.length - told.length - shown.length;
  return [
    ...told.map((cause) => worseLines(cause, items, options)),
    ...(shown.length > 0
      ? [
          shown
            .flatMap((cause) => [
              ...marked(
                paint(cause.kind === 'fixed' ? 'good' : 'quiet', cause.kind === 'fixed' ? '✓' : '·', colors),
                wrap(`${cause.sdk} ${cause.sentence}: ${cause.consequence}`, width - 2),
              ),
              ...(verbose ? membersOf(cause, items, colors) : []),
            ])
            .join('\n'),
        ]
      : []),
    ...(left > 0 ? [`${plural(left, 'more change')} in the report, or with --verbose.`] : []),
  ];
}

function worseLines(cause: ChangeCause, items: readonly Change[], { colors, width, verbose }: Screen): string {
  return [
    ...marked(paint('bad', '✕', colors), wrap(`${cause.sdk} ${cause.sentence}`, width - 2).map(colors.bold)),
    ...wrap(`${cause.consequence}, such as ${cause.behaviours[0] ?? ''}${shownIn(cause, items)}`, width - 2).map(
      (line) => `  ${line}`,
    ),
    ...(cause.command === undefined ? [] : [colors.dim(`  ${cause.command}`)]),
    ...(verbose ? membersOf(cause, items, colors) : []),
  ].join('\n');
}

/** In how many behaviours it shows, where that is more than those that got worse. */
function shownIn({ sdk, key, behaviours }: ChangeCause, items: readonly Change[]): string {
  const worse = items.filter((item) => item.sdk === sdk && item.cause === key && worseKinds.includes(item.kind));
  const count = new Set(worse.map(({ behaviour }) => behaviour)).size;
  return count < behaviours.length ? `; it shows in ${plural(behaviours.length, 'behaviour')}` : '';
}

function membersOf({ sdk, key }: ChangeCause, items: readonly Change[], colors: Colors): string[] {
  return items.filter((item) => item.sdk === sdk && item.cause === key).flatMap((item) => changeLine(item, colors));
}

function changeLine({ behaviour, note, accounts, kind }: Change, colors: Colors): string[] {
  // These notes only quote the first line of the diff.
  const told = accounts && (kind === 'outcome' || kind === 'wire') ? [] : [`      ${oneLine(note)}`];
  return [`    ${oneLine(behaviour)}`, ...told, ...(accounts ? diffOf(accounts, colors) : [])];
}

/** The colours say which is which, not which is good. */
function diffOf({ before, after }: NonNullable<Change['accounts']>, colors: Colors): string[] {
  const lines = diffArrays(before, after).flatMap(({ value, added, removed }) => {
    const [mark, color] = added
      ? (['+', colors.cyan] as const)
      : removed
        ? (['-', colors.yellow] as const)
        : ([' ', colors.dim] as const);
    return value.map((line) => color(`        ${mark} ${oneLine(cut(line, lineLength))}`));
  });
  const left = lines.length - diffLines;
  return left > 0 ? [...lines.slice(0, diffLines), colors.dim(`        … and ${left} more lines`)] : lines;
}

/** One sentence: how much of what changed. */
export function countChanges({ before, after, items, causes }: Changes): string {
  if (items.length === 0) return `No difference between ${before} and ${after}.`;
  const worse = items.filter(({ kind }) => worseKinds.includes(kind)).length;
  const how = worse > 0 ? `${worse.toLocaleString('en')} for the worse` : 'none for the worse';
  const from = plural(causes.length, 'cause');
  return `${plural(items.length, 'difference')} from ${before} to ${after}, ${how}, from ${from}.`;
}
