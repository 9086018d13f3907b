import type { Exchange } from '../../spec/exchange.js';

import type { Request } from '../http/request.js';
import { LRUCache } from '../../spec/libraries/serving.js';
import { Recording } from './recording.js';

/** How much of what went over the wire is kept; the oldest goes first, and is counted. */
export interface JournalLimits {
  /** Exchanges of one key; 500 when absent. A behaviour sends a few dozen. */
  exchanges?: number;
}

const defaultExchanges = 500;
const keptBytesPerKey = 16 * 2 ** 20;
/** How much is kept altogether; the key not heard of for longest loses its exchanges first. */
const keptBytes = 256 * 2 ** 20;
/** Of how many keys without exchanges it is still known how many they had, and how long these keys are together. */
const keptCounts = { max: 100_000, maxSize: 8 * 2 ** 20 };

/** What was recorded for one `api_key`. */
export interface Recorded {
  exchanges: Exchange[];
  /** How many older ones were forgotten to make room. */
  dropped: number;
}

/** The newest recordings of one key, and how many there were before. */
interface Kept {
  recordings: Recording[];
  bytes: number;
  dropped: number;
}

/** The exchanges of a mock, by the `api_key` they came with, whether or not such an app exists; '' without one. */
export class Journal {
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: keptBytes,
    dispose: ({ dropped, recordings }, key, why) => {
      if (why === 'evict') this.#counts.set(key, dropped + recordings.length);
    },
  });
  /** How many exchanges the keys had whose exchanges were all dropped to make room. */
  readonly #counts = new LRUCache<string, number>({ ...keptCounts, sizeCalculation: (_count, key) => key.length + 1 });
  readonly #followers = new Set<{ apiKey: string | null; tell: (exchange: Exchange) => void }>();
  readonly #exchanges: number;
  #sequence = 0;

  constructor({ exchanges = defaultExchanges }: JournalLimits = {}) {
    this.#exchanges = exchanges;
  }

  /** Records a request as it arrives, before anything is made of it. */
  begin(request: Request): Recording {
    const { key } = request;
    const recording = new Recording(++this.#sequence, request);
    const kept = this.#kept.get(key) ?? { recordings: [], bytes: 0, dropped: this.#counts.get(key) ?? 0 };
    kept.recordings.push(recording);
    kept.bytes += recording.bytes;
    while (kept.recordings.length > this.#exchanges || kept.bytes > keptBytesPerKey) {
      kept.dropped += 1;
      kept.bytes -= kept.recordings.shift()?.bytes ?? 0;
    }
    // A copy: the library weighs what it has already only once.
    this.#kept.set(key, { ...kept }, { size: kept.bytes + 1 });
    return recording;
  }

  /** The exchange is over, answered or not. */
  end(recording: Recording): void {
    recording.ended();
    for (const { apiKey, tell } of this.#followers) {
      if (apiKey === null || apiKey === recording.request.key) tell(recording.toExchange());
    }
  }

  /** Tells of every exchange of a key, or of all, once it is over. Returns how to stop that. */
  follow(apiKey: string | null, tell: (exchange: Exchange) => void): () => void {
    const follower = { apiKey, tell };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** What is kept for a key, in order of arrival, and how many older ones are not. */
  read(key: string): Recorded {
    const { recordings = [], dropped = this.#counts.get(key) ?? 0 } = this.#kept.get(key) ?? {};
    return { exchanges: recordings.map((recording) => recording.toExchange()), dropped };
  }

  /** Forgets a key for good, with what is not kept of it. */
  forget(key: string): void {
    this.#kept.delete(key);
    this.#counts.delete(key);
  }
}
