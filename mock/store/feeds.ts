import { randomBytes } from 'node:crypto';

import { createClock, type Microseconds } from './clock.js';

/** Between the epoch of UUIDs (1582-10-15) and that of Unix, in units of 100 ns. */
const uuidEpoch = 0x01b21dd213814000n;

/** An activity as it is kept: JSON text, with every number as it was given. */
interface StoredActivity {
  /** Orders the feed. */
  at: Microseconds;
  text: string;
}

/** The feeds of one app, by slug and user. */
export class FeedStore extends Map<string, StoredActivity[]> {
  readonly now = createClock();
  readonly #node = randomBytes(6).toString('hex');

  /** A UUID of version 1, which says when it was made. */
  idAt(moment: Microseconds): string {
    const time = (BigInt(moment) * 10n + uuidEpoch).toString(16).padStart(15, '0');
    return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-8000-${this.#node}`;
  }
}
