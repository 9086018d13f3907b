/** Microseconds since 1970-01-01T00:00:00Z. */
export type Microseconds = number;

/**
 * A clock that never gives the same moment twice, so that `updated_at` moves with every update, even when
 * two fall into one microsecond or the system's clock is set back. `now` is in milliseconds.
 */
export function createClock(now: () => number = () => performance.timeOrigin + performance.now()): () => Microseconds {
  let last = 0;
  return () => (last = Math.max(last + 1, Math.floor(now() * 1000)));
}

/** ISO 8601, UTC, with microseconds, as the contract has it. */
export function formatMoment(moment: Microseconds): string {
  const milliseconds = Math.floor(moment / 1000);
  const rest = String(moment - milliseconds * 1000).padStart(3, '0');
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${rest}Z`;
}

/** A moment that was written, with up to six digits of a second; `undefined` when it is none. */
export function parseMoment(text = ''): Microseconds | undefined {
  const [, whole, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/.exec(text) ?? [];
  const seconds = Date.parse(`${whole ?? ''}Z`);
  return Number.isNaN(seconds) ? undefined : seconds * 1000 + Number(fraction.padEnd(6, '0'));
}
