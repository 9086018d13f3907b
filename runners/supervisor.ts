import { type Driver, DriverFailure, startDriver } from './driver.js';
import type { Launch } from './driver-process.js';
import type { Timeouts } from './protocol/rules.js';

/** After this many starts in a row that fail, the driver is not tried again: each may cost the whole start timeout. */
const startAttempts = 2;

/** A failure that became known only after the behaviour it belongs to had ended. */
export interface LateFailure {
  /** As given to `lease`. */
  label: string;
  failure: DriverFailure;
}

export interface SupervisorOptions {
  timeouts?: Partial<Timeouts>;
  /** Told at once. That behaviour's verdict is this failure's. */
  onLate?: (late: LateFailure) => void;
}

export interface Lease {
  readonly driver: Pick<Driver, 'hello' | 'pid' | 'ended' | 'call'>;
  /**
   * Settles the driver and gives it back. Resolves with what broke it, also when nothing the behaviour called was
   * rejected: an answer too many is seen here. Safe to call twice.
   */
  end(): Promise<DriverFailure | undefined>;
}

export interface Supervisor {
  /**
   * A driver for one behaviour, alone: what breaks it can then cost no other behaviour its verdict. Waits for the lease
   * before it to end, and starts a process when there is none. @throws {DriverFailure} when that fails
   */
  lease(label: string): Promise<Lease>;
  /**
   * Stops the driver, if one runs, after the last lease has ended. What broke it since, or breaks it now, is a late
   * failure of the last behaviour that asked it anything.
   */
  close(): Promise<void>;
}

/** Keeps one driver of an SDK running from behaviour to behaviour, and replaces it when it has broken. */
export function createSupervisor(launch: Launch, { timeouts, onLate }: SupervisorOptions = {}): Supervisor {
  let driver: Driver | undefined;
  /** Who asked the running driver anything last: one that nobody asked costs nobody a verdict. */
  let lastAsking: string | undefined;
  /** Of the starts in a row that failed. */
  let startFailures: Error[] = [];
  let turn: Promise<unknown> = Promise.resolve();

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

  function chargeLast(failure: DriverFailure | undefined): void {
    if (failure && lastAsking !== undefined) onLate?.({ label: lastAsking, failure });
  }

  /** The driver still running from the behaviour before, unless it has broken since. */
  async function current(): Promise<Driver> {
    if (driver?.failure) {
      chargeLast(driver.failure);
      driver = undefined;
    }
    return (driver ??= await start());
  }

  function makeLease(label: string, leased: Driver, release: () => void): Lease {
    const askedBefore = leased.asked;
    let ending: Promise<DriverFailure | undefined> | undefined;
    async function end(): Promise<DriverFailure | undefined> {
      try {
        // What is seen now of a driver that this behaviour asked nothing is the doing of an earlier one.
        if (leased.asked === askedBefore) return undefined;
        lastAsking = label;
        await leased.settle();
        return undefined;
      } catch (error) {
        if (!(error instanceof DriverFailure)) throw error;
        driver = undefined;
        return error;
      } finally {
        release();
      }
    }
    return { driver: leased, end: () => (ending ??= end()) };
  }

  return {
    async lease(label) {
      const before = turn;
      let release: () => void = () => undefined;
      turn = new Promise<void>((resolve) => (release = resolve));
      await before;
      try {
        return makeLease(label, await current(), release);
      } catch (error) {
        release();
        throw error;
      }
    },
    async close() {
      await turn;
      chargeLast(await driver?.stop());
      driver = undefined;
    },
  };
}
