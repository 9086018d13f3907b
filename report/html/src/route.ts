import { useEffect, useState } from 'preact/hooks';

import { verdicts } from '../../../verdicts/verdicts.js';

export const views = ['fix', 'changes', 'matrix', 'parity', 'coverage'] as const;
export type View = (typeof views)[number];

/** Empty text does not filter. */
export interface Filter {
  sdk: string;
  suite: string;
  verdict: string;
  /** Key of a cause, such as that of a deviation. */
  cause: string;
  text: string;
}

/** What is opened over the page: a behaviour or a cause, of one SDK. */
export interface Opened {
  sdk: string;
  behaviour?: string;
  cause?: string;
}

/** Where the reader is; the whole of it is in the address, so that any place can be linked to. */
export interface Route {
  view: View;
  filter: Filter;
  opened: Opened | null;
}

export const noFilter: Filter = { sdk: '', suite: '', verdict: '', cause: '', text: '' };

/** The address of a place, from `#` on. */
export function routeHash({ view, filter, opened }: Route): string {
  const { text, ...rest } = filter;
  const values = { ...rest, q: text, at: opened?.behaviour, why: opened?.cause, on: opened?.sdk };
  const query = Object.entries(values)
    .filter(([, value]) => value)
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(value ?? '')
          .replaceAll('%2F', '/')
          .replaceAll('%3A', ':')}`,
    )
    .join('&');
  return `#/${view}${query && `?${query}`}`;
}

/** Reads an address; what it does not know is left out, never an error. @param first the view to begin with. */
export function parseRoute(hash: string, first: View = 'fix'): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parameters = new URLSearchParams(query);
  const get = (name: string): string => parameters.get(name) ?? '';
  const verdict = verdicts.find((one) => one === get('verdict')) ?? '';
  const [behaviour, cause, sdk] = [get('at'), get('why'), get('on')];
  return {
    view: views.find((view) => view === path) ?? first,
    filter: { sdk: get('sdk'), suite: get('suite'), verdict, cause: get('cause'), text: get('q') },
    opened:
      sdk === '' || (behaviour === '') === (cause === '') ? null : { sdk, ...(behaviour ? { behaviour } : { cause }) },
  };
}

const changed = 'routechange';

/** Goes to a place: as a new entry of the history, or in place of the present one. */
export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', routeHash(route));
  dispatchEvent(new Event(changed));
}

export function useRoute(first: View): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const update = (): void => setHash(location.hash);
    const events = ['hashchange', 'popstate', changed];
    for (const event of events) addEventListener(event, update);
    return () => events.forEach((event) => removeEventListener(event, update));
  }, []);
  return parseRoute(hash, first);
}
