import { randomUUID } from 'node:crypto';

import { decodeJwt } from 'jose';

import type { CheckApi } from './api.js';
import { type Driver, nameOf } from '../runners/driver.js';
import {
  type Call,
  type CallArguments,
  type CallName,
  type Client,
  type Credential,
  type Result,
  seconds,
} from '../runners/protocol/messages.js';
import type { CheckLimits } from './rules.js';

/** An app on a mock of the caller's, without users. The token's user does not exist yet; only its own id is used with it. */
export type CheckConnection = Required<Omit<Client, 'name'>>;

/** One driver under check, and the clients that most rules are checked with. */
export class Session {
  /** The lines that were answered, and how long each took. */
  readonly #answered: { what: string; ms: number }[] = [];

  constructor(
    readonly driver: Driver,
    readonly connection: CheckConnection,
    readonly apis: Record<'pair' | 'first' | 'second', CheckApi>,
    readonly limits: CheckLimits,
    private readonly onSlow: (sentence: string) => void,
  ) {}

  /** The one that it names first. */
  get credential(): Credential {
    return this.driver.hello.credentials[0]!;
  }

  offers(...names: CallName[]): boolean {
    return names.every((name) => this.driver.hello.calls.includes(name));
  }

  /** A user token may touch its own user only. */
  userId(credential = this.credential): string {
    if (credential === 'secret') return `check-${randomUUID()}`;
    return String(decodeJwt(this.connection.userToken).user_id);
  }

  client(credential = this.credential, name: string = credential, baseUrl = this.connection.baseUrl): Client {
    const { apiKey, secret, userToken } = this.connection;
    return { name, baseUrl, apiKey, ...(credential === 'secret' ? { secret } : { userToken }) };
  }

  /** Has the calls of one line made. */
  async do(calls: Call[]): Promise<Result[]> {
    const start = performance.now();
    const results = await this.driver.do(calls);
    const [what, ms] = [nameOf(calls), performance.now() - start];
    const { slow, call, whole } = this.limits;
    if (ms > slow && !this.#answered.some((before) => before.ms > slow)) {
      const due = `${seconds(call)} are the limit for an answer, ${seconds(whole)} for this check`;
      this.onSlow(`The driver is slow: ${what} took ${rounded(ms)}; ${due}.`);
    }
    this.#answered.push({ what, ms });
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

  /** For when the whole time is up. */
  get timeIsUp(): string {
    const [slowest] = this.#answered.toSorted((a, b) => b.ms - a.ms);
    const spent = rounded(this.#answered.reduce((sum, { ms }) => sum + ms, 0));
    const answered = `${this.#answered.length} lines were answered in ${spent}`;
    const remark = slowest ? `; ${answered}, the slowest (${slowest.what}) in ${rounded(slowest.ms)}` : '';
    return `The check ends unfinished after ${seconds(this.limits.whole)}${remark}.`;
  }
}

/** To a tenth of a second. */
const rounded = (ms: number): string => seconds(Math.round(ms / 100) * 100);
