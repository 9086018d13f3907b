import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { beneathHeading, containmentWords } from '../../tally.js';
import { duration, plural } from '../../../verdicts/text.js';
import { Command, Text } from './bits.js';
import { summary, useResults } from './data.js';
import { isFiltered, select } from './filter.js';
import { Filters } from './filters.js';
import { routeHash, useRoute, type View, views } from './route.js';
import { Opened } from './story/opened.js';
import { ChangesView } from './views/changes.js';
import { CoverageView } from './views/coverage.js';
import { FixView } from './views/fix.js';
import { MatrixView } from './views/matrix.js';
import { ParityView } from './views/parity.js';

const titles: Record<View, string> = {
  fix: 'What to fix',
  changes: 'Changes',
  matrix: 'Matrix',
  parity: 'Parity',
  coverage: 'Coverage',
};
const components = {
  fix: FixView,
  changes: ChangesView,
  matrix: MatrixView,
  parity: ParityView,
  coverage: CoverageView,
};

/** A run that was compared with a release begins with what changed; one that was not has no changes to show. */
const shownViews = summary.changes
  ? (['changes', ...views.filter((view) => view !== 'changes')] as const)
  : views.filter((view) => view !== 'changes');

/** The whole page: the verdict, then one view; a story opens over it. */
export function App(): VNode {
  const route = useRoute(shownViews[0] ?? 'fix');
  const results = useResults(route.view === 'parity' || route.view === 'coverage' || route.filter.text.length > 2);
  const selection = useMemo(
    () => select(route.filter),
    [JSON.stringify(route.filter), route.filter.text !== '' && results !== undefined],
  );
  const search = useRef<HTMLInputElement>(null);
  useSearchKey(search);
  useEffect(() => {
    document.title = `${summary.verdict.heading} · ${titles[route.view]}`;
  }, [route.view]);
  const View = components[route.view];
  return (
    <>
      <Head />
      <nav aria-label="Views">
        {shownViews.map((view) => (
          <a
            key={view}
            href={routeHash({ ...route, view, opened: null })}
            aria-current={view === route.view ? 'page' : undefined}
          >
            {titles[view]}
          </a>
        ))}
      </nav>
      <main aria-label={titles[route.view]} class={route.view}>
        <Filters route={route} selection={selection} search={search} />
        <View route={route} selection={selection} results={results} />
        {selection.behaviours.length === 0 && selection.causes.length === 0 && isFiltered(route.filter) && (
          <p>Nothing in this run is like that.</p>
        )}
      </main>
      <footer>
        <p>
          <Text>{`${summary.contract.title} ${summary.contract.version}`}</Text>, contract{' '}
          <code>{summary.contract.digest.slice(0, 12)}</code>, suite <code>{summary.suite.version}</code>,{' '}
          {plural(summary.suite.behaviours, 'behaviour')} × {plural(summary.sdks.length, 'SDK')},{' '}
          <time dateTime={summary.startedAt}>{summary.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>,{' '}
          {duration(summary.durationMs)}. <Text>{containmentWords({ underTest: summary.sdks })}</Text> Press{' '}
          <kbd>/</kbd> to search.
        </p>
      </footer>
      {route.opened && <Opened route={route} opened={route.opened} selection={selection} />}
    </>
  );
}

/** The verdict in twelve words, what they leave out, and the command that shows the worst alone. */
function Head(): VNode {
  const { exitCode, heading, command } = summary.verdict;
  const beneath = beneathHeading(summary.verdict);
  const { part, behaviours, of } = summary.suite;
  const tone = { 0: 'good', 1: 'bad', 3: 'unknown' }[exitCode];
  return (
    <header>
      <h1 class={`tone-${tone}`}>
        <Text>{heading}</Text>
      </h1>
      {part !== undefined && !beneath.includes(part) && (
        <p>
          <strong>
            {behaviours} of {plural(of, 'behaviour')}
          </strong>{' '}
          (<code>{part}</code>)
        </p>
      )}
      {beneath !== '' && (
        <p>
          <Text>{beneath}</Text>
        </p>
      )}
      {command !== undefined && <Command text={command} what="the command that shows it alone" />}
    </header>
  );
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
