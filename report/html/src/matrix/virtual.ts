import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Pixels drawn above and below what is seen, so that scrolling shows no gap. */
const margin = 400;

export interface Span {
  /** First row drawn. */
  from: number;
  /** Row after the last one drawn. */
  to: number;
}

/** Top of each row, and the end of the last one. */
export function rowTops(heights: readonly number[]): number[] {
  const tops = [0];
  for (const height of heights) tops.push((tops.at(-1) ?? 0) + height);
  return tops;
}

/** The rows between two heights. */
export function spanBetween(tops: readonly number[], top: number, bottom: number): Span {
  const count = tops.length - 1;
  return { from: Math.max(0, firstAfter(tops, top) - 1), to: Math.min(count, firstAfter(tops, bottom)) };
}

/** Index of the first value greater than `limit`. */
function firstAfter(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The rows of a long list that are worth drawing where the page is scrolled to. */
export function useVisibleSpan(list: RefObject<HTMLElement | null>, tops: readonly number[]): Span {
  const [span, setSpan] = useState<Span>(() => spanBetween(tops, 0, innerHeight + margin));
  useLayoutEffect(() => {
    const update = (): void => {
      const offset = list.current?.getBoundingClientRect().top ?? 0;
      const next = spanBetween(tops, -offset - margin, innerHeight - offset + margin);
      setSpan((previous) => (previous.from === next.from && previous.to === next.to ? previous : next));
    };
    update();
    addEventListener('scroll', update, { passive: true });
    addEventListener('resize', update);
    return () => {
      removeEventListener('scroll', update);
      removeEventListener('resize', update);
    };
  }, [tops]);
  return span;
}

/** A media query's answer, kept up to date. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useLayoutEffect(() => {
    const list = matchMedia(query);
    const update = (): void => setMatches(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}
