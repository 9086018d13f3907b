import type { MockControl, ShownUser } from '../mock/control/control.js';
import { NeedsControl } from '../mock/store/refusals.js';
import type { Fault } from '../mock/http/fault.js';
import type { UserSeed } from '../mock/store/apps.js';
import { secretSearch } from '../mock/store/secrets.js';
import { type TokenOptions, userToken } from '../mock/tokens.js';
import type { Contract } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';

/** A key and the secret that belongs to it. */
export interface App {
  key: string;
  secret: string;
}

/** A secret that no app has. Some libraries sign with no shorter one. */
export const wrongSecret = 'not-the-secret-of-this-app-but-another-one';

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

  /** Puts users into the API, past the SDK, each with two timestamps of its own, so that one is not taken for another. */
  holds = async (...users: UserSeed[]): Promise<void> => {
    await this.#seed(users);
    this.#held = await this.users();
    this.before.push(...users.map(({ id, data }) => `the API holds ${id} ${shortened(data ?? {})}`));
  };

  async #seed(users: UserSeed[]): Promise<void> {
    const { key } = this.app;
    try {
      await this.#control.seedUsers(
        key,
        users.map((user, index) => ({ ...momentsOf(index), ...user })),
      );
    } catch (error) {
      // A deployment sets them itself.
      if (!(error instanceof NeedsControl)) throw error;
      await this.#control.seedUsers(key, users);
    }
  }

  /** What the API held when the behaviour began, as `holds` left it. */
  get held(): readonly ShownUser[] {
    return this.#held;
  }

  /** The users that the API holds now, in the order they were added. */
  users = async (): Promise<ShownUser[]> => this.#control.users(this.app.key);

  /** The user that the API holds now under an id. */
  user = async (id: string): Promise<ShownUser | undefined> => (await this.usersOf(this.app, id))[0];

  /** The requests of this app up to now, in order. */
  exchanges = async (): Promise<Exchange[]> => this.#control.exchanges(this.app.key);

  /** Has a request of an app answered otherwise; the sentence says how: `the next request is answered 503`. */
  injects = async (sentence: string, fault: Fault, app = this.app): Promise<void> => {
    await this.#control.injectFault(app.key, fault);
    this.before.push(sentence);
  };

  /** The next request is answered with the API's 500, whatever it asks for, and has no effect. */
  failsNext = (): Promise<void> => this.injects('the next request is answered 500', { status: 500 });

  /** The next request has no effect and no answer: its connection ends. */
  losesNextConnection = (): Promise<void> =>
    this.injects('the connection of the next request is lost', { disconnect: 'before' });

  /** Another app; what it is not given of a key and a secret is its own. */
  otherApp = async (given: Partial<App> = {}): Promise<App> => {
    // Asked for in so many words, so that a target, which has one app only, can say so.
    const app = await this.#control.createApp({ users: [], ...given });
    this.#others.push(app);
    return app;
  };

  /** Puts users into another app. */
  holdsIn = async ({ key }: App, ...users: UserSeed[]): Promise<void> => {
    await this.#control.seedUsers(key, users);
  };

  /** The user that the API holds now for an app under an id, as a list of one or none. */
  usersOf = async ({ key }: App, id: string): Promise<ShownUser[]> =>
    (await this.#control.users(key)).filter((user) => user.id === id);

  /** The requests that came with a key, whoever has it. */
  exchangesOf = async (key: string): Promise<Exchange[]> => this.#control.exchanges(key);

  /** A key that no app has. */
  get unknownKey(): string {
    this.#usesUnknownKey = true;
    return `unknown-${this.app.key}`;
  }

  /** A user token of this app. */
  userToken = (userId: string, options: TokenOptions): Promise<string> => userToken(this.app.secret, userId, options);

  /** Whether a text holds the secret of an app of this behaviour, in whatever form. */
  isSecretIn = (text: string): boolean =>
    text !== '' && [this.app, ...this.#others].some(({ secret }) => secretSearch(secret)(text));

  /** Ends the apps of this behaviour, and hands over every request they had, in the order they came. */
  async end(): Promise<Exchange[]> {
    const exchanges: Exchange[] = [];
    for (const { key } of [this.app, ...this.#others]) exchanges.push(...(await this.#control.deleteApp(key)));
    if (this.#usesUnknownKey) exchanges.push(...(await this.#control.exchanges(this.unknownKey)));
    return exchanges.toSorted((a, b) => a.sequence - b.sequence);
  }
}

/** Updated some time after it was created, with digits down to the microsecond. */
function momentsOf(index: number): Pick<UserSeed, 'created_at' | 'updated_at'> {
  const [day, second] = [String((index % 28) + 1).padStart(2, '0'), String(index % 60).padStart(2, '0')];
  return { created_at: `2018-04-${day}T09:56:${second}.833318Z`, updated_at: `2019-11-${day}T21:05:${second}.120409Z` };
}

function shortened(data: unknown): string {
  const text = JSON.stringify(data);
  return text.length <= shownCharacters
    ? text
    : // Never half a character: not every reader of JSON takes one.
      `${text.slice(0, shownCharacters).replace(/[\ud800-\udbff]$/, '')}… (${Buffer.byteLength(text)} bytes)`;
}
