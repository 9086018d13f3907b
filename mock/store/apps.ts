import { randomBytes } from 'node:crypto';

import { stringifyJson } from '../../spec/json.js';

import { ControlRefusal } from './refusals.js';
import type { Fault } from '../http/fault.js';
import { secretSearch } from './secrets.js';
import { parseMoment } from './clock.js';
import { FeedStore } from './feeds.js';
import { RateLimiter, type RateLimitOptions } from './rate-limit.js';
import { UserStore } from './users.js';

/** A user to store before the first request. */
export interface UserSeed {
  id: string;
  /** Empty when absent. */
  data?: Record<string, unknown>;
  /** How many followers it has, and how many it follows, for `with_follow_counts`; 0 when absent. */
  followers_count?: number;
  following_count?: number;
  /** ISO 8601 in UTC; now when absent. `updated_at` is `created_at` when absent. */
  created_at?: string;
  updated_at?: string;
}

/** An app to have from the start. */
export interface AppSeed {
  key: string;
  secret: string;
  users?: UserSeed[];
  /** Absent: no limit, and no `X-Ratelimit-*` headers. */
  rateLimit?: RateLimitOptions;
}

/** One tenant of the mock: its key, its secret, its users. Apps cannot see each other. What a seed lacks is random. */
export class App {
  readonly key: string;
  readonly secret: string;
  /** Whether a text holds the secret, in whatever form. */
  readonly holdsSecret: (text: string) => boolean;
  readonly users = new UserStore();
  readonly feeds = new FeedStore();
  readonly faults: Fault[] = [];
  readonly rateLimiter: RateLimiter | null;

  constructor({ key, secret, users = [], rateLimit }: Partial<AppSeed>) {
    this.key = key ?? randomBytes(8).toString('hex');
    this.secret = secret ?? randomBytes(24).toString('hex');
    this.holdsSecret = secretSearch(this.secret);
    this.rateLimiter = rateLimit ? new RateLimiter(rateLimit) : null;
    this.seed(users);
  }

  /** Stores users, also in the place of those that have their ids. */
  seed(users: readonly UserSeed[]): void {
    for (const { id, data = {}, ...known } of users) {
      this.users.put(id, stringifyJson(data), {
        createdAt: parseMoment(known.created_at),
        updatedAt: parseMoment(known.updated_at),
        followers: known.followers_count,
        following: known.following_count,
      });
    }
  }
}

/** All apps of one mock, by their key. */
export class Apps extends Map<string, App> {
  /** For requests with whatever key. */
  readonly faults: Fault[] = [];

  /** @throws {ControlRefusal} when there is none */
  find(key: string): App {
    const app = this.get(key);
    if (app) return app;
    throw new ControlRefusal(
      `Failed to find the app: no app has the key "${key}". Create it with createApp, or POST /_mock/apps.`,
      404,
    );
  }

  /** Makes an app; `null` when the key is taken. */
  create(seed: Partial<AppSeed>): App | null {
    if (seed.key !== undefined && this.has(seed.key)) return null;
    const app = new App(seed);
    this.set(app.key, app);
    return app;
  }
}
