import { parseJson, stringifyJson } from '../spec/json.js';
import { type DriverProcess, type Launch, type ProcessEnd, startProcess } from './driver-process.js';
import { type Breach, DriverCrash, DriverError, type DriverFailure, DriverTimeout, seconds } from './failures.js';
import { type Call, type Hello, protocolVersion, type Response, type Result } from './protocol/messages.js';
import { faultOfResponse } from './protocol/validate.js';
import { createRedactor, excerpt } from './redact.js';

export interface StopReport extends ProcessEnd {
  /** It had to be killed, because it did not end in time when its input ended. */
  killed: boolean;
  /** What broke it, before its input ended or by the way it ended; absent when it kept to the protocol. */
  failure?: DriverFailure;
}

/** The line that is not answered yet. */
interface Asked {
  /** For sentences: `create`, `2 calls (create, get)`. */
  what: string;
  /** The number of results that are due; `hello` before the first line is answered. */
  due: number | 'hello';
  timer: NodeJS.Timeout;
  resolve(response: Response): void;
  reject(failure: DriverFailure): void;
}

/**
 * One line to a driver process, one line from it, held to the protocol. The first failure is final: the process group
 * is killed, and every line, also a later one, is rejected with it.
 */
export class Channel {
  /** What made the driver unusable. */
  failure: DriverFailure | undefined;
  /** Resolves when the process has ended and all it wrote has been read. */
  readonly ended: Promise<ProcessEnd>;

  readonly #process: DriverProcess;
  readonly #redact = createRedactor();
  #asked: Asked | undefined;
  #stopping = false;

  constructor(launch: Launch) {
    let reportEnd: (end: ProcessEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => (reportEnd = resolve));
    this.#process = startProcess(launch, {
      onLine: (line) => this.#take(line),
      onFault: (fault) =>
        fault === 'too-long'
          ? this.breach('line-too-long', 'it wrote a line that does not end')
          : this.breach('not-json', 'it wrote a line that is not UTF-8'),
      onEnd: (end) => {
        this.#end(end, launch);
        reportEnd(end);
      },
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** @throws {DriverFailure} when the driver does not greet as the protocol says in time */
  async greet(timeoutMs: number): Promise<Hello> {
    return (await this.#ask({ hello: protocolVersion }, 'the hello', 'hello', timeoutMs)) as Hello;
  }

  /** Has calls made, and resolves with their results, whatever they say. One line at a time. @throws {DriverFailure} */
  async do(calls: Call[], timeoutMs: number): Promise<Result[]> {
    for (const { client } of calls) this.#redact.hide(client.secret ?? client.userToken ?? '');
    const response = await this.#ask({ do: calls }, nameOf(calls), calls.length, timeoutMs);
    return (response as { done: Result[] }).done;
  }

  /** Ends the driver's input and waits for its end; after `timeoutMs` its group is killed. */
  async stop(timeoutMs: number): Promise<StopReport> {
    this.#stopping = true;
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      this.#process.kill();
    }, timeoutMs);
    this.#process.endInput();
    const end = await this.ended;
    clearTimeout(timer);
    const failure = this.failure ?? this.#faultOfStop(end, killed, timeoutMs);
    return { ...end, killed, ...(failure && { failure }) };
  }

  /** The last lines of standard error, without secrets. */
  stderrTail(): string[] {
    return this.#process.stderrTail().map((line) => this.#redact.text(line));
  }

  /** Makes the driver unusable, because it broke the protocol. */
  breach(reason: Breach, cause: string): DriverFailure {
    const message = `The driver broke the protocol: ${this.#redact.text(cause)}. See docs/driver-protocol.md.`;
    return this.fail(new DriverError(reason, message, this.stderrTail()));
  }

  /** Makes the driver unusable, unless it already is; returns what did. */
  fail(failure: DriverFailure): DriverFailure {
    if (this.failure) return this.failure;
    this.failure = failure;
    this.#process.kill();
    this.#settle()?.reject(failure);
    return failure;
  }

