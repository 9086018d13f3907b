/** How a driver breaks the protocol, other than by ending or by silence. */
export const breaches = [
  /** It answered `driverError`: its own failure, honestly told. */
  'driver-error-answer',
  'not-json',
  'not-in-schema',
  'line-too-long',
  'wrong-hello',
  'unknown-id',
  'answered-twice',
  /** `ok` holds something that this request cannot yield, such as a reference for `create`. */
  'wrong-answer',
] as const;
export type Breach = (typeof breaches)[number];

/** What a driver did instead of answering. It never speaks of the SDK; an SDK's error is a `CallOutcome`. */
export abstract class DriverFailure extends Error {
  /** The last lines the driver and its SDK wrote to standard error; may be empty. */
  readonly stderr: string[];

  constructor(message: string, stderr: string[], options?: ErrorOptions) {
    super(message, options);
    this.stderr = stderr;
  }

  /** The verdict it costs the behaviour. */
  abstract readonly verdict: 'driver-error' | 'crashed' | 'timed-out';
}

/** The driver answered `driverError`, or broke the protocol. */
export class DriverError extends DriverFailure {
  override readonly name = 'DriverError';
  readonly verdict = 'driver-error';
  readonly reason: Breach;

  constructor(reason: Breach, message: string, stderr: string[] = []) {
    super(message, stderr);
    this.reason = reason;
  }
}

/** The driver ended, or could not be started. */
export class DriverCrash extends DriverFailure {
  override readonly name = 'DriverCrash';
  readonly verdict = 'crashed';
  /** `null` when a signal ended it, or it never started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;

  constructor(
    message: string,
    end: { exitCode: number | null; signal: NodeJS.Signals | null; stderr?: string[] },
    options?: ErrorOptions,
  ) {
    super(message, end.stderr ?? [], options);
    this.exitCode = end.exitCode;
    this.signal = end.signal;
  }
}

/** The driver did not answer in time. */
export class DriverTimeout extends DriverFailure {
  override readonly name = 'DriverTimeout';
  readonly verdict = 'timed-out';
  readonly timeoutMs: number;

  constructor(message: string, timeoutMs: number, stderr: string[] = []) {
    super(message, stderr);
    this.timeoutMs = timeoutMs;
  }
}
