import { Channel, type StopReport } from './channel.js';
import type { Launch, ProcessEnd } from './driver-process.js';
import type { DriverError, DriverFailure } from './failures.js';
import type { Answer, CallArguments, CallName, CallValue, Credential, Hello, SdkError } from './protocol/messages.js';

/** In milliseconds. A call's is the driver's own patience, above any an SDK has. */
export interface Timeouts {
  /** From the start to the hello; a JVM on a busy machine takes seconds. */
  start: number;
  /** For a call, a connect or a disconnect. */
  call: number;
  /** From the end of its input to its own end. */
  stop: number;
}

export const defaultTimeouts: Timeouts = { start: 60_000, call: 30_000, stop: 5_000 };

export interface ConnectOptions {
  /** An origin, without a path. */
  baseUrl: string;
  apiKey: string;
  /** Exactly one of `secret` and `userToken`. */
  secret?: string;
  userToken?: string;
}

/** What the application saw: a value, or the SDK's error. */
export type CallOutcome = { ok: CallValue } | { error: SdkError };

export interface ClientHandle {
  readonly name: string;
  /** @throws {DriverFailure} when the driver, not the SDK, fails; @throws {NotOffered} when the SDK lacks the call. */
  call(name: CallName, args: CallArguments, options?: { timeoutMs?: number }): Promise<CallOutcome>;
  disconnect(): Promise<void>;
}

/** The SDK itself refused to make a client: a result, told as an exception because there is no client to return. */
export class ConnectRefused extends Error {
  override readonly name = 'ConnectRefused';
  readonly error: SdkError;

  constructor(error: SdkError) {
    super(`The SDK refused to make a client: ${error.type}: ${error.message}`);
    this.error = error;
  }
}

/** The SDK does not have the call or the credential; its hello says so, and it is not to be asked. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';

  constructor(what: CallName | Credential, hello: Hello) {
    const offered = [...hello.calls, ...hello.credentials].join(', ');
    super(`Failed to use ${what}: ${hello.sdk.name} does not offer it. Use what its hello names: ${offered}.`);
  }
}

export interface DriverOptions {
  timeouts?: Partial<Timeouts>;
  /** A second answer to a request from before the last `settle()`. The driver keeps running; retire it. */
  onLate?: (id: number, failure: DriverError) => void;
}

export interface Driver {
  readonly hello: Hello;
  /** Of the process and of its group. */
  readonly pid: number;
  /** What ended it. Its group has been killed, and every further request is rejected with this. */
  readonly failure: DriverFailure | undefined;
  /** The id the next request will have. */
  readonly nextId: number;
  /** Resolves when the process is gone and all it wrote has been read. */
  readonly ended: Promise<ProcessEnd>;
  connect(options: ConnectOptions): Promise<ClientHandle>;
  /**
   * Ends what has been asked so far: waits for answers still missing, disconnects every client, and so sees whatever
   * the driver wrote in between. @throws {DriverFailure} when the driver failed, although each call was answered.
   */
  settle(): Promise<void>;
  /** Ends its input, waits, and kills what is left of its group. Safe after a failure, and twice. */
  stop(): Promise<StopReport>;
  /** The last lines of its standard error, without secrets. */
  stderrTail(): string[];
}

/** Starts a driver and greets it. @throws {DriverFailure} */
export async function startDriver(launch: Launch, options: DriverOptions = {}): Promise<Driver> {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const channel = new Channel(launch, options.onLate ?? (() => undefined));
  const hello = await channel.greet(timeouts.start);
  const clients = new Set<string>();
  const answers = new Set<Promise<unknown>>();
  let connected = 0;

  /** Keeps track of what is in flight, for `settle`. */
  function ask(...question: Parameters<Channel['ask']>): Promise<Answer> {
    const answer = channel.ask(...question);
    const done = (): void => void answers.delete(answer);
    answers.add(answer);
    answer.then(done, done);
    return answer;
  }

  async function disconnect(name: string): Promise<void> {
    if (!clients.delete(name)) return;
    const outcome = outcomeOf(channel, await ask({ disconnect: name }, 'disconnect', timeouts.call));
    if (!('ok' in outcome) || outcome.ok !== null)
      throw channel.breach('wrong-answer', 'it answered disconnect with something other than null');
  }

  async function connect(target: ConnectOptions): Promise<ClientHandle> {
    const credential = target.userToken === undefined ? 'secret' : 'userToken';
    if (!hello.credentials.includes(credential)) throw new NotOffered(credential, hello);
    const name = `c${++connected}`;
    const outcome = outcomeOf(channel, await ask({ connect: name, ...target }, 'connect', timeouts.call));
    if ('error' in outcome) throw new ConnectRefused(outcome.error);
    if (outcome.ok !== null) throw channel.breach('wrong-answer', 'it answered connect with something other than null');
    clients.add(name);
    return {
      name,
      async call(call, args, { timeoutMs = timeouts.call } = {}) {
        if (!hello.calls.includes(call)) throw new NotOffered(call, hello);
        const outcome = outcomeOf(channel, await ask({ client: name, call, args }, call, timeoutMs));
        if ('ok' in outcome && !fits(call, outcome.ok)) {
          throw channel.breach('wrong-answer', `it answered ${call} with ${kindOf(outcome.ok)}`);
        }
        return outcome;
      },
      disconnect: () => disconnect(name),
    };
  }

  return {
    hello,
    get pid() {
      return channel.pid as number;
    },
    get failure() {
      return channel.failure;
    },
    get nextId() {
      return channel.nextId;
    },
    ended: channel.ended,
    connect,
    async settle() {
      await Promise.allSettled(answers);
      await Promise.all([...clients].map(disconnect));
      if (channel.failure) throw channel.failure;
      channel.settledBelow = channel.nextId;
    },
    stop: () => channel.stop(timeouts.stop),
    stderrTail: () => channel.stderrTail(),
  };
}

function outcomeOf(channel: Channel, answer: Answer): CallOutcome {
  if ('driverError' in answer)
    throw channel.breach('driver-error-answer', `it answered driverError, ${answer.driverError}`);
  return 'ok' in answer ? { ok: answer.ok } : { error: answer.error };
}

function fits(call: CallName, value: CallValue): boolean {
  switch (call) {
    case 'delete':
      return value === null;
    case 'reference':
      return value !== null && 'reference' in value;
    default:
      return value !== null && 'user' in value;
  }
}

const kindOf = (value: CallValue): string => (value === null ? 'null' : 'user' in value ? 'a user' : 'a reference');
