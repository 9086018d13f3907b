import { setImmediate as nextTurn } from 'node:timers/promises';

import pLimit from 'p-limit';

import { stringifyJson } from '../spec/json.js';
import { type Launch, type ProcessEnd, startProcess } from './driver-process.js';
import { type Due, faultOf, type HeldRule, readAnswer } from './protocol/answers.js';
import {
  type Call,
  type Changed,
  defaultTimeouts,
  type Hello,
  kindDue,
  kindOf,
  type Outcome,
  protocolVersion,
  type Request,
  type Response,
  type Result,
  seconds,
  type Timeouts,
} from './protocol/messages.js';
import { excerpt, redact } from './quote.js';

/** What a driver did instead of answering. It never speaks of the SDK; an SDK's error is an `Outcome`. */
export class DriverFailure extends Error {
  override readonly name = 'DriverFailure';

  /**
   * @param verdict What it costs the behaviour: it answered `driverError` or broke the protocol; it ended, or could not be
   * started (then that is the cause); it did not answer, or did not end, in time.
   * @param rule The rule that it breaks, whatever it was asked; absent when that depends on what it was asked.
   * @param stderr The last lines the driver and its SDK wrote to standard error, without secrets; may be empty.
   */
  constructor(
    readonly verdict: 'driver-error' | 'crashed' | 'timed-out',
    message: string,
    readonly stderr: string[],
    readonly rule?: HeldRule,
    cause?: Error,
  ) {
    super(message, { cause });
  }
}

/** A line that is not answered yet. */
interface Asked {
  /** For sentences: `create`, `2 calls (create, get)`. */
  what: string;
  due: Due;
  resolve(response: Response): void;
  reject(failure: DriverFailure): void;
}

/** A driver process, held to the protocol. Its first failure is final: it is killed, and every line is rejected with it. */
export class Driver {
  hello!: Hello;
  failure: DriverFailure | undefined;
  /** How many calls it was asked to make. */
  asked = 0;
  /** Resolves when the process is gone and all it wrote has been read. */
  readonly ended: Promise<ProcessEnd>;

  readonly #process: ReturnType<typeof startProcess>;
  /** Settles when what a contained driver reaches is there. */
  readonly #reachable: Promise<unknown>;
  readonly #timeouts: Timeouts;
  readonly #secrets = new Set<string>();
  #waiting: Asked | undefined;
  #stopping = false;
  /** A line waits until the one before is answered, or has failed. */
  readonly #inTurn = pLimit(1);
  /** The calls of this turn of the event loop. */
  #line: { calls: Call[]; outcomes: Promise<(Outcome & Changed)[]> } | undefined;

