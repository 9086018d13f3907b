/** Hands out the moments that users are stamped with. */
export interface Clock {
  /** ISO 8601, UTC, with microseconds; always later than the one before. */
  next(): string;
}

/**
 * A clock that never gives the same moment twice, so that `updated_at` moves with every update, even when
 * two fall into one microsecond or the system's clock is set back.
 */
export function createClock(now: () => number = () => performance.timeOrigin + performance.now()): Clock {
  let last = 0;
  return {
    next() {
      last = Math.max(last + 1, Math.floor(now() * 1000));
      const milliseconds = Math.floor(last / 1000);
      const rest = String(last - milliseconds * 1000).padStart(3, '0');
      return `${new Date(milliseconds).toISOString().slice(0, -1)}${rest}Z`;
    },
  };
}
