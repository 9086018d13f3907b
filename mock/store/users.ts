import { createClock, type Microseconds } from './clock.js';

/**
 * A user as it is kept: its data as compact JSON text, which is sent as it is, its moments as numbers, so that a
 * million users fit into memory. The id is the key it is kept under.
 */
export interface StoredUser {
  data: string;
  createdAt: Microseconds;
  updatedAt: Microseconds;
  /** 0 when absent: nothing in the contract changes them, so most users have none. */
  followers?: number;
  following?: number;
}

/** A part of the users: `limit` of them after the first `offset`. */
export interface UserPage {
  offset?: number;
  limit?: number;
}

/** The users of one app by their ids, in the order they were added. */
export class UserStore extends Map<string, StoredUser> {
  readonly #now = createClock();

  /** Stores a new user; `undefined`, and nothing changed, when the id is taken. */
  add(id: string, data: string): StoredUser | undefined {
    return this.has(id) ? undefined : this.put(id, data);
  }

  /** Stores a user, in the place of one with that id. What is not known of it is that of a new one. */
  put(id: string, data: string, known: Partial<Omit<StoredUser, 'data'>> = {}): StoredUser {
    const createdAt = known.createdAt ?? known.updatedAt ?? this.#now();
    const user: StoredUser = { data, createdAt, updatedAt: known.updatedAt ?? createdAt };
    if (known.followers !== undefined) user.followers = known.followers;
    if (known.following !== undefined) user.following = known.following;
    this.set(id, user);
    return user;
  }

  /** Replaces the data of a stored user; `undefined` when there is none. */
  replace(id: string, data: string): StoredUser | undefined {
    const user = this.get(id);
    if (!user) return undefined;
    user.data = data;
    user.updatedAt = this.#now();
    return user;
  }

  /** The one with an id, as a list of one or none; or a part of all, with no more looked at than that takes. */
  page(which: string | UserPage = {}): [id: string, user: StoredUser][] {
    if (typeof which === 'string') {
      const user = this.get(which);
      return user ? [[which, user]] : [];
    }
    const { offset = 0, limit = Infinity } = which;
    const page: [id: string, user: StoredUser][] = [];
    let index = 0;
    for (const entry of this) {
      if (index >= offset + limit) break;
      if (index >= offset) page.push(entry);
      index += 1;
    }
    return page;
  }
}
