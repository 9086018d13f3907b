import { randomBytes } from 'node:crypto';

import { stringifyJson } from '../spec/json.js';

import { RateLimiter } from './rate-limit.js';
import type { RateLimitOptions } from './rate-limit.js';
import { UserStore } from './users.js';

/** A user to store before the first request. */
export interface UserSeed {
  id: string;
  data: Record<string, unknown>;
}

/** An app to have from the start. */
export interface AppSeed {
  key: string;
  secret: string;
  users?: UserSeed[];
  /** Absent: no limit, and no `X-Ratelimit-*` headers. */
  rateLimit?: RateLimitOptions;
}

/** An answer to give instead of the API's own. The request takes no effect. */
export interface Fault {
  /** 200 to 599; 500 when absent. */
  status?: number;
  /** The API's error code, where the contract has several for the status or none at all. */
  code?: number;
  /** Sent as it is when it is text, else as JSON. Absent: the API's error body. */
  body?: unknown;
  headers?: Record<string, string>;
  /** How many requests it befalls; 1 when absent. */
  times?: number;
  /** How long the answer is held back. */
  delayMs?: number;
  /** Closes the connection instead of answering. */
  disconnect?: boolean;
}

/** One tenant of the mock: its key, its secret, its users. Apps cannot see each other. */
export class App {
  readonly users = new UserStore();
  readonly #faults: (Fault & { times: number })[] = [];
  readonly rateLimiter: RateLimiter | null;

  constructor(
    readonly key: string,
    readonly secret: string,
    rateLimit?: RateLimitOptions,
  ) {
    this.rateLimiter = rateLimit ? new RateLimiter(rateLimit) : null;
  }

  inject(fault: Fault): void {
    this.#faults.push({ ...fault, times: fault.times ?? 1 });
  }

  /** The fault that befalls the request at hand, if any; faults come in the order they were injected. */
  takeFault(): Fault | null {
    const fault = this.#faults[0];
    if (!fault) return null;
    fault.times -= 1;
    if (fault.times <= 0) this.#faults.shift();
    return fault;
  }

  seed(users: readonly UserSeed[]): void {
    for (const { id, data } of users) {
      const text = stringifyJson(data);
      if (!this.users.add(id, text)) this.users.replace(id, text);
    }
  }
}

/** All apps of one mock, by their key. */
export class Apps {
  readonly #apps = new Map<string, App>();

  get(key: string): App | null {
    return this.#apps.get(key) ?? null;
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

  /** Whether there was such an app. */
  delete(key: string): boolean {
    return this.#apps.delete(key);
  }
}
