import { useEffect, useState } from 'preact/hooks';

import { kinds } from '../../../verdicts/verdicts.js';
import type { Kind } from '../../../verdicts/verdicts.js';

export const views = ['matrix', 'changes', 'parity', 'coverage'] as const;
export type View = (typeof views)[number];

/** Empty lists and text do not filter. */
export interface Filter {
  sdks: string[];
  suites: string[];
  kinds: Kind[];
  text: string;
}

/** Where the reader is; the whole of it is in the address, so that any place can be linked to. */
export interface Route {
  view: View;
  filter: Filter;
  /** The open story. */
  story: { behaviour: string; sdk: string } | null;
}

export const noFilter: Filter = { sdks: [], suites: [], kinds: [], text: '' };

/** The address of a place, from `#` on. */
export function routeHash({ view, filter, story }: Route): string {
  const pairs: [string, string][] = [
    ...filter.sdks.map((id): [string, string] => ['sdk', id]),
    ...filter.suites.map((id): [string, string] => ['suite', id]),
    ...filter.kinds.map((kind): [string, string] => ['verdict', kind]),
    ...(filter.text ? ([['q', filter.text]] as [string, string][]) : []),
    ...(story
      ? ([
          ['at', story.behaviour],
          ['on', story.sdk],
        ] as [string, string][])
      : []),
  ];
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2F', '/')}`).join('&');
  return `#/${view}${query && `?${query}`}`;
}

/** Reads an address; what it does not know is left out, never an error. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parameters = new URLSearchParams(query);
  const at = parameters.get('at');
  const on = parameters.get('on');
  return {
    view: views.find((view) => view === path) ?? 'matrix',
    filter: {
      sdks: parameters.getAll('sdk'),
      suites: parameters.getAll('suite'),
      kinds: kinds.filter((kind) => parameters.getAll('verdict').includes(kind)),
      text: parameters.get('q') ?? '',
    },
    story: at && on ? { behaviour: at, sdk: on } : null,
  };
}

const changed = 'routechange';

/** Goes to a place: as a new entry of the history, or in place of the present one. */
export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', routeHash(route));
  else history.replaceState(null, '', routeHash(route));
  dispatchEvent(new Event(changed));
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const update = (): void => setHash(location.hash);
    const events = ['hashchange', 'popstate', changed];
    for (const event of events) addEventListener(event, update);
    return () => events.forEach((event) => removeEventListener(event, update));
  }, []);
  return parseRoute(hash);
}
