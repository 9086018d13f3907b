import { type Launch, type ProcessEnd, startProcess, type DriverProcess } from './driver-process.js';
import { type Breach, DriverCrash, DriverError, type DriverFailure, DriverTimeout } from './failures.js';
import type { Answer, CallRequest, ConnectRequest, DisconnectRequest, Hello, Response } from './protocol/messages.js';
import { protocolVersion } from './protocol/messages.js';
import { faultOfRequest, faultOfResponse } from './protocol/validate.js';
import { createRedactor, excerpt } from './redact.js';

/** A request without its id, which the channel gives. */
export type Question = Omit<ConnectRequest, 'id'> | Omit<CallRequest, 'id'> | Omit<DisconnectRequest, 'id'>;

export interface StopReport extends ProcessEnd {
  /** It had to be killed, because it did not end in time when its input ended. */
  killed: boolean;
  /** What broke it, before its input ended or by the way it ended; absent when it kept to the protocol. */
  failure?: DriverFailure;
}

interface Pending {
  /** What was asked, for sentences: `create`. */
  what: string;
  timer: NodeJS.Timeout;
  resolve(answer: Answer): void;
  reject(failure: DriverFailure): void;
}

/**
 * Lines to and from one driver process, matched by id and held to the protocol. The first failure is final: the
 * process group is killed, and every request, also a later one, is rejected with it.
 */
export class Channel {
  /** The first id not used yet. */
  nextId = 1;
  /** Answers to ids below this one, answered before, come too late to concern whoever is asking now. */
  settledBelow = 1;
  /** What made the driver unusable. */
  failure: DriverFailure | undefined;
  /** Resolves when the process has ended and all it wrote has been read. */
  readonly ended: Promise<ProcessEnd>;

  readonly #process: DriverProcess;
  readonly #onLate: (id: number, failure: DriverError) => void;
  readonly #redact = createRedactor();
  readonly #pending = new Map<number, Pending>();
  #hello: { resolve(hello: Hello): void; timer: NodeJS.Timeout } | undefined;
  #rejectHello: ((failure: DriverFailure) => void) | undefined;
  #stopping = false;

  constructor(launch: Launch, onLate: (id: number, failure: DriverError) => void) {
    this.#onLate = onLate;
    let reportEnd: (end: ProcessEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => (reportEnd = resolve));
    this.#process = startProcess(launch, {
      onLine: (line) => this.#take(line),
      onFault: (fault) =>
        this.#breach(
          fault === 'too-long' ? 'line-too-long' : 'not-json',
          fault === 'too-long' ? 'it wrote a line that does not end' : 'it wrote a line that is not UTF-8',
        ),
      onEnd: (end) => {
        this.#end(end, launch);
        reportEnd(end);
      },
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Requests not answered yet. */
  get inFlight(): number {
    return this.#pending.size;
  }

