import { randomBytes } from 'node:crypto';

import { stringifyJson } from '../../spec/json.js';

import { RateLimiter, type RateLimitOptions } from '../api/rate-limit.js';
import { ControlRefusal } from '../control/control.js';
import type { Request } from '../http/request.js';
import { parseMoment } from './clock.js';
import { FeedStore } from './feeds.js';
import { UserStore } from './users.js';

/** A user to store before the first request. */
export interface UserSeed {
  id: string;
  data: Record<string, unknown>;
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

/** Which requests a fault befalls; what is absent does not matter. */
export interface FaultMatch {
  method?: string;
  /** The path as sent, without the query; a star stands for any text. */
  path?: string;
  /** The `api_key`. */
  key?: string;
}

/**
 * An injected fault: what the mock is told to do wrong. With a `status`, `code` or `body`, that is the answer and the
 * request takes no effect, unless `effect` says so. Without one, the request takes effect and the API's own answer is
 * delivered as the rest of the fault has it. Whatever is injected is judged and recorded all the same, as `injected`.
 *
 * @example
 * { status: 503, headers: { 'retry-after': '1' }, times: 2 }              // two answers with the API's error body
 * { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }
 * { chunks: [40, 1], delayMs: 1000 }                                       // the API's own answer, late, in pieces
 * { disconnect: 'after', when: { method: 'POST' } }                        // takes effect, and nobody hears of it
 * { status: 307, headers: { location: 'http://127.0.0.1:9/' } }
 */
export interface Fault {
  /** 200 to 599; 500 when absent and there is a `code` or a `body`. */
  status?: number;
  /** The API's error code, where the contract has several for the status or none at all. */
  code?: number;
  /** Sent as it is when it is text, else as JSON. Absent: the API's error body. */
  body?: unknown;
  /** In the place of the answer's own, by lower-case name; or more of them. */
  headers?: Record<string, string>;
  /** Whether the request takes effect although it is answered otherwise. */
  effect?: boolean;
  /** How many requests it befalls; 1 when absent. */
  times?: number;
  /** Only these requests. */
  when?: FaultMatch;
  /** How long the answer is held back. */
  delayMs?: number;
  /** The answer never comes, and the connection stays open. */
  hang?: boolean;
  /** The body is sent in pieces of so many bytes; what is left is the last. */
  chunks?: number[];
  /** How long to wait before each piece but the first; 10 when absent. */
  chunkDelayMs?: number;
  /**
   * Closes the connection: `before` the request takes effect (as `true` does), `within` the answer after half of its
   * body, or `after` the effect without an answer.
   */
  disconnect?: boolean | 'before' | 'within' | 'after';
}

/** Faults in the order they were injected. */
class Faults {
  readonly #waiting: (Fault & { times: number })[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ ...fault, times: fault.times ?? 1 });
  }

  /** The first that is about a request, if any. */
  take(request: Request): Fault | null {
    if (this.#waiting.length === 0) return null;
    const fault = this.#waiting.find(({ when }) => !when || matches(when, request));
    if (!fault) return null;
    fault.times -= 1;
    if (fault.times <= 0) this.#waiting.splice(this.#waiting.indexOf(fault), 1);
    return fault;
  }
}

function matches({ method, path, key }: FaultMatch, request: Request): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (key !== undefined && key !== request.key) return false;
  if (path === undefined) return true;
  const pattern = path.split('*').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`, 's').test(request.path);
}

/** One tenant of the mock: its key, its secret, its users. Apps cannot see each other. */
export class App {
  readonly users = new UserStore();
  readonly feeds = new FeedStore();
  readonly faults = new Faults();
  readonly rateLimiter: RateLimiter | null;

  constructor(
    readonly key: string,
    readonly secret: string,
    rateLimit?: RateLimitOptions,
  ) {
    this.rateLimiter = rateLimit ? new RateLimiter(rateLimit) : null;
  }

  /** Stores users, also in the place of those that have their ids. */
  seed(users: readonly UserSeed[]): void {
    for (const { id, data, ...known } of users) {
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
export class Apps {
  /** For requests with whatever key. */
  readonly faults = new Faults();
  readonly #apps = new Map<string, App>();

  get(key: string): App | null {
    return this.#apps.get(key) ?? null;
  }

  /** @throws {ControlRefusal} when there is none */
  find(key: string): App {
    const app = this.#apps.get(key);
    if (app) return app;
    throw new ControlRefusal(
      `Failed to find the app: no app has the key "${key}". Create it with createApp, or POST /_mock/apps.`,
      404,
    );
  }

  /** Makes an app; what is absent is random. `null` when the key is taken. */
  create(seed: Partial<AppSeed>): App | null {
    const key = seed.key ?? randomBytes(8).toString('hex');
    if (this.#apps.has(key)) return null;
    const app = new App(key, seed.secret ?? randomBytes(24).toString('hex'), seed.rateLimit);
    app.seed(seed.users ?? []);
    this.#apps.set(key, app);
    return app;
  }

  delete(key: string): void {
    this.#apps.delete(key);
  }
}