  #ask(request: object, what: string, due: Asked['due'], timeoutMs: number): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      const late = `The driver timed out: no answer to ${what} in ${seconds(timeoutMs)}.`;
      const timer = setTimeout(() => this.fail(new DriverTimeout(late, timeoutMs, this.stderrTail())), timeoutMs);
      this.#asked = { what, due, timer, resolve, reject };
      this.#process.write(`${stringifyJson(request)}\n`);
    });
  }

  /** What was asked is so no longer. */
  #settle(): Asked | undefined {
    const asked = this.#asked;
    clearTimeout(asked?.timer);
    this.#asked = undefined;
    return asked;
  }

  #take(line: string): void {
    if (this.failure) return;
    const wrote = excerpt(line);
    const due = this.#asked?.due;
    if (due === undefined) return void this.breach('unasked-line', `it wrote a line when nothing was asked, ${wrote}`);
    let response: Response;
    try {
      response = parseJson(line) as Response;
    } catch {
      const reason = due === 'hello' ? 'wrong-hello' : 'not-json';
      return void this.breach(reason, `it wrote a line that is not JSON, ${JSON.stringify(wrote)}`);
    }
    const fault = faultOfResponse(response);
    if (due === 'hello') {
      const cause = faultOfHello(response, fault);
      if (cause) return void this.breach('wrong-hello', cause);
    } else if (fault) {
      return void this.breach('not-in-schema', `it wrote a line outside the protocol's schema (${fault}), ${wrote}`);
    } else if ('hello' in response) {
      return void this.breach('not-in-schema', 'it said hello a second time');
    } else if (response.done.length !== due) {
      const count = `${response.done.length} ${response.done.length === 1 ? 'result' : 'results'}`;
      return void this.breach('wrong-count', `it answered ${this.#asked?.what} with ${count} instead of ${due}`);
    }
    this.#settle()?.resolve(response);
  }

  #end(end: ProcessEnd, launch: Launch): void {
    if (this.failure || (this.#stopping && !this.#asked)) return;
    const asked = !this.#asked
      ? 'while nothing was asked of it'
      : this.#asked.due === 'hello'
        ? 'before its hello'
        : `before it answered ${this.#asked.what}`;
    const message = end.startError
      ? `Failed to start the driver ${launch.command.join(' ')}: ${end.startError.message}. Install it again, or see docs/driver-protocol.md.`
      : `The driver crashed: ${howItEnded(end)} ${asked}.`;
    this.fail(new DriverCrash(message, { ...end, stderr: this.stderrTail() }, { cause: end.startError }));
  }

  #faultOfStop(end: ProcessEnd, killed: boolean, timeoutMs: number): DriverFailure | undefined {
    const stderr = this.stderrTail();
    if (killed) {
      const message = `The driver timed out: it still ran ${seconds(timeoutMs)} after the end of its input.`;
      return new DriverTimeout(message, timeoutMs, stderr);
    }
    if (end.exitCode === 0) return undefined;
    const message = `The driver crashed: ${howItEnded(end)} at the end of its input, where it is to exit with 0.`;
    return new DriverCrash(message, { ...end, stderr });
  }
}

function howItEnded({ signal, exitCode }: ProcessEnd): string {
  return signal ? `it was ended by ${signal}` : `it exited with ${exitCode}`;
}

/** For sentences. */
export function nameOf(calls: Call[]): string {
  const [only, ...others] = [...new Set(calls.map(({ call }) => call))];
  if (only === undefined) return 'a line without calls';
  return calls.length === 1 ? only : `${calls.length} calls (${[only, ...others].join(', ')})`;
}

function faultOfHello(response: Response, fault: string | undefined): string | undefined {
  const { hello } = (response ?? {}) as { hello?: unknown };
  if (typeof hello === 'number' && hello !== protocolVersion)
    return `it speaks version ${hello} of the protocol, and version ${protocolVersion} is due`;
  const cause = fault ?? ('hello' in response ? undefined : 'it answers calls, and none had been made');
  return cause && `its first line is not the hello of version ${protocolVersion} (${cause})`;
}
