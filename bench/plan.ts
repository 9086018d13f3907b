import type { MockClient } from '../mock/index.js';
import type { Call } from '../runners/index.js';

/** What the SDK was asked for in one behaviour, and what had to be so in the mock. */
export interface Plan {
  behaviour: string;
  turns: Turn[];
}

/** What was under way at the same time; one turn is over before the next begins. */
export interface Turn {
  stage: Preparation[];
  calls: Call[];
}

/** Sets the stage in the mock: makes an app, stores users, injects a fault. */
export type Preparation = (mock: MockClient) => Promise<unknown>;

/** Something that was seen, between two moments. */
export interface Seen {
  start: number;
  end: number;
  what: { prepare: Preparation } | Call;
}

/** Puts what was seen into turns, by what was over before something else began. */
export function turnsOf(seen: readonly Seen[]): Turn[] {
  const turns: Turn[] = [];
  let busyUntil = -Infinity;
  for (const { start, end, what } of seen.toSorted((a, b) => a.start - b.start)) {
    if (start >= busyUntil) turns.push({ stage: [], calls: [] });
    busyUntil = Math.max(busyUntil, end);
    const turn = turns.at(-1);
    if ('prepare' in what) turn?.stage.push(what.prepare);
    else turn?.calls.push(what);
  }
  return turns;
}
