import { stringifyJson } from '../spec/json.js';
import { type DriverProcess, type Launch, type ProcessEnd, startProcess } from './driver-process.js';
import { type Breach, DriverCrash, DriverError, type DriverFailure, DriverTimeout, seconds } from './failures.js';
import { type Call, type Hello, protocolVersion, type Response, type Result } from './protocol/messages.js';
import { type Due, readAnswer } from './protocol/read-answer.js';
import { createRedactor, excerpt } from './redact.js';

export interface StopReport extends ProcessEnd {
  /** What broke it, before its input ended or by the way it ended; absent when it kept to the protocol. */
  failure?: DriverFailure;
}

/** A line that is not answered yet. */
interface Asked {
  /** For sentences: `create`, `2 calls (create, get)`. */
  what: string;
  due: Due;
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
    const late = `it still ran ${seconds(timeoutMs)} after the end of its input`;
    const timer = this.#limit(timeoutMs, late);
    this.#process.endInput();
    const end = await this.ended;
    clearTimeout(timer);
    return { ...end, ...(this.failure && { failure: this.failure }) };
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
    this.#answered()?.reject(failure);
    return failure;
  }

  #ask(request: object, what: string, due: Due, timeoutMs: number): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      const timer = this.#limit(timeoutMs, `no answer to ${what} in ${seconds(timeoutMs)}`);
      this.#asked = { what, due, timer, resolve, reject };
      this.#process.write(`${stringifyJson(request)}\n`);
    });
  }

  #limit(timeoutMs: number, late: string): NodeJS.Timeout {
    const message = `The driver timed out: ${late}.`;
    return setTimeout(() => this.fail(new DriverTimeout(message, timeoutMs, this.stderrTail())), timeoutMs);
  }

  #answered(): Asked | undefined {
    const asked = this.#asked;
    clearTimeout(asked?.timer);
    this.#asked = undefined;
    return asked;
  }

  #take(line: string): void {
    if (this.failure) return;
    if (!this.#asked) {
      return void this.breach('unasked-line', `it wrote a line when nothing was asked, ${excerpt(line)}`);
    }
    const answer = readAnswer(line, this.#asked.what, this.#asked.due);
    if ('response' in answer) this.#answered()?.resolve(answer.response);
    else this.breach(answer.reason, answer.cause);
  }

  #end(end: ProcessEnd, { command, contained }: Launch): void {
    const { startError, signal, exitCode } = end;
    if (this.#stopping && !this.#asked && exitCode === 0) {
      const names = this.#process
        .strays()
        .map(({ name, pid }) => `${name} (process ${pid})`)
        .join(', ');
      if (names !== '') this.breach('left-its-group', `it started what left its process group, ${names}`);
      return;
    }
    const how = signal ? `it was ended by ${signal}` : `it exited with ${exitCode}`;
    const message = startError
      ? `Failed to start the driver ${command.join(' ')}: ${startError.message}. Install it again, or see docs/driver-protocol.md.`
      : `The driver crashed: ${how} ${this.#endedWhen()}.${contained && this.#asked?.due === 'hello' ? blind : ''}`;
    this.fail(new DriverCrash(message, { ...end, stderr: this.stderrTail() }, { cause: startError }));
  }

  #endedWhen(): string {
    if (this.#asked) return this.#asked.due === 'hello' ? 'before its hello' : `before it answered ${this.#asked.what}`;
    return this.#stopping ? 'at the end of its input, where it is to exit with 0' : 'while nothing was asked of it';
  }
}

/** What a driver that works elsewhere may have stumbled over. */
const blind = ' It is contained, and sees its own folder and the files that its command names; see --contain.';

/** For sentences. */
export function nameOf(calls: Call[]): string {
  const [only, ...others] = [...new Set(calls.map(({ call }) => call))];
  if (only === undefined) return 'a line without calls';
  return calls.length === 1 ? only : `${calls.length} calls (${[only, ...others].join(', ')})`;
}
