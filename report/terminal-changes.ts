import { diffArrays } from 'diff';
import pc from 'picocolors';

import { type Change, type ChangeKind, changeKinds, type Changes, changeTitles } from './changes.js';
import { cut, oneLine, plural } from './text.js';

type Colors = ReturnType<typeof pc.createColors>;

/** Changes of one kind that are told one by one; beyond it a reader wants a report, not a scroll. */
const toldEach = 25;
/** Lines of one diff, and how long each is at most. */
const diffLines = 12;
const lineLength = 300;

const paints: Record<ChangeKind, (colors: Colors) => (text: string) => string> = {
  'newly-failing': (colors) => colors.red,
  gone: (colors) => colors.red,
  outcome: (colors) => colors.red,
  deviation: (colors) => colors.red,
  wire: (colors) => colors.yellow,
  new: (colors) => colors.yellow,
  fixed: (colors) => colors.green,
};

/** What changed, told on a terminal: each kind with its behaviours, and what differs line by line. */
export function renderChanges(changes: Changes, colors: Colors = pc.createColors(false)): string {
  const parts = changeKinds.flatMap((kind) => {
    const items = changes.items.filter((item) => item.kind === kind);
    if (items.length === 0) return [];
    const title = paints[kind](colors)(colors.bold(`${changeTitles[kind]} (${items.length})`));
    const left = items.length - toldEach;
    const told = items.slice(0, toldEach).map((item) => renderChange(item, colors));
    return [[title, ...told, ...(left > 0 ? [`  … and ${left} more`] : [])].join('\n')];
  });
  return parts.join('\n\n');
}

/** One sentence: how much of what changed. */
export function countChanges({ before, after, items }: Changes): string {
  const counts = changeKinds.flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count > 0 ? [`${changeTitles[kind].toLowerCase()}: ${count}`] : [];
  });
  return counts.length === 0
    ? `No difference between ${before} and ${after}.`
    : `${plural(items.length, 'difference')} from ${before} to ${after} (${counts.join(', ')}).`;
}

function renderChange({ kind, sdk, behaviour, note, accounts }: Change, colors: Colors): string {
  const lines = accounts ? diffOf(accounts, colors) : [];
  // These notes only quote the first line of the diff.
  const told = accounts && (kind === 'outcome' || kind === 'wire') ? [] : [`    ${oneLine(note)}`];
  return [`  ${oneLine(sdk)}  ${colors.bold(oneLine(behaviour))}`, ...told, ...lines].join('\n');
}

function diffOf({ before, after }: NonNullable<Change['accounts']>, colors: Colors): string[] {
  const lines = diffArrays(before, after).flatMap(({ value, added, removed }) => {
    const [mark, paint] = added
      ? (['+', colors.green] as const)
      : removed
        ? (['-', colors.red] as const)
        : ([' ', colors.dim] as const);
    return value.map((line) => paint(`      ${mark} ${oneLine(cut(line, lineLength))}`));
  });
  const left = lines.length - diffLines;
  return left > 0 ? [...lines.slice(0, diffLines), colors.dim(`      … and ${left} more lines`)] : lines;
}
