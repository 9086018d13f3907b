import pLimit from 'p-limit';

import { type Driver, type DriverFailure, startDriver } from './driver.js';
import type { Launch } from './driver-process.js';
import type { Timeouts } from './protocol/messages.js';

/** After this many starts in a row that fail, the driver is not tried again: each may cost the whole start timeout. */
const startAttempts = 2;

/** What a behaviour is lent. */
export type LentDriver = Pick<Driver, 'hello' | 'call'>;

export type Supervisor = ReturnType<typeof createSupervisor>;

/**
 * Starts a driver of an SDK at once, keeps it running from behaviour to behaviour, and replaces it when it has broken.
 * `onLate` is told at once of a failure that became known only after the behaviour of that label had ended: it is its
 * verdict.
 */
export function createSupervisor(
  launch: Launch,
  { timeouts, onLate }: { timeouts?: Partial<Timeouts>; onLate?: (label: string, failure: DriverFailure) => void } = {},
) {
  const inTurn = pLimit(1);
  /** Who asked the running driver anything last: one that nobody asked costs nobody a verdict. */
  let lastAsking: string | undefined;
  /** Of the starts in a row. */
  let failedStarts = 0;
  /** The driver that runs, or is being started before anybody asks; how that failed is told to who asks first. */
  let current: Promise<Driver> | undefined = start();
  current.catch(() => undefined);

  function start(): Promise<Driver> {
    lastAsking = undefined;
    return startDriver(launch, timeouts);
  }

  async function running(): Promise<Driver> {
    try {
      const driver = await (current ??= start());
      failedStarts = 0;
      return driver;
    } catch (error) {
      failedStarts += 1;
      if (failedStarts < startAttempts) current = undefined;
      throw error;
    }
  }

  function chargeLast(failure: DriverFailure | undefined): void {
    if (failure && lastAsking !== undefined) onLate?.(lastAsking, failure);
  }

  return {
    /**
     * Lends a driver to one behaviour, alone: what breaks it can then cost no other behaviour its verdict. Waits for
     * the behaviours before it, starts a process when there is none, and settles the driver when it has been used.
     * Resolves with what `use` gave; with what broke the driver, also when nothing the behaviour called was rejected: an
     * answer too many is seen here; and with what was written to standard error meanwhile. @throws {DriverFailure} when
     * no driver starts; and what `use` throws, which then leaves the driver unsettled
     */
    lend: <T>(
      label: string,
      use: (driver: LentDriver) => Promise<T>,
    ): Promise<{ value: T; failure?: DriverFailure; stderr?: string }> =>
      inTurn(async () => {
        let driver = await running();
        if (driver.failure) {
          chargeLast(driver.failure);
          current = undefined;
          driver = await running();
        }
        driver.takeStderr();
        const askedBefore = driver.asked;
        const value = await use(driver).finally(() => {
          if (driver.asked !== askedBefore) lastAsking = label;
        });
        // What is seen now of a driver that this behaviour asked nothing is the doing of an earlier one.
        if (driver.asked === askedBefore) return { value };
        const failure = await driver.settle();
        // It is told here, and not again.
        if (failure) current = undefined;
        return { value, failure, stderr: driver.takeStderr() };
      }),
    /** Stops the driver after its last behaviour. What breaks it is a late failure of the last that asked it anything. */
    close: (): Promise<void> =>
      inTurn(async () => {
        const driver = await current?.catch(() => undefined);
        chargeLast(await driver?.stop());
        current = undefined;
      }),
  };
}
