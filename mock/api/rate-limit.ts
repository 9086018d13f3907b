/** How many requests an app may send in a window of time. */
export interface RateLimitOptions {
  limit: number;
  windowSeconds: number;
}

/** The state that the `X-Ratelimit-*` headers tell. */
export interface RateState {
  limit: number;
  remaining: number;
  /** When the window ends, in whole seconds since 1970. */
  reset: number;
  /** Whether the request fits into the window. */
  allowed: boolean;
}

/** A fixed window, opened by the first request after the last one ended. */
export class RateLimiter {
  readonly #options: RateLimitOptions;
  readonly #now: () => number;
  #used = 0;
  #endsAt = 0;

  /** `now` is in milliseconds since 1970. */
  constructor(options: RateLimitOptions, now: () => number = Date.now) {
    this.#options = options;
    this.#now = now;
  }

  /** Counts one request. */
  take(): RateState {
    const now = this.#now();
    if (now >= this.#endsAt) {
      this.#used = 0;
      this.#endsAt = now + this.#options.windowSeconds * 1000;
    }
    const allowed = this.#used < this.#options.limit;
    if (allowed) this.#used += 1;
    return {
      limit: this.#options.limit,
      remaining: this.#options.limit - this.#used,
      reset: Math.ceil(this.#endsAt / 1000),
      allowed,
    };
  }
}

/** The headers for a state, as the contract names them. */
export function rateHeaders(state: RateState): Record<string, string> {
  return {
    'x-ratelimit-limit': String(state.limit),
    'x-ratelimit-remaining': String(state.remaining),
    'x-ratelimit-reset': String(state.reset),
  };
}
