import { createClock } from './clock.js';
import type { Clock } from './clock.js';

/**
 * A user as it is kept: its data as compact JSON text, which a million users fit into memory as, and which is
 * sent as it is. The id is the key it is kept under.
 */
export interface StoredUser {
  data: string;
  createdAt: string;
  updatedAt: string;
  /** Bits of the kinds of answer that the contract's check has passed since the data changed; see `reply.ts`. */
  verified: number;
}

/** The users of one app, in the order they were added. */
export class UserStore {
  readonly #users = new Map<string, StoredUser>();
  readonly #clock: Clock;

  constructor(clock: Clock = createClock()) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#users.size;
  }

  get(id: string): StoredUser | undefined {
    return this.#users.get(id);
  }

  /** Stores a new user; `undefined`, and nothing changed, when the id is taken. */
  add(id: string, data: string): StoredUser | undefined {
    if (this.#users.has(id)) return undefined;
    const createdAt = this.#clock.next();
    const user: StoredUser = { data, createdAt, updatedAt: createdAt, verified: 0 };
    this.#users.set(id, user);
    return user;
  }

  /** Replaces the data of a stored user; `undefined` when there is none. */
  replace(id: string, data: string): StoredUser | undefined {
    const user = this.#users.get(id);
    if (!user) return undefined;
    user.data = data;
    user.updatedAt = this.#clock.next();
    user.verified = 0;
    return user;
  }

  /** Whether there was such a user. */
  delete(id: string): boolean {
    return this.#users.delete(id);
  }

  entries(): IterableIterator<[id: string, user: StoredUser]> {
    return this.#users.entries();
  }
}
