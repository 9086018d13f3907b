/**
 * How vitest runs the suites, for `npx vitest --project suites` and for `run` alike: all files in one worker, which serves
 * the mock and waits for drivers meanwhile. `run` starts vitest once for each worker (docs/decisions/workers.md).
 */
export const suiteSettings = {
  pool: 'threads' as const,
  isolate: false,
  maxWorkers: 1,
  // Nothing waits for a free place: the behaviours of one SDK take turns, and no SDK waits for another.
  maxConcurrency: Number.MAX_SAFE_INTEGER,
  // The patience with drivers bounds every behaviour; waiting for its turn is not its time.
  testTimeout: 0,
  hookTimeout: 0,
};
