import type { RefObject, VNode } from 'preact';

import { cut, firstClause, grouped, oneLine, plural } from '../../../verdicts/text.js';
import { rowOf, verdicts } from '../../../verdicts/verdicts.js';
import { suites, summary } from './data.js';
import { isFiltered, type Selection } from './filter.js';
import { type Filter, go, noFilter, type Route } from './route.js';

interface FiltersProps {
  route: Route;
  selection: Selection;
  search: RefObject<HTMLInputElement | null>;
}

const seen = new Set(summary.cells.flat());
const shownVerdicts = verdicts.filter((_, index) => seen.has(index));

/** Of a sentence, what a list has room for. */
const longestLabel = 90;

/** Every cause once, whichever SDKs have it, by the beginning of its sentence. */
const causes = [...new Map(summary.causes.map((cause) => [cause.key, cause])).values()].map(
  ({ key, kind, sentence }) => {
    const label = cut(oneLine(firstClause(sentence)), longestLabel);
    return { value: key, label: kind === 'deviation' ? `~ ${label}` : label };
  },
);

export function Filters({ route, selection, search }: FiltersProps): VNode {
  const set = (part: Partial<Filter>): void => go({ ...route, filter: { ...route.filter, ...part } }, 'replace');
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        ref={search}
        type="search"
        aria-label="Search"
        placeholder="Search"
        value={route.filter.text}
        onInput={(event) => set({ text: event.currentTarget.value })}
      />
      <Choice
        name="SDK"
        value={route.filter.sdk}
        set={(sdk) => set({ sdk })}
        options={summary.sdks.map(({ id }) => id)}
      />
      <Choice name="suite" value={route.filter.suite} set={(suite) => set({ suite })} options={suites} />
      <Choice
        name="verdict"
        value={route.filter.verdict}
        set={(verdict) => set({ verdict })}
        options={shownVerdicts.map((verdict) => ({
          value: verdict,
          label: `${rowOf(verdict).glyph} ${rowOf(verdict).label}`,
        }))}
      />
      <Choice name="cause" value={route.filter.cause} set={(cause) => set({ cause })} options={causes} />
      {isFiltered(route.filter) && (
        <button type="button" onClick={() => go({ ...route, filter: noFilter }, 'replace')}>
          Show all
        </button>
      )}
      <output aria-live="polite">
        {isFiltered(route.filter) &&
          `${grouped(selection.behaviours.length)} of ${plural(summary.behaviours.length, 'behaviour')}`}
      </output>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  set: (value: string) => void;
  options: readonly (string | { value: string; label: string })[];
}

function Choice({ name, value, set, options }: ChoiceProps): VNode {
  return (
    <select aria-label={`Only one ${name}`} value={value} onChange={(event) => set(event.currentTarget.value)}>
      <option value="">Every {name}</option>
      {options.map((option) => {
        const { value: own, label } = typeof option === 'string' ? { value: option, label: option } : option;
        return (
          <option key={own} value={own}>
            {label}
          </option>
        );
      })}
    </select>
  );
}
