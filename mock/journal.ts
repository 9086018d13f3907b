import type { Exchange } from '../spec/exchange.js';

import type { Recording } from './recording.js';

/** How much is kept for one key; the oldest goes first. A behaviour sends a few dozen requests. */
const keptExchanges = 2_000;
const keptBytesPerKey = 16 * 2 ** 20;
/** How much is kept altogether; the key heard of first is forgotten first. */
const keptBytes = 256 * 2 ** 20;

interface Shelf {
  recordings: Recording[];
  /** Where the kept ones start in `recordings`; shifting an array of thousands with every request would be slow. */
  start: number;
  bytes: number;
  dropped: number;
}

/** The exchanges of a mock, by the `api_key` they came with, whether or not such an app exists; '' without one. */
export class Journal {
  readonly #shelves = new Map<string, Shelf>();
  #bytes = 0;
  #sequence = 0;

  /** The place of the next request in the order of arrival, from 1. */
  nextSequence(): number {
    return ++this.#sequence;
  }

  add(key: string, recording: Recording): void {
    let shelf = this.#shelves.get(key);
    if (!shelf) this.#shelves.set(key, (shelf = { recordings: [], start: 0, bytes: 0, dropped: 0 }));
    shelf.recordings.push(recording);
    this.#grow(shelf, recording.bytes);
    while (shelf.recordings.length - shelf.start > keptExchanges || shelf.bytes > keptBytesPerKey)
      this.#dropOldest(shelf);
    while (this.#bytes > keptBytes) this.forget(this.#shelves.keys().next().value ?? key);
  }

  /** What is kept for a key, in order of arrival, and how many older ones are not. */
  read(key: string): { exchanges: Exchange[]; dropped: number } {
    const shelf = this.#shelves.get(key);
    if (!shelf) return { exchanges: [], dropped: 0 };
    return {
      exchanges: shelf.recordings.slice(shelf.start).map((recording) => recording.toExchange()),
      dropped: shelf.dropped,
    };
  }

  forget(key: string): void {
    const shelf = this.#shelves.get(key);
    if (!shelf) return;
    this.#bytes -= shelf.bytes;
    this.#shelves.delete(key);
  }

  #grow(shelf: Shelf, bytes: number): void {
    shelf.bytes += bytes;
    this.#bytes += bytes;
  }

  #dropOldest(shelf: Shelf): void {
    const oldest = shelf.recordings[shelf.start];
    if (!oldest) return;
    shelf.start += 1;
    shelf.dropped += 1;
    this.#grow(shelf, -oldest.bytes);
    if (shelf.start >= keptExchanges) {
      shelf.recordings = shelf.recordings.slice(shelf.start);
      shelf.start = 0;
    }
  }
}
