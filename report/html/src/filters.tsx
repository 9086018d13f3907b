import type { RefObject, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { kinds, presentations } from '../../../verdicts/verdicts.js';
import type { Kind } from '../../../verdicts/verdicts.js';
import { kindCounts, suites, summary } from './data.js';
import { isFiltered } from './filter.js';
import type { Selection } from './filter.js';
import { go, noFilter } from './route.js';
import type { Filter, Route } from './route.js';

interface FiltersProps {
  route: Route;
  selection: Selection;
  searchRef: RefObject<HTMLInputElement | null>;
}

/** Text, SDKs, suites and verdicts; what is left is counted, and said to screen readers. */
export function Filters({ route, selection, searchRef }: FiltersProps): VNode {
  const { filter } = route;
  const change = (part: Partial<Filter>): void => go({ ...route, filter: { ...filter, ...part } }, 'replace');
  const occurring = kindCounts().map(([kind]) => kind);
  return (
    <search class="filters" aria-label="Filter">
      <label class="search">
        <span class="visually-hidden">Search behaviours, rules and messages</span>
        <input
          ref={searchRef}
          type="search"
          placeholder="Search behaviours, rules, messages"
          value={filter.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && filter.text === '') event.currentTarget.blur();
          }}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <Menu
        label="SDK"
        chosen={filter.sdks}
        options={summary.sdks.map(({ id }) => [id, id])}
        change={(sdks) => change({ sdks })}
      />
      <Menu
        label="Suite"
        chosen={filter.suites}
        options={suites.map((id) => [id, id])}
        change={(chosen) => change({ suites: chosen })}
      />
      <Menu
        label="Verdict"
        chosen={filter.kinds}
        options={occurring.map((kind) => [kind, `${presentations[kind].glyph} ${presentations[kind].label}`])}
        change={(chosen) => change({ kinds: kinds.filter((kind): kind is Kind => chosen.includes(kind)) })}
      />
      <output class="found" aria-live="polite">
        {selection.behaviours.length.toLocaleString('en')} of {summary.behaviours.length.toLocaleString('en')}{' '}
        behaviours
      </output>
      {isFiltered(filter) && (
        <button type="button" class="button" onClick={() => change(noFilter)}>
          Clear
        </button>
      )}
    </search>
  );
}

interface MenuProps {
  label: string;
  chosen: readonly string[];
  options: [id: string, label: string][];
  change: (chosen: string[]) => void;
}

/** A list of boxes to tick behind a button. */
function Menu({ label, chosen, options, change }: MenuProps): VNode {
  const details = useRef<HTMLDetailsElement>(null);
  useClosing(details);
  const toggle = (id: string): void =>
    change(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <details class="menu" ref={details}>
      <summary class="button" data-chosen={chosen.length > 0}>
        {label}
        {chosen.length > 0 && <span class="count">{chosen.length}</span>}
      </summary>
      <fieldset class="sheet">
        <legend class="visually-hidden">{label}</legend>
        {options.map(([id, text]) => (
          <label key={id}>
            <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} /> {text}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

/** An open menu closes on Escape, keeping the focus, and when the reader goes on elsewhere. */
function useClosing(details: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const leave = (event: Event): void => {
      const menu = details.current;
      if (menu?.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    };
    const escape = (event: KeyboardEvent): void => {
      const menu = details.current;
      if (event.key !== 'Escape' || !menu?.open) return;
      menu.open = false;
      menu.querySelector('summary')?.focus();
    };
    addEventListener('pointerdown', leave);
    addEventListener('focusin', leave);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', leave);
      removeEventListener('focusin', leave);
      removeEventListener('keydown', escape);
    };
  }, []);
}
