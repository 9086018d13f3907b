import { LRUCache } from 'lru-cache';

import type { Exchange } from '../spec/exchange.js';

import type { Recording } from './recording.js';

/**
 * How much is kept for one key; the oldest goes first. A behaviour sends a few dozen requests. Keeping few also keeps
 * the mock fast and small under load: what is forgotten soon never reaches the part of memory that is seldom cleaned.
 */
const keptExchanges = 500;
const keptBytesPerKey = 16 * 2 ** 20;
/** How much is kept altogether; the key heard of first loses its exchanges first. */
const keptBytes = 256 * 2 ** 20;
/** Of how many keys without exchanges it is still known how many they had, and how long these keys are together. */
const keptCounts = { keys: 100_000, characters: 8 * 2 ** 20 };

/** A ring of the newest recordings of one key. */
class Shelf {
  bytes = 0;
  readonly #slots: Recording[] = [];
  #start = 0;
  #count = 0;

  constructor(public dropped: number) {}

  /** How many there have been. */
  get total(): number {
    return this.dropped + this.#count;
  }

  add(recording: Recording): void {
    if (this.#count === keptExchanges) this.#dropOldest();
    this.#slots[(this.#start + this.#count) % keptExchanges] = recording;
    this.#count += 1;
    this.bytes += recording.bytes;
    while (this.bytes > keptBytesPerKey) this.#dropOldest();
  }

  recordings(): Recording[] {
    const kept = [...this.#slots.slice(this.#start), ...this.#slots.slice(0, this.#start)];
    return kept.slice(0, this.#count);
  }

  #dropOldest(): void {
    this.bytes -= this.#slots[this.#start]?.bytes ?? 0;
    this.#start = (this.#start + 1) % keptExchanges;
    this.#count -= 1;
    this.dropped += 1;
  }
}

/** The exchanges of a mock, by the `api_key` they came with, whether or not such an app exists; '' without one. */
export class Journal {
  readonly #shelves = new Map<string, Shelf>();
  /** How many exchanges the keys had whose shelves were cleared to make room. */
  readonly #cleared = new LRUCache<string, number>({
    max: keptCounts.keys,
    maxSize: keptCounts.characters,
    sizeCalculation: (_count, key) => key.length + 1,
  });
  #bytes = 0;
  #sequence = 0;

  /** The place of the next request in the order of arrival, from 1. */
  nextSequence(): number {
    return ++this.#sequence;
  }

  add(key: string, recording: Recording): void {
    let shelf = this.#shelves.get(key);
    if (!shelf) this.#shelves.set(key, (shelf = new Shelf(this.#cleared.get(key) ?? 0)));
    const before = shelf.bytes;
    shelf.add(recording);
    this.#bytes += shelf.bytes - before;
    while (this.#bytes > keptBytes) this.#clear(this.#shelves.keys().next().value ?? key);
  }

  /** What is kept for a key, in order of arrival, and how many older ones are not. */
  read(key: string): { exchanges: Exchange[]; dropped: number } {
    const shelf = this.#shelves.get(key);
    if (!shelf) return { exchanges: [], dropped: this.#cleared.get(key) ?? 0 };
    return { exchanges: shelf.recordings().map((recording) => recording.toExchange()), dropped: shelf.dropped };
  }

  /** Forgets a key for good, with what is not kept of it. */
  forget(key: string): void {
    this.#remove(key);
    this.#cleared.delete(key);
  }

  #clear(key: string): void {
    this.#cleared.set(key, this.#remove(key)?.total ?? 0);
  }

  #remove(key: string): Shelf | undefined {
    const shelf = this.#shelves.get(key);
    this.#bytes -= shelf?.bytes ?? 0;
    this.#shelves.delete(key);
    return shelf;
  }
}
