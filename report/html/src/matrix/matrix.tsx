import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import { sdkIndex } from '../data.js';
import type { Selection } from '../filter.js';
import { go, noFilter } from '../route.js';
import type { Route } from '../route.js';
import { MatrixHead } from './head.js';
import { move } from './keys.js';
import type { Place } from './keys.js';
import { BehaviourRow, SuiteRow } from './row.js';
import { matrixRows } from './rows.js';
import { rowTops, useMedia, useVisibleSpan } from './virtual.js';

/** More SDKs than this get narrow columns with upright names. */
const wideColumns = 9;

interface MatrixProps {
  route: Route;
  selection: Selection;
}

/** Behaviours against SDKs. Only the rows in sight are drawn; the grid tells assistive technology about all of them. */
export function Matrix({ route, selection }: MatrixProps): VNode {
  const { sdks, behaviours } = selection;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<Place>({ row: 1, column: 0 });
  const [moved, setMoved] = useState(0);
  const body = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const narrow = useMedia('(max-width: 760px)');
  const rows = useMemo(() => matrixRows(behaviours, folded), [behaviours, folded]);
  const tops = useMemo(
    () => rowTops(rows.map(({ type }) => (type === 'suite' ? 44 : narrow ? 78 : 46))),
    [rows, narrow],
  );
  const span = useVisibleSpan(body, tops);
  const place = { row: Math.min(active.row, rows.length - 1), column: Math.min(active.column, sdks.length - 1) };

  useLayoutEffect(() => {
    if (moved === 0) return;
    const target = body.current?.querySelector<HTMLElement>('[data-active="true"]');
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [moved]);

  if (rows.length === 0 || sdks.length === 0) return <Nothing route={route} />;

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = event.altKey || event.shiftKey ? null : move(place, event, rows.length, sdks.length);
    if (!next) return;
    event.preventDefault();
    setActive(next);
    setMoved(moved + 1);
  };
  const toggle = (suite: string): void =>
    setFolded(
      (before) => new Set(before.has(suite) ? [...before].filter((other) => other !== suite) : [...before, suite]),
    );
  // The active row stays drawn wherever the page is scrolled to, or the focus would be lost with it.
  const drawn = new Set([...Array.from({ length: span.to - span.from }, (_, index) => span.from + index), place.row]);
  const style = { '--sdks': sdks.length } as Record<string, number>;
  return (
    <div
      role="grid"
      aria-label="Behaviours against SDKs"
      aria-rowcount={rows.length + 1}
      aria-colcount={sdks.length + 1}
      class={`matrix ${sdks.length > wideColumns ? 'many' : 'few'}`}
      style={style}
      onKeyDown={onKeyDown}
    >
      <MatrixHead sdks={sdks} ref={head} />
      <div
        role="rowgroup"
        class="matrix-body"
        ref={body}
        onScroll={(event) => {
          if (head.current) head.current.scrollLeft = event.currentTarget.scrollLeft;
        }}
      >
        <div role="presentation" class="matrix-rows" style={{ height: `${tops.at(-1) ?? 0}px` }}>
          {[...drawn]
            .filter((index) => index < rows.length)
            .sort((a, b) => a - b)
            .map((index) => {
              const row = rows[index];
              if (!row) return null;
              const common = {
                top: tops[index] ?? 0,
                height: (tops[index + 1] ?? 0) - (tops[index] ?? 0),
                position: index + 2,
                sdks,
                column: index === place.row ? place.column : null,
                setActive: (column: number) => setActive({ row: index, column }),
              };
              return row.type === 'suite' ? (
                <SuiteRow
                  key={`suite ${row.suite}`}
                  {...common}
                  row={row}
                  folded={folded.has(row.suite)}
                  toggle={() => toggle(row.suite)}
                />
              ) : (
                <BehaviourRow
                  key={row.behaviour}
                  {...common}
                  behaviour={row.behaviour}
                  route={route}
                  open={route.story?.sdk === undefined ? undefined : sdkIndex(route.story.sdk)}
                />
              );
            })}
        </div>
      </div>
    </div>
  );
}

function Nothing({ route }: { route: Route }): VNode {
  return (
    <p class="nothing">
      Nothing matches.{' '}
      <button type="button" class="button" onClick={() => go({ ...route, filter: noFilter }, 'replace')}>
        Show everything
      </button>
    </p>
  );
}
