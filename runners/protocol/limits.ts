/** How long a driver is waited for, in milliseconds; docs/driver-protocol.md names these limits. */
export const defaultTimeouts = {
  /** From the start to the hello; a JVM on a busy machine takes seconds. */
  start: 60_000,
  /** From a line to its answer: the driver's own patience, above any an SDK has. */
  call: 30_000,
  /** From the end of its input to its own end. */
  stop: 5_000,
};
export type Timeouts = typeof defaultTimeouts;

/** For sentences: `30 s`. */
export const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
