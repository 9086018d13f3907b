import { presentations } from '../../../verdicts/verdicts.js';
import type { Kind } from '../../../verdicts/verdicts.js';
import { cellKind, cellMessage, isUnsteady, summary } from './data.js';
import type { Filter } from './route.js';

/** What of the matrix a filter leaves, as positions in the summary. */
export interface Selection {
  sdks: number[];
  behaviours: number[];
}

/** A behaviour stays when its suite is asked for, it holds the text, and one of the shown SDKs has a verdict asked for. */
export function select(filter: Filter): Selection {
  const sdks = summary.sdks.flatMap(({ id }, index) =>
    filter.sdks.length === 0 || filter.sdks.includes(id) ? [index] : [],
  );
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const behaviours = summary.behaviours.flatMap(({ suite }, index) =>
    (filter.suites.length === 0 || filter.suites.includes(suite)) &&
    (filter.kinds.length === 0 || sdks.some((sdk) => isAskedFor(filter, index, sdk))) &&
    words.every((word) => searchText(index).includes(word))
      ? [index]
      : [],
  );
  return { sdks, behaviours };
}

/** Whether a cell has one of the verdicts asked for; all have when none is asked for. */
export function isAskedFor(filter: Filter, behaviour: number, sdk: number): boolean {
  const kind = cellKind(behaviour, sdk);
  return filter.kinds.length === 0 || (kind !== undefined && filter.kinds.includes(kind));
}

export function isFiltered({ sdks, suites, kinds, text }: Filter): boolean {
  return sdks.length + suites.length + kinds.length + text.length > 0;
}

const searchTexts: string[] = [];

/** Everything a reader may look for in a behaviour; made when first searched. */
function searchText(index: number): string {
  const known = searchTexts[index];
  if (known !== undefined) return known;
  const behaviour = summary.behaviours[index];
  const text = behaviour
    ? [
        behaviour.id,
        behaviour.sentence,
        behaviour.rule.id,
        behaviour.rule.sentence,
        ...Object.values(summary.messages[index] ?? {}),
      ]
        .join(' ')
        .toLowerCase()
    : '';
  searchTexts[index] = text;
  return text;
}

/** The SDK whose story tells most about a behaviour: the first with the worst news. */
export function tellingSdk(behaviour: number, sdks: readonly number[]): number {
  const order = ['bad', 'unknown', 'note', 'good', 'quiet'] as const;
  const rank = (sdk: number): number => {
    const kind = cellKind(behaviour, sdk);
    return kind ? order.indexOf(presentations[kind].tone) : order.length;
  };
  return sdks.reduce((best, sdk) => (rank(sdk) < rank(best) ? sdk : best), sdks[0] ?? 0);
}

/** What a screen reader says of a cell. */
export function cellLabel(behaviour: number, sdk: number): string {
  const kind = cellKind(behaviour, sdk);
  const parts = [
    summary.sdks[sdk]?.id,
    kind ? spokenLabel(kind) : 'no result',
    isUnsteady(behaviour, sdk) && 'does not always agree',
  ];
  const message = cellMessage(behaviour, sdk);
  return `${parts.filter(Boolean).join(', ')}${message ? `: ${message}` : ''}`;
}

/** What is seen is part of what is said, so that a cell can be called by either. */
function spokenLabel(kind: Kind): string {
  return kind === 'not-applicable' ? 'n/a, not applicable' : presentations[kind].label;
}
