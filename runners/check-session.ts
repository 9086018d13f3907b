import { randomUUID } from 'node:crypto';

import type { CheckApi } from './check-api.js';
import { type Channel, nameOf } from './channel.js';
import { defaultTimeouts, type Timeouts } from './driver.js';
import { seconds } from './failures.js';
import {
  type Call,
  type CallArguments,
  type CallName,
  type CallValue,
  type Client,
  type Credential,
  type Hello,
  kindDue,
  kindOf,
  type Result,
} from './protocol/messages.js';

/** An app on a mock of the caller's, without users. */
export interface CheckConnection {
  baseUrl: string;
  apiKey: string;
  secret: string;
  /** Of a user that does not exist yet; only its own id is used with it. */
  userToken: string;
}

/** Further APIs that rules send a driver to. They are there before it is, because a contained one reaches no other. */
export interface CheckApis {
  /** Holds the first of two requests back until the second has come. */
  pair: CheckApi;
  first: CheckApi;
  second: CheckApi;
}

/** In milliseconds; docs/driver-protocol.md names them. */
export interface CheckLimits extends Timeouts {
  /** An answer that takes longer is told at once, although it is no breach. */
  slow: number;
  /** How long the API waits for the second of two calls that are to be made at the same time. */
  together: number;
  /** The whole check. */
  whole: number;
}

/** The end of the driver comes on top of the whole: together they take two minutes. */
export const checkLimits: CheckLimits = { ...defaultTimeouts, slow: 5_000, together: 4_000, whole: 115_000 };

/** A rule that does not hold. Its message is the detail of the result. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** The SDK's error came where a value was due: the driver's fault, or the SDK's own. */
export class BrokenByError extends Broken {}

/** One driver under check, and the clients that most rules are checked with. */
export class Session {
  /** Known from the first rule on. */
  hello!: Hello;
  /** How many lines were answered, and how long that took. */
  lines = 0;
  spentMs = 0;
  slowest = { what: '', ms: 0 };

  constructor(
    readonly channel: Channel,
    readonly connection: CheckConnection,
    readonly apis: CheckApis,
    readonly limits: CheckLimits,
    private readonly onSlow: (sentence: string) => void,
  ) {}

  get credential(): Credential {
    return this.hello.credentials[0] as Credential;
  }

  offers(...names: CallName[]): boolean {
    return names.every((name) => this.hello.calls.includes(name));
  }

  /** A user token may touch its own user only. */
  userId(credential = this.credential): string {
    if (credential === 'secret') return `check-${randomUUID()}`;
    const claims = Buffer.from(this.connection.userToken.split('.')[1] ?? '', 'base64url').toString('utf8');
    return String((JSON.parse(claims) as { user_id?: unknown }).user_id);
  }

  client(credential = this.credential, name: string = credential, baseUrl = this.connection.baseUrl): Client {
    const { apiKey, secret, userToken } = this.connection;
    return { name, baseUrl, apiKey, ...(credential === 'secret' ? { secret } : { userToken }) };
  }

  /** Has the calls of one line made. */
  async do(calls: Call[]): Promise<Result[]> {
    const start = performance.now();
    const results = await this.channel.do(calls, this.limits.call);
    this.#took(nameOf(calls), performance.now() - start);
    return results;
  }

  async call(call: CallName, args: CallArguments, client = this.client()): Promise<Result> {
    const [result] = await this.do([{ client, call, args }]);
    return result!;
  }

  /** Of a user that does not exist: with a user token there is only one id, whose user is removed. */
  async freshUserId(client = this.client()): Promise<string> {
    if (client.secret !== undefined) return this.userId('secret');
    const userId = this.userId('userToken');
    if (this.offers('delete')) await this.call('delete', { userId }, client);
    return userId;
  }

  #took(what: string, ms: number): void {
    this.lines += 1;
    this.spentMs += ms;
    if (ms > this.limits.slow && this.slowest.ms <= this.limits.slow) {
      const due = `${seconds(this.limits.call)} are the limit for an answer, ${seconds(this.limits.whole)} for this check`;
      this.onSlow(`The driver is slow: ${what} took ${roundedSeconds(ms)}; ${due}.`);
    }
    if (ms > this.slowest.ms) this.slowest = { what, ms };
  }
}

/** To a tenth of a second. */
export const roundedSeconds = (ms: number): string => seconds(Math.round(ms / 100) * 100);

export const shorten = (value: unknown): string => JSON.stringify(value).slice(0, 200);

/** The value that a call yields; `what` names it, with how it was made. */
export function expectOk(result: Result, call: CallName, what: string = call): CallValue {
  const kind = kindDue(call);
  const cause = `${what} was answered with ${shorten(result)}, and "ok" was due.`;
  if ('error' in result) throw new BrokenByError(cause);
  if ('driverError' in result) throw new Broken(cause);
  if (kindOf(result.ok) !== kind)
    throw new Broken(`${what} was answered with ${kindOf(result.ok)}, and ${kind} was due.`);
  return result.ok;
}
