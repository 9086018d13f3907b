import { createClock, type Microseconds } from './clock.js';

/** A user as it is stored; its id is the key it is stored under. */
export interface StoredUser {
  /** Compact JSON text, which is sent as it is. */
  readonly data: string;
  readonly createdAt: Microseconds;
  readonly updatedAt: Microseconds;
  readonly followers: number;
  readonly following: number;
}

/** A part of the users: `limit` of them after the first `offset`. */
export interface UserPage {
  offset?: number;
  limit?: number;
}

/**
 * The users of one app by their ids, in the order they were added. Each is kept as one text: as objects with numbers of
 * their own, a million took half as much memory again.
 */
export class UserStore {
  readonly #kept = new Map<string, string>();
  readonly #now = createClock();

  get size(): number {
    return this.#kept.size;
  }

  get(id: string): StoredUser | undefined {
    const text = this.#kept.get(id);
    return text === undefined ? undefined : fromText(text);
  }

  delete(id: string): boolean {
    return this.#kept.delete(id);
  }

  /** Stores a new user; `undefined`, and nothing changed, when the id is taken. */
  add(id: string, data: string): StoredUser | undefined {
    return this.#kept.has(id) ? undefined : this.put(id, data);
  }

  /** Stores a user, in the place of one with that id. What is not known of it is that of a new one. */
  put(id: string, data: string, known: Partial<Omit<StoredUser, 'data'>> = {}): StoredUser {
    const { createdAt = known.updatedAt ?? this.#now(), updatedAt = createdAt, followers = 0, following = 0 } = known;
    const user = { data, createdAt, updatedAt, followers, following };
    this.#kept.set(id, toText(user));
    return user;
  }

  /** Replaces the data of a stored user; `undefined` when there is none. */
  replace(id: string, data: string): StoredUser | undefined {
    const user = this.get(id);
    return user && this.put(id, data, { ...user, updatedAt: this.#now() });
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
    for (const [id, text] of this.#kept) {
      if (index >= offset + limit) break;
      if (index >= offset) page.push([id, fromText(text)]);
      index += 1;
    }
    return page;
  }
}

/** Joined, not added up: V8 would keep a sum as its parts. What most users have none of is left empty. */
function toText({ data, createdAt, updatedAt, followers, following }: StoredUser): string {
  const later = updatedAt - createdAt;
  return [createdAt.toString(36), later || '', followers || '', following || '', data].join(' ');
}

function fromText(text: string): StoredUser {
  const [, created = '', later = '', followers = '', following = '', data = ''] =
    /^(\S*) (\S*) (\S*) (\S*) (.*)$/s.exec(text) ?? [];
  const createdAt = parseInt(created, 36);
  return {
    data,
    createdAt,
    updatedAt: createdAt + Number(later),
    followers: Number(followers),
    following: Number(following),
  };
}
