import { randomUUID } from 'node:crypto';

import type { Channel, Question } from './channel.js';
import type { Timeouts } from './driver.js';
import type { Answer, CallArguments, CallName, CallValue, Credential, Hello } from './protocol/messages.js';

/** An app on a mock of the caller's, without users. */
export interface CheckConnection {
  baseUrl: string;
  apiKey: string;
  secret: string;
  /** Of a user that does not exist yet; only its own id is used with it. */
  userToken: string;
}

/** A rule that does not hold. Its message is the detail of the result. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** One driver under check, and the client that most rules are checked with. */
export class Session {
  hello: Hello = { hello: 1, sdk: { name: '', version: '' }, runtime: '', calls: [], credentials: [] };
  readonly #clients = new Map<Credential, string>();

  constructor(
    readonly channel: Channel,
    readonly connection: CheckConnection,
    readonly timeouts: Timeouts,
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

  ask(question: Question, what: string): Promise<Answer> {
    return this.channel.ask(question, what, this.timeouts.call);
  }

  async connect(credential = this.credential, baseUrl = this.connection.baseUrl): Promise<string> {
    const name = `check-${this.channel.nextId}`;
    const { apiKey, secret, userToken } = this.connection;
    const given = credential === 'secret' ? { secret } : { userToken };
    expectOk(
      await this.ask({ connect: name, baseUrl, apiKey, ...given }, 'connect'),
      `connect with ${credential}`,
      'null',
    );
    return name;
  }

  async client(credential = this.credential): Promise<string> {
    const client = this.#clients.get(credential) ?? (await this.connect(credential));
    this.#clients.set(credential, client);
    return client;
  }

  async call(call: CallName, args: CallArguments, credential = this.credential): Promise<Answer> {
    return this.ask({ client: await this.client(credential), call, args }, call);
  }

  /** Removes the user again: with a user token there is only one id. */
  async forget(userId: string): Promise<void> {
    if (this.offers('delete')) await this.call('delete', { userId });
  }
}

export type Kind = 'a user' | 'a reference' | 'null';
const kindOf = (value: CallValue): Kind => (value === null ? 'null' : 'user' in value ? 'a user' : 'a reference');
export const shorten = (value: unknown): string => JSON.stringify(value).slice(0, 200);

export function expectOk(answer: Answer, what: string, kind: Kind): CallValue {
  if (!('ok' in answer)) throw new Broken(`${what} was answered with ${shorten(answer)}, and "ok" was due.`);
  if (kindOf(answer.ok) !== kind)
    throw new Broken(`${what} was answered with ${kindOf(answer.ok)}, and ${kind} was due.`);
  return answer.ok;
}

export function expectDriverError(answer: Answer, what: string): void {
  if (!('driverError' in answer))
    throw new Broken(`${what} was answered with ${shorten(answer)}, and "driverError" was due.`);
}
