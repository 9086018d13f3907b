import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { ChangesView } from './changes.js';
import { CoverageView } from './coverage.js';
import { summary } from './data.js';
import { select } from './filter.js';
import { Filters } from './filters.js';
import { Matrix } from './matrix/matrix.js';
import { ParityView } from './parity.js';
import { go, routeHash, useRoute, views } from './route.js';
import type { Route, View } from './route.js';
import { StoryDialog } from './story/dialog.js';
import { ThemeButton } from './theme.js';
import { VerdictHeader } from './verdict-header.js';

const titles: Record<View, string> = { matrix: 'Matrix', changes: 'Changes', parity: 'Parity', coverage: 'Coverage' };

const counts: Partial<Record<View, number>> = { parity: summary.differing, changes: summary.changes?.items.length };

/** A run that was compared with no other has no changes to show. */
const shownViews = views.filter((view) => view !== 'changes' || summary.changes !== undefined);

/** The whole page: the verdict, then one view; a story opens over it. */
export function App(): VNode {
  const route = useRoute();
  const search = useRef<HTMLInputElement>(null);
  const selection = useMemo(() => select(route.filter), [routeHash({ ...route, view: 'matrix', story: null })]);
  useSearchKey(search);
  useEffect(() => {
    document.title = `${summary.verdict.exitCode === 0 ? '✓' : '✕'} SDK conformance · ${titles[route.view]}`;
  }, [route.view]);
  return (
    <>
      <a class="skip" href="#view" onClick={skipTo}>
        Skip to the results
      </a>
      <VerdictHeader route={route}>
        <ThemeButton />
      </VerdictHeader>
      <nav class="views" aria-label="Views">
        {shownViews.map((view) => (
          <a
            key={view}
            href={routeHash({ ...route, view, story: null })}
            aria-current={view === route.view ? 'page' : undefined}
          >
            {titles[view]}
            {counts[view] !== undefined && <span class="count">{counts[view]}</span>}
          </a>
        ))}
      </nav>
      <main id="view" tabIndex={-1} aria-label={titles[route.view]}>
        <Filters route={route} selection={selection} searchRef={search} />
        {route.view === 'matrix' && <Matrix route={route} selection={selection} />}
        {route.view === 'changes' && <ChangesView route={route} selection={selection} />}
        {route.view === 'parity' && <ParityView route={route} selection={selection} />}
        {route.view === 'coverage' && <CoverageView route={route} selection={selection} />}
      </main>
      <Footer />
      {route.story && (
        <StoryDialog route={route} story={route.story} selection={selection} close={() => close(route)} />
      )}
    </>
  );
}

function close(route: Route): void {
  go({ ...route, story: null });
}

/** The address is the place in the report, so a link to an element may not change it. */
function skipTo(event: Event): void {
  event.preventDefault();
  document.getElementById('view')?.focus();
}

/** `/` goes to the search field, from anywhere that takes no text itself. */
function useSearchKey(search: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]'))
        return;
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

function Footer(): VNode {
  return (
    <footer>
      <p class="keys">
        <kbd>/</kbd> search <span aria-hidden="true">·</span> <kbd>←</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd> move
        in the matrix <span aria-hidden="true">·</span> <kbd>Enter</kbd> open <span aria-hidden="true">·</span>{' '}
        <kbd>n</kbd> <kbd>p</kbd> next and previous story <span aria-hidden="true">·</span> <kbd>Esc</kbd> close
      </p>
    </footer>
  );
}