  constructor(launch: Launch, timeouts: Partial<Timeouts> = {}) {
    this.#timeouts = { ...defaultTimeouts, ...timeouts };
    this.#process = startProcess(
      launch,
      (line) => this.#take(line),
      (cause) => this.#breach(cause, 'lines'),
    );
    this.#reachable = Promise.resolve(launch.contained ? launch.reach : undefined).catch(() => undefined);
    this.ended = this.#process.ended.then((end) => {
      this.#judgeEnd(end, launch);
      return end;
    });
  }

  /** Of the process and of its group. */
  get pid(): number {
    return this.#process.pid!;
  }

  /** Comes first. @throws {DriverFailure} when it does not greet as the protocol says, in time */
  async greet(): Promise<Hello> {
    // It is not asked before, and its time begins when it is asked.
    await this.#reachable;
    const hello = await this.#ask({ hello: protocolVersion }, 'the hello', 'hello', this.#timeouts.start);
    return (this.hello = hello as Hello);
  }

  /**
   * Makes a call. Calls made in the same turn of the event loop go out in one line, and so at the same time where the
   * driver can; a call made while a line is unanswered waits for it.
   * @throws {DriverFailure} when the driver, not the SDK, fails
   * @throws {TypeError} before anything is sent, when it is no call of the protocol, or the hello does not offer it or the
   * client's credential: that is a fault of whoever asks, and of no driver
   */
  async call(call: Call): Promise<Outcome & Changed> {
    const offered: string[] = [...this.hello.calls, ...this.hello.credentials];
    for (const needed of [call.client.userToken === undefined ? 'secret' : 'userToken', call.call]) {
      if (offered.includes(needed)) continue;
      const names = `Use what its hello names: ${offered.join(', ')}`;
      throw new TypeError(`Failed to use ${needed}: ${this.hello.sdk.name} does not offer it. ${names}.`);
    }
    const fault = faultOf('Request', { do: [call] });
    if (fault) throw new TypeError(`Failed to call ${call.call}: ${fault}. See docs/driver-protocol.md.`);
    this.asked += 1;
    this.#line ??= this.#openLine();
    const index = this.#line.calls.push(call) - 1;
    return (await this.#line.outcomes)[index]!;
  }

  /** Has calls made, whatever is offered, and resolves with what is said of them. One line at a time. @throws {DriverFailure} */
  async do(calls: Call[]): Promise<Result[]> {
    for (const { client } of calls) this.#secrets.add(client.secret ?? client.userToken ?? '');
    const response = await this.#ask({ do: calls }, nameOf(calls), calls.length, this.#timeouts.call);
    return (response as { done: Result[] }).done;
  }

  /** What it, or its SDK, wrote to standard error since this was asked last: with whatever secrets, and for no report. */
  takeStderr = (): string => this.#process.takeStderr();

  /** Waits for what was asked, and asks for nothing: then what it wrote beside its answers is seen. Tells what broke it. */
  async settle(): Promise<DriverFailure | undefined> {
    // Whoever made these calls is told how they failed.
    await this.#line?.outcomes.catch(() => undefined);
    await this.#inTurn(() => this.do([])).catch((error: unknown) => {
      if (error !== this.failure) throw error;
    });
    // What it wrote to standard error before that answer is here, and is read in this turn.
    await nextTurn();
    return this.failure;
  }

  /** Ends its input, waits, and kills what is left of its group. Safe after a failure, and twice. Tells what broke it. */
  async stop(): Promise<DriverFailure | undefined> {
    const { stop: timeoutMs } = this.#timeouts;
    this.#stopping = true;
    const timer = this.#limit(timeoutMs, `it still ran ${seconds(timeoutMs)} after the end of its input`, 'end');
    this.#process.endInput();
    await this.ended;
    clearTimeout(timer);
    return this.failure;
  }

  /** Makes it unusable, unless it already is; returns what did. */
  fail(verdict: DriverFailure['verdict'], message: string, rule?: HeldRule, cause?: Error): DriverFailure {
    if (this.failure) return this.failure;
    const stderr = this.#process.lastOfStderr().map((line) => redact(line, this.#secrets));
    this.failure = new DriverFailure(verdict, message, stderr, rule, cause);
    this.#process.kill();
    this.#waiting?.reject(this.failure);
    return this.failure;
  }

  #breach(cause: string, rule?: HeldRule): DriverFailure {
    const what = redact(cause, this.#secrets);
    return this.fail('driver-error', `The driver broke the protocol: ${what}. See docs/driver-protocol.md.`, rule);
  }

  #limit(timeoutMs: number, cause: string, rule: HeldRule): NodeJS.Timeout {
    return setTimeout(() => this.fail('timed-out', `The driver timed out: ${cause}.`, rule), timeoutMs);
  }

  #openLine(): { calls: Call[]; outcomes: Promise<(Outcome & Changed)[]> } {
    const calls: Call[] = [];
    const outcomes = nextTurn().then(async () => {
      this.#line = undefined;
      const results = await this.#inTurn(() => this.do(calls));
      return results.map((result, index) => {
        const { call } = calls[index]!;
        if ('driverError' in result) throw this.#breach(`it answered driverError, ${result.driverError}`);
        if ('ok' in result && kindOf(result.ok) !== kindDue(call))
          throw this.#breach(`it answered ${call} with ${kindOf(result.ok)}`);
        return result;
      });
    });
    return { calls, outcomes };
  }

  async #ask(request: Request, what: string, due: Due, timeoutMs: number): Promise<Response> {
    if (this.failure) throw this.failure;
    const timer = this.#limit(timeoutMs, `no answer to ${what} in ${seconds(timeoutMs)}`, 'time');
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { what, due, resolve, reject };
        this.#process.write(`${stringifyJson(request)}\n`);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #take(line: string): void {
    if (this.failure) return;
    const asked = this.#waiting;
    if (!asked) return void this.#breach(`it wrote a line when nothing was asked, ${excerpt(line)}`, 'answers');
    const answer = readAnswer(line, asked.what, asked.due);
    if ('cause' in answer) return void this.#breach(answer.cause, answer.rule);
    this.#waiting = undefined;
    asked.resolve(answer.response);
  }

  #judgeEnd({ startError, signal, exitCode, strays }: ProcessEnd, { command, contained }: Launch): void {
    if (startError) {
      const failed = `Failed to start the driver ${command.join(' ')}: ${startError.message}`;
      const remedy = 'Install it again, or see docs/driver-protocol.md.';
      return void this.fail('crashed', `${failed}. ${remedy}`, undefined, startError);
    }
    if (this.#stopping && !this.#waiting && exitCode === 0) {
      const names = strays.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
      if (names !== '') this.#breach(`it started what left its process group, ${names}`, 'end');
      return;
    }
    const how = signal ? `it was ended by ${signal}` : `it exited with ${exitCode}`;
    // What a driver that works elsewhere may have stumbled over.
    const blind = ' It is contained, and sees its own folder and the files that its command names; see --contain.';
    const remark = contained && this.#waiting?.due === 'hello' ? blind : '';
    this.fail('crashed', `The driver crashed: ${how} ${this.#endedWhen()}.${remark}`);
  }

  #endedWhen(): string {
    if (this.#waiting) {
      return this.#waiting.due === 'hello' ? 'before its hello' : `before it answered ${this.#waiting.what}`;
    }
    return this.#stopping ? 'at the end of its input, where it is to exit with 0' : 'while nothing was asked of it';
  }
}

/** Starts a driver and greets it. @throws {DriverFailure} */
export async function startDriver(launch: Launch, timeouts?: Partial<Timeouts>): Promise<Driver> {
  const driver = new Driver(launch, timeouts);
  await driver.greet();
  return driver;
}

/** For sentences. */
export function nameOf(calls: Call[]): string {
  const [only, ...others] = [...new Set(calls.map(({ call }) => call))];
  if (only === undefined) return 'a line without calls';
  return calls.length === 1 ? only : `${calls.length} calls (${[only, ...others].join(', ')})`;
}
