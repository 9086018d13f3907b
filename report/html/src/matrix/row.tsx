import type { VNode } from 'preact';

import { presentations } from '../../../../verdicts/verdicts.js';
import { Glyph, Text } from '../bits.js';
import { behaviourIndex, cellKind, isUnsteady, summary } from '../data.js';
import { cellLabel, isAskedFor, tellingSdk } from '../filter.js';
import { routeHash } from '../route.js';
import type { Route } from '../route.js';
import { toneCounts } from './rows.js';
import type { Row } from './rows.js';

interface RowProps {
  top: number;
  height: number;
  /** `aria-rowindex`. */
  position: number;
  sdks: readonly number[];
  /** The column that takes the focus, if it is in this row. */
  column: number | null;
  setActive: (column: number) => void;
}

type SuiteProps = RowProps & { row: Extract<Row, { type: 'suite' }>; folded: boolean; toggle: () => void };

/** The head of a suite: folds it, and sums it up for each SDK. */
export function SuiteRow({ top, height, position, sdks, column, setActive, row, folded, toggle }: SuiteProps): VNode {
  return (
    <div
      role="row"
      aria-rowindex={position}
      class="matrix-row suite"
      style={{ top: `${top}px`, height: `${height}px` }}
    >
      <div role="rowheader" aria-colindex={1} class="title">
        <button
          type="button"
          aria-expanded={!folded}
          tabIndex={column === null ? -1 : 0}
          data-active={column !== null}
          onClick={toggle}
          onFocus={() => setActive(column ?? 0)}
        >
          <span aria-hidden="true" class="fold">
            {folded ? '▸' : '▾'}
          </span>
          <Text>{row.suite}</Text>
          <span class="count">{row.behaviours.length}</span>
        </button>
      </div>
      {sdks.map((sdk, index) => (
        <div key={sdk} role="gridcell" aria-colindex={index + 2} class="sum">
          <Sum behaviours={row.behaviours} sdk={sdk} />
        </div>
      ))}
    </div>
  );
}

/** What is wrong, or how much holds of what applies. */
function Sum({ behaviours, sdk }: { behaviours: readonly number[]; sdk: number }): VNode {
  const { good, note, bad, unknown } = toneCounts(behaviours, sdk);
  const judged = good + note + bad + unknown;
  if (judged === 0) return <span class="tone-quiet">–</span>;
  return (
    <>
      <span class={bad > 0 ? 'tone-bad' : unknown > 0 ? 'tone-unknown' : 'tone-quiet'}>
        {good + note}
        <span aria-hidden="true">/</span>
        <span class="visually-hidden"> of </span>
        {judged}
      </span>
    </>
  );
}

type BehaviourProps = RowProps & { behaviour: number; route: Route; open: number | undefined };

/** One behaviour: its sentence, and a cell for each SDK that leads to its story. */
export function BehaviourRow({
  top,
  height,
  position,
  sdks,
  column,
  setActive,
  behaviour,
  route,
  open,
}: BehaviourProps): VNode | null {
  const record = summary.behaviours[behaviour];
  if (!record) return null;
  const link = (sdk: number): string =>
    routeHash({ ...route, story: { behaviour: record.id, sdk: summary.sdks[sdk]?.id ?? '' } });
  const isOpen = route.story !== null && behaviourIndex(route.story.behaviour) === behaviour;
  return (
    <div
      role="row"
      aria-rowindex={position}
      class="matrix-row behaviour"
      style={{ top: `${top}px`, height: `${height}px` }}
      data-open={isOpen}
    >
      <div role="rowheader" aria-colindex={1} class="title">
        <a href={link(tellingSdk(behaviour, sdks))} tabIndex={-1} title={record.sentence}>
          <span class="sentence">
            <Text>{record.sentence}</Text>
          </span>
          <code class="id">{record.id.slice(record.suite.length + 1)}</code>
        </a>
      </div>
      {sdks.map((sdk, index) => {
        const kind = cellKind(behaviour, sdk);
        const label = cellLabel(behaviour, sdk);
        return (
          <div
            key={sdk}
            role="gridcell"
            aria-colindex={index + 2}
            class={`cell tone-${kind ? presentations[kind].tone : 'quiet'}`}
            data-kind={kind}
            data-faded={!isAskedFor(route.filter, behaviour, sdk)}
            data-open={isOpen && open === sdk}
          >
            <a
              href={link(sdk)}
              tabIndex={column === index ? 0 : -1}
              data-active={column === index}
              aria-label={label}
              title={label}
              onFocus={() => setActive(index)}
            >
              <span>
                <Glyph kind={kind} />
                {isUnsteady(behaviour, sdk) && (
                  <span class="unsteady" aria-hidden="true">
                    ↻
                  </span>
                )}
              </span>
              {kind && kind !== 'passed' && (
                <span class="word" aria-hidden="true">
                  {kind === 'not-applicable' ? 'n/a' : presentations[kind].label}
                </span>
              )}
            </a>
          </div>
        );
      })}
    </div>
  );
}
