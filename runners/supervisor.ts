import pLimit from 'p-limit';

import { type Driver, type DriverFailure, startDriver } from './driver.js';
import type { Launch } from './driver-process.js';
import type { Timeouts } from './protocol/limits.js';

/** After this many starts in a row that fail, the driver is not tried again: each may cost the whole start timeout. */
const startAttempts = 2;

/** What a behaviour is lent. */
export type LentDriver = Pick<Driver, 'hello' | 'call'>;

export type Supervisor = ReturnType<typeof createSupervisor>;

/**
 * Starts a driver of an SDK at once, keeps it running from behaviour to behaviour, and replaces it when it has broken. `onLate` is told at
 * once of a failure that became known only after the behaviour of that label had ended: it is its verdict.
 */
export function createSupervisor(
  launch: Launch,
  { timeouts, onLate }: { timeouts?: Partial<Timeouts>; onLate?: (label: string, failure: DriverFailure) => void } = {},
) {
  let driver: Driver | undefined;
  /** Who asked the running driver anything last: one that nobody asked costs nobody a verdict. */
  let lastAsking: string | undefined;
  /** Of the starts in a row that failed. */
  let startFailures: Error[] = [];
  const inTurn = pLimit(1);

  async function start(): Promise<Driver> {
    if (startFailures.length >= startAttempts) throw startFailures.at(-1)!;
    lastAsking = undefined;
    try {
      const started = await startDriver(launch, timeouts);
      startFailures = [];
      return started;
    } catch (error) {
      startFailures.push(error as Error);
      throw error;
    }
  }

  /** The one that is started before anybody asks; how that failed is told to who asks first. */
  let first: Promise<Driver> | undefined = start();
  first.catch(() => undefined);

  function next(): Promise<Driver> {
    const due = first ?? start();
    first = undefined;
    return due;
  }

  function chargeLast(failure: DriverFailure | undefined): void {
    if (failure && lastAsking !== undefined) onLate?.(lastAsking, failure);
  }

  return {
    /**
     * Lends a driver to one behaviour, alone: what breaks it can then cost no other behaviour its verdict. Waits for the
     * behaviours before it, starts a process when there is none, and settles the driver when it has been used. Resolves with
     * what `use` gave, and with what broke the driver, also when nothing the behaviour called was rejected: an answer too
     * many is seen here. @throws {DriverFailure} when no driver starts; and what `use` throws, which then leaves the driver unsettled
     */
    lend: <T>(label: string, use: (driver: LentDriver) => Promise<T>): Promise<{ value: T; failure?: DriverFailure }> =>
      inTurn(async () => {
        if (driver?.failure) {
          chargeLast(driver.failure);
          driver = undefined;
        }
        const lent = (driver ??= await next());
        const askedBefore = lent.asked;
        const value = await use(lent).finally(() => {
          if (lent.asked !== askedBefore) lastAsking = label;
        });
        // What is seen now of a driver that this behaviour asked nothing is the doing of an earlier one.
        if (lent.asked === askedBefore) return { value };
        const failure = await lent.settle();
        // It is told here, and not again.
        if (failure) driver = undefined;
        return { value, failure };
      }),
    /**
     * Stops the driver, if one runs, after the last behaviour has used it. What broke it since, or breaks it now, is a late
     * failure of the last behaviour that asked it anything.
     */
    close: (): Promise<void> =>
      inTurn(async () => {
        const last = driver ?? (await first?.catch(() => undefined));
        chargeLast(await last?.stop());
        driver = undefined;
        first = undefined;
      }),
  };
}
