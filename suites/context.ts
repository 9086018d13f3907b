import type { MockClient } from '../mock/client.js';
import { userToken } from '../mock/tokens.js';
import type { Client, Driver } from '../runners/driver.js';
import type { CallName, Credential } from '../runners/protocol/messages.js';
import type { Contract, ErrorEntry } from '../spec/contract.js';
import { errorEntry } from '../spec/error-entry.js';
import type { Exchange } from '../spec/exchange.js';
import { type CallResult, Checks } from './checks.js';
import type { Outcome, Step } from './observation.js';

/** A driver keeps clients by their names, so that each behaviour needs new ones. */
let clients = 0;

export interface ClientOptions {
  /** The user a client with a user token acts as; a client with the secret may do everything. */
  actingAs?: string;
  /** Another app of this behaviour. */
  app?: App;
  apiKey?: string;
  secret?: string;
  userToken?: string;
}

type App = Awaited<ReturnType<MockClient['createApp']>>;
type StoredUser = Awaited<ReturnType<MockClient['users']>>[number];
type Seed = Parameters<MockClient['seedUsers']>[1][number];

/** What behaviours need of the contract: plain data, which a worker is handed instead of reading the contract again. */
export type Terms = Pick<Contract, 'limits' | 'errors'>;

/** What a behaviour is between: the SDK's driver and the mock's control API. */
export interface Surroundings {
  driver: Driver;
  mock: MockClient;
  /** Where SDKs reach the API: an origin. */
  baseUrl: string;
  contract: Terms;
}

/**
 * What a behaviour works with: an app of its own in the mock, clients of the SDK under test, and checks.
 * The members are functions of the instance, so that a behaviour can take apart what it is given.
 */
export class BehaviourContext {
  readonly check = new Checks();
  readonly steps: Step[] = [];
  /** Every app of this behaviour, its own first. */
  readonly apps: App[];
  /** Whether `unknownKey` was asked for, so that there may be requests with it. */
  usesUnknownKey = false;
  readonly sdkVersion: string;
  readonly limits: Terms['limits'];

  constructor(
    private readonly surroundings: Surroundings,
    readonly app: App,
    private readonly credential: Credential,
  ) {
    this.apps = [app];
    this.sdkVersion = surroundings.driver.hello.sdk.version;
    this.limits = surroundings.contract.limits;
  }

  /** A key that no app has. */
  get unknownKey(): string {
    this.usesUnknownKey = true;
    return `unknown-${this.app.key}`;
  }

  /** A client of the SDK, connected with the credential this behaviour is run with. */
  readonly client = async (options: ClientOptions = {}): Promise<SdkClient> => {
    const { actingAs = 'john-doe', app = this.app, apiKey = app.key, secret = app.secret } = options;
    const credentials =
      this.credential === 'secret'
        ? { secret }
        : { userToken: options.userToken ?? (await userToken(secret, actingAs)) };
    const { driver, baseUrl } = this.surroundings;
    clients += 1;
    return new SdkClient(this, driver, { name: `c${clients}`, baseUrl, apiKey, ...credentials });
  };

  /** Runs one call and keeps it as a step. */
  readonly step = async (call: CallName, args: Step['args'], run: () => Promise<Outcome>): Promise<CallResult> => {
    const startedAt = performance.timeOrigin + performance.now();
    const step: Step = { call, args, outcome: null, startedAt, durationMs: 0 };
    const index = this.steps.push(step) - 1;
    try {
      const outcome = await run();
      step.outcome = outcome;
      return { step: index, call, outcome };
    } finally {
      step.durationMs = performance.timeOrigin + performance.now() - startedAt;
    }
  };

  /** Puts users into the mock, past the SDK. */
  readonly seed = (...users: Seed[]): Promise<void> => this.surroundings.mock.seedUsers(this.app.key, users);

  /** The users the mock holds now, by id. */
  readonly stored = async (): Promise<Map<string, StoredUser>> => {
    const users = await this.surroundings.mock.users(this.app.key);
    return new Map(users.map((user) => [user.id, user]));
  };

  /** The requests of this behaviour's app up to now, in order. */
  readonly exchanges = (): Promise<Exchange[]> => this.surroundings.mock.exchanges(this.app.key);

  /** The next request is answered with the API's 500, whatever it asks for. */
  readonly failNextRequest = (): Promise<void> => this.surroundings.mock.injectFault(this.app.key, { status: 500 });

  /** The next request is not answered; its connection ends. */
  readonly loseNextConnection = (): Promise<void> =>
    this.surroundings.mock.injectFault(this.app.key, { status: 500, disconnect: true });

  /** Another app, with no users and a secret of its own. */
  readonly otherApp = async (): Promise<App> => {
    // Asked for in so many words, so that a deployment, which has one app only, can say so.
    const app = await this.surroundings.mock.createApp({ users: [] });
    this.apps.push(app);
    return app;
  };

  /** A JWT for a user of this app that is no longer valid. */
  readonly expiredToken = (userId: string): Promise<string> => userToken(this.app.secret, userId, { expiresAt: 1 });

  /** The row of the contract's error table. */
  readonly error = (status: number, code?: number): ErrorEntry => errorEntry(this.surroundings.contract, status, code);

  /** The mock holds exactly these users, in any order; their timestamps are another check's business. */
  readonly holdsExactly = async (...users: { id: string; data: unknown }[]): Promise<void> => {
    const stored = [...(await this.stored()).values()].map(({ id, data }) => ({ id, data }));
    this.check.equal('the API holds other users', sortById(stored), sortById(users));
  };
}

/** One client of the SDK; every call is kept as a step of the behaviour. */
export class SdkClient {
  constructor(
    private readonly context: BehaviourContext,
    private readonly driver: Driver,
    private readonly client: Client,
  ) {}

  readonly create = (userId: string, data?: unknown) => this.run('create', userId, data);
  readonly getOrCreate = (userId: string, data?: unknown) => this.run('getOrCreate', userId, data);
  readonly get = (userId: string) => this.run('get', userId);
  readonly profile = (userId: string) => this.run('profile', userId);
  readonly update = (userId: string, data?: unknown) => this.run('update', userId, data);
  readonly delete = (userId: string) => this.run('delete', userId);
  readonly reference = (userId: string) => this.run('reference', userId);
  readonly setUser = (userId: string, data?: unknown) => this.run('setUser', userId, data);

  private run(call: CallName, userId: string, data?: unknown): Promise<CallResult> {
    const args = data === undefined ? { userId } : { userId, data };
    return this.context.step(call, args, () => this.driver.call({ client: this.client, call, args }));
  }
}

function sortById<T extends { id: string }>(users: T[]): T[] {
  return users.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
