/** How a driver breaks the protocol, other than by ending or by silence. */
export const breaches = [
  /** It answered `driverError`: its own failure, honestly told. */
  'driver-error-answer',
  'not-json',
  'not-in-schema',
  'line-too-long',
  'wrong-hello',
  /** It wrote a line although every line it was given had been answered. */
  'unasked-line',
  /** `done` holds another number of results than `do` held calls. */
  'wrong-count',
  /** `ok` holds something that this call cannot yield, such as a reference for `create`. */
  'wrong-answer',
  /** It started a process that left its group, and so would have outlived it. */
  'left-its-group',
] as const;
export type Breach = (typeof breaches)[number];

/** What a driver did instead of answering. It never speaks of the SDK; an SDK's error is an `Outcome`. */
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

/** For sentences: `30 s`. */
export const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;

/** The driver did not answer, or did not end, in time. */
export class DriverTimeout extends DriverFailure {
  override readonly name = 'DriverTimeout';
  readonly verdict = 'timed-out';
  readonly timeoutMs: number;

  constructor(message: string, timeoutMs: number, stderr: string[] = []) {
    super(message, stderr);
    this.timeoutMs = timeoutMs;
  }
}