  /** @throws {DriverFailure} when the driver does not greet as the protocol says within `timeoutMs`. */
  greet(timeoutMs: number): Promise<Hello> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      const timer = setTimeout(() => this.#timeout('the hello', timeoutMs), timeoutMs);
      this.#hello = { resolve, timer };
      this.#rejectHello = reject;
      this.#process.write(`${JSON.stringify({ hello: protocolVersion })}\n`);
    });
  }

  /** Asks, and resolves with the answer, whatever it says. @throws {DriverFailure} when none comes. */
  ask(question: Question, what: string, timeoutMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      const id = this.nextId++;
      const request = { id, ...question };
      const fault = faultOfRequest(request);
      if (fault)
        return reject(new TypeError(`Failed to ask a driver for ${what}: ${fault}. See docs/driver-protocol.md.`));
      if ('secret' in request && request.secret) this.#redact.hide(request.secret);
      if ('userToken' in request && request.userToken) this.#redact.hide(request.userToken);
      const timer = setTimeout(() => this.#timeout(what, timeoutMs), timeoutMs);
      this.#pending.set(id, { what, timer, resolve, reject });
      this.#process.write(`${JSON.stringify(request)}\n`);
    });
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

  /** Makes the driver unusable, for a reason the channel itself does not look for. */
  breach(reason: Breach, cause: string): DriverFailure {
    this.#breach(reason, cause);
    return this.failure ?? this.#error(reason, cause);
  }

  #take(line: string): void {
    if (this.failure) return;
    let response: Response;
    try {
      response = JSON.parse(line) as Response;
    } catch {
      const wrote = this.#redact.text(excerpt(line));
      const reason = this.#hello ? 'wrong-hello' : 'not-json';
      return this.#breach(reason, `it wrote a line that is not JSON, ${JSON.stringify(wrote)}`);
    }
    const fault = faultOfResponse(response);
    if (this.#hello) return this.#takeHello(response, fault);
    if (fault) {
      const wrote = this.#redact.text(excerpt(line));
      return this.#breach('not-in-schema', `it wrote a line outside the protocol's schema (${fault}), ${wrote}`);
    }
    if ('hello' in response) return this.#breach('not-in-schema', 'it said hello a second time');
    this.#takeAnswer(response);
  }

  #takeHello(response: Response, fault: string | undefined): void {
    if (fault ?? !('hello' in response)) {
      const cause = fault ?? 'it is an answer, and nothing had been asked';
      return this.#breach('wrong-hello', `its first line is not the hello of version ${protocolVersion} (${cause})`);
    }
    clearTimeout(this.#hello?.timer);
    this.#hello?.resolve(response);
    this.#hello = undefined;
  }

  #takeAnswer(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (pending) {
      this.#pending.delete(answer.id);
      clearTimeout(pending.timer);
      return pending.resolve(answer);
    }
    if (answer.id >= this.nextId) {
      return this.#breach('unknown-id', `it answered the id ${answer.id}, which it was never given`);
    }
    const cause = `it answered the id ${answer.id} a second time`;
    if (answer.id < this.settledBelow) return this.#onLate(answer.id, this.#error('answered-twice', cause));
    this.#breach('answered-twice', cause);
  }

  #end(end: ProcessEnd, launch: Launch): void {
    if (this.failure || (this.#stopping && this.#pending.size === 0)) return;
    const asked = this.#hello
      ? 'before its hello'
      : this.#pending.size > 0
        ? `with ${this.#inFlightList()} in flight`
        : 'while nothing was asked of it';
    const how = end.signal ? `it was ended by ${end.signal}` : `it exited with ${end.exitCode}`;
    const message = end.startError
      ? `Failed to start the driver ${launch.command.join(' ')}: ${end.startError.message}. Install it again, or see docs/driver-protocol.md.`
      : `The driver crashed: ${how} ${asked}.`;
    this.#fail(new DriverCrash(message, { ...end, stderr: this.stderrTail() }, { cause: end.startError }));
  }

  #faultOfStop(end: ProcessEnd, killed: boolean, timeoutMs: number): DriverFailure | undefined {
    const stderr = this.stderrTail();
    if (killed) {
      return new DriverTimeout(
        `The driver did not exit within ${timeoutMs} ms of the end of its input.`,
        timeoutMs,
        stderr,
      );
    }
    if (end.exitCode === 0) return undefined;
    const how = end.signal ? `it was ended by ${end.signal}` : `it exited with ${end.exitCode}`;
    return new DriverCrash(`The driver crashed: ${how} at the end of its input, where it is to exit with 0.`, {
      ...end,
      stderr,
    });
  }

  #timeout(what: string, timeoutMs: number): void {
    this.#fail(
      new DriverTimeout(`The driver did not answer ${what} within ${timeoutMs} ms.`, timeoutMs, this.stderrTail()),
    );
  }

  #breach(reason: Breach, cause: string): void {
    this.#fail(this.#error(reason, cause));
  }

  #error(reason: Breach, cause: string): DriverError {
    const message = `The driver broke the protocol: ${this.#redact.text(cause)}. See docs/driver-protocol.md.`;
    return new DriverError(reason, message, this.stderrTail());
  }

  #fail(failure: DriverFailure): void {
    if (this.failure) return;
    this.failure = failure;
    this.#process.kill();
    clearTimeout(this.#hello?.timer);
    this.#hello = undefined;
    this.#rejectHello?.(failure);
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.timer);
      pending.reject(failure);
    }
    this.#pending.clear();
  }

  #inFlightList(): string {
    return [...this.#pending.values()].map((pending) => pending.what).join(', ');
  }
}
