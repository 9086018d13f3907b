import { Channel, type StopReport } from './channel.js';
import type { Launch, ProcessEnd } from './driver-process.js';
import type { DriverFailure } from './failures.js';
import {
  type Call,
  type CallName,
  type Credential,
  type Hello,
  kindDue,
  kindOf,
  type Outcome,
  type Result,
} from './protocol/messages.js';
import { faultOfRequest } from './protocol/validate.js';

export type { Call, Client, Outcome } from './protocol/messages.js';

/** In milliseconds; docs/driver-protocol.md names them. */
export interface Timeouts {
  /** From the start to the hello; a JVM on a busy machine takes seconds. */
  start: number;
  /** From a line to its answer: the driver's own patience, above any an SDK has. */
  call: number;
  /** From the end of its input to its own end. */
  stop: number;
}

export const defaultTimeouts: Timeouts = { start: 60_000, call: 30_000, stop: 5_000 };

/** The SDK does not have the call or the credential; its hello says so, and it is not to be asked. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';

  constructor(what: CallName | Credential, hello: Hello) {
    const offered = [...hello.calls, ...hello.credentials].join(', ');
    super(`Failed to use ${what}: ${hello.sdk.name} does not offer it. Use what its hello names: ${offered}.`);
  }
}

export interface Driver {
  readonly hello: Hello;
  /** Of the process and of its group. */
  readonly pid: number;
  /** What ended it. Its group has been killed, and every further call is rejected with this. */
  readonly failure: DriverFailure | undefined;
  /** Resolves when the process is gone and all it wrote has been read. */
  readonly ended: Promise<ProcessEnd>;
  /** How many calls it was asked to make. */
  readonly asked: number;
  /**
   * Makes a call. Calls made in the same turn of the event loop go out in one line, and so at the same time where the
   * driver can; a call made while a line is unanswered waits for it.
   * @throws {DriverFailure} when the driver, not the SDK, fails
   * @throws {NotOffered} before anything is sent, when the SDK lacks the call or the client's credential
   */
  call(call: Call): Promise<Outcome>;
  /**
   * Waits for what has been asked, then asks for nothing, so that whatever the driver wrote beside its answers is seen
   * now. @throws {DriverFailure}
   */
  settle(): Promise<void>;
  /** Ends its input, waits, and kills what is left of its group. Safe after a failure, and twice. */
  stop(): Promise<StopReport>;
  /** The last lines of its standard error, without secrets. */
  stderrTail(): string[];
}

/** Starts a driver and greets it. @throws {DriverFailure} */
export async function startDriver(launch: Launch, options: { timeouts?: Partial<Timeouts> } = {}): Promise<Driver> {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const channel = new Channel(launch);
  const hello = await channel.greet(timeouts.start);
  /** Until the line before is answered, or has failed. */
  let before: Promise<unknown> = Promise.resolve();
  /** The calls of this turn of the event loop. */
  let line: { calls: Call[]; outcomes: Promise<Outcome[]> } | undefined;
  let asked = 0;

  function send(calls: Call[]): Promise<Outcome[]> {
    const results = before.then(() => channel.do(calls, timeouts.call));
    before = results.catch(() => undefined);
    return results.then((all) => all.map((result, index) => outcomeOf(channel, calls[index]!.call, result)));
  }

  function openLine(): NonNullable<typeof line> {
    const calls: Call[] = [];
    const outcomes = endOfTurn().then(() => {
      line = undefined;
      return send(calls);
    });
    return { calls, outcomes };
  }

  return {
    hello,
    get pid() {
      return channel.pid!;
    },
    get failure() {
      return channel.failure;
    },
    get asked() {
      return asked;
    },
    ended: channel.ended,
    async call(call) {
      const credential = call.client.userToken === undefined ? 'secret' : 'userToken';
      if (!hello.credentials.includes(credential)) throw new NotOffered(credential, hello);
      if (!hello.calls.includes(call.call)) throw new NotOffered(call.call, hello);
      const fault = faultOfRequest({ do: [call] });
      if (fault) throw new TypeError(`Failed to call ${call.call}: ${fault}. See docs/driver-protocol.md.`);
      asked += 1;
      line ??= openLine();
      const index = line.calls.push(call) - 1;
      return (await line.outcomes)[index]!;
    },
    async settle() {
      // Whoever made these calls is told how they failed.
      await line?.outcomes.catch(() => undefined);
      await send([]);
    },
    stop: () => channel.stop(timeouts.stop),
    stderrTail: () => channel.stderrTail(),
  };
}

/** Resolves when all that is ready to run has run: `nextTick` in a microtask comes after every microtask there is. */
const endOfTurn = (): Promise<void> => new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));

function outcomeOf(channel: Channel, call: CallName, result: Result): Outcome {
  if ('driverError' in result)
    throw channel.breach('driver-error-answer', `it answered driverError, ${result.driverError}`);
  if ('ok' in result && kindOf(result.ok) !== kindDue(call))
    throw channel.breach('wrong-answer', `it answered ${call} with ${kindOf(result.ok)}`);
  return result;
}
