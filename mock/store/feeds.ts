import { randomBytes } from 'node:crypto';

import { createClock, formatMoment, type Microseconds } from './clock.js';

/** Between the epoch of UUIDs (1582-10-15) and that of Unix, in units of 100 ns. */
const uuidEpoch = 0x01b21dd213814000n;

/** An activity as it is kept: JSON text, with every number as it was given. */
interface StoredActivity {
  /** Orders the feed. */
  at: Microseconds;
  text: string;
}

/** The feeds of one app, by slug and user. */
export class FeedStore {
  readonly #feeds = new Map<string, StoredActivity[]>();
  readonly #now = createClock();
  readonly #node = randomBytes(6).toString('hex');

  /** What the API gives a new activity: its id, and its time unless it came with one. */
  stamp(): { at: Microseconds; id: string; time: string } {
    const at = this.#now();
    return { at, id: this.#uuid(at), time: formatMoment(at).slice(0, -1) };
  }

  add(feed: string, activity: StoredActivity): void {
    const activities = this.#feeds.get(feed) ?? [];
    activities.push(activity);
    this.#feeds.set(feed, activities);
  }

  /** `limit` activities after the `offset` newest, and whether there are more. */
  read(feed: string, offset: number, limit: number): { texts: string[]; more: boolean } {
    const newest = (this.#feeds.get(feed) ?? []).toReversed().sort((a, b) => b.at - a.at);
    const texts = newest.slice(offset, offset + limit).map(({ text }) => text);
    return { texts, more: newest.length > offset + limit };
  }

  /** Of version 1, which says when it was made. */
  #uuid(at: Microseconds): string {
    const time = (BigInt(at) * 10n + uuidEpoch).toString(16).padStart(15, '0');
    return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-8000-${this.#node}`;
  }
}
