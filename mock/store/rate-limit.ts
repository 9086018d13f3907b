/** How many requests an app may send in a window of time. */
export interface RateLimitOptions {
  limit: number;
  windowSeconds: number;
}

/** A fixed window, opened by the first request after the last one ended. */
export class RateLimiter {
  #used = 0;
  #endsAt = 0;

  /** `now` is in milliseconds since 1970. */
  constructor(
    private readonly options: RateLimitOptions,
    private readonly now: () => number = Date.now,
  ) {}

  /** Counts one request: whether it fits into the window, and the headers that say how much is left of that. */
  take(): { allowed: boolean; headers: Record<string, string> } {
    const { limit, windowSeconds } = this.options;
    const now = this.now();
    if (now >= this.#endsAt) {
      this.#used = 0;
      this.#endsAt = now + windowSeconds * 1000;
    }
    const allowed = this.#used < limit;
    if (allowed) this.#used += 1;
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(limit - this.#used),
        'x-ratelimit-reset': String(Math.ceil(this.#endsAt / 1000)),
      },
    };
  }
}
