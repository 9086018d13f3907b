import type { MockControl, ShownUser } from '../mock/control/control.js';
import type { UserSeed } from '../mock/store/apps.js';
import { userToken } from '../mock/tokens.js';
import type { Contract } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';

/** A key and the secret that belongs to it. */
export interface App {
  key: string;
  secret: string;
}

/** How much of a user's data a sentence shows. */
const shownCharacters = 120;

/** The app of one behaviour: what the API holds for it, what it was sent, and what it is told to do wrong. */
export class MockApp {
  readonly app: App;
  readonly limits: Contract['limits'];
  /** What was there before the first call, each as a sentence. */
  readonly before: string[] = [];
  readonly #control: MockControl;
  readonly #others: App[] = [];
  #usesUnknownKey = false;
  #held: ShownUser[] = [];

  constructor(control: MockControl, app: App, limits: Contract['limits']) {
    this.#control = control;
    this.app = app;
    this.limits = limits;
  }

  /** Puts users into the API, past the SDK. */
  holds = async (...users: UserSeed[]): Promise<void> => {
    await this.#control.seedUsers(this.app.key, users);
    this.#held = await this.users();
    this.before.push(...users.map(({ id, data }) => `the API holds ${id} ${shortened(data ?? {})}`));
  };

  /** What the API held when the behaviour began, as `holds` left it. */
  get held(): readonly ShownUser[] {
    return this.#held;
  }

  /** The users that the API holds now, in the order they were added. */
  users = async (): Promise<ShownUser[]> => this.#control.users(this.app.key);

  /** The user that the API holds now under an id. */
  user = async (id: string): Promise<ShownUser | undefined> => (await this.users()).find((user) => user.id === id);

  /** The requests of this app up to now, in order. */
  exchanges = async (): Promise<Exchange[]> => this.#control.exchanges(this.app.key);

  /** The next request is answered with the API's 500, whatever it asks for, and has no effect. */
  failsNext = async (): Promise<void> => {
    await this.#control.injectFault(this.app.key, { status: 500 });
    this.before.push('the next request is answered 500');
  };

  /** The next request has no effect and no answer: its connection ends. */
  losesNextConnection = async (): Promise<void> => {
    await this.#control.injectFault(this.app.key, { status: 500, disconnect: true });
    this.before.push('the connection of the next request is lost');
  };

  /** Another app, with no users and a secret of its own. */
  otherApp = async (): Promise<App> => {
    // Asked for in so many words, so that a target, which has one app only, can say so.
    const app = await this.#control.createApp({ users: [] });
    this.#others.push(app);
    return app;
  };

  /** A key that no app has. */
  get unknownKey(): string {
    this.#usesUnknownKey = true;
    return `unknown-${this.app.key}`;
  }

  /** A user token of this app that is no longer valid. */
  expiredToken = (userId: string): Promise<string> => userToken(this.app.secret, userId, { expiresAt: 1 });

  /** Ends the apps of this behaviour, and hands over every request they had. */
  async end(): Promise<Exchange[]> {
    const exchanges: Exchange[] = [];
    for (const { key } of [this.app, ...this.#others]) exchanges.push(...(await this.#control.deleteApp(key)));
    if (this.#usesUnknownKey) exchanges.push(...(await this.#control.exchanges(this.unknownKey)));
    return exchanges;
  }
}

function shortened(data: unknown): string {
  const text = JSON.stringify(data);
  return text.length <= shownCharacters
    ? text
    : `${text.slice(0, shownCharacters)}… (${Buffer.byteLength(text)} bytes)`;
}
