import { activityOf } from '../fixtures/activities.js';
import { userToken } from '../mock/tokens.js';
import type { CallArguments, CallName, Client, Credential, Hello } from '../runners/protocol/messages.js';
import type { LentDriver } from '../runners/supervisor.js';
import type { App } from './mock-app.js';
import type { Step } from './observation.js';
import { type ApiCall, isFeedCall, protocolCall } from './calls.js';

/** The SDK does not offer what a behaviour needs; its driver's hello says so. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** Who a client is for the API. */
interface Identity {
  credential: Credential;
  /** The user that a client with a user token acts as. */
  userId: string;
  apiKey: string;
  secret: string;
  /** Instead of one for `userId`, signed with `secret`. */
  userToken?: string;
  /** Of another server than the API's. */
  origin?: string;
}

/** A client, and the user that it may write. */
export interface Actor {
  client: Sdk;
  credential: Credential;
  userId: string;
}

/** What the clients of one behaviour share. */
export interface Session {
  driver: LentDriver;
  /** An origin. */
  baseUrl: string;
  app: App;
  /** Every call of the behaviour, in the order it was made. */
  steps: Step[];
  /** Every client, by what it is for the API. */
  clients: Map<string, Promise<Client>>;
}

/**
 * One client of the SDK under test. Each call resolves with what came of it, whatever that is, for `expect`.
 * Calls made with `Promise.all` are made at once where the language can.
 */
export class Sdk {
  readonly #session: Session;
  readonly #identity: Identity;
  readonly #client: Promise<Client>;

  /** @param mark tells apart clients that are the same for the API. */
  private constructor(session: Session, identity: Identity, mark = '') {
    this.#session = session;
    this.#identity = identity;
    const { clients, app } = session;
    const key = `${sameForTheApi(identity)} ${mark}`;
    // An application keeps its clients, and so their connections; a new one for each call would hide what they remember.
    this.#client = clients.get(key) ?? describeClient(session, identity, `${app.key}-${clients.size + 1}`);
    clients.set(key, this.#client);
  }

  /** A client with the credential that the SDK names first; with a user token it acts as john-doe. */
  static start(session: Session): Sdk {
    const [credential = 'secret'] = session.driver.hello.credentials;
    const { key: apiKey, secret } = session.app;
    return new Sdk(session, { credential, userId: 'john-doe', apiKey, secret });
  }

  create = (userId: string, data?: unknown): Promise<Step> => this.#call('create', userId, data);
  getOrCreate = (userId: string, data?: unknown): Promise<Step> => this.#call('getOrCreate', userId, data);
  get = (userId: string): Promise<Step> => this.#call('get', userId);
  profile = (userId: string): Promise<Step> => this.#call('profile', userId);
  update = (userId: string, data?: unknown): Promise<Step> => this.#call('update', userId, data);
  delete = (userId: string): Promise<Step> => this.#call('delete', userId);
  reference = (userId: string): Promise<Step> => this.#call('reference', userId);
  setUser = (userId: string, data?: unknown): Promise<Step> => this.#call('setUser', userId, data);
  /** The call of that name; one that takes no data gets none, and an activity is the one that stands for the data. */
  call = (name: ApiCall, userId: string, data?: unknown): Promise<Step> => {
    if (name === 'addActivity') return this.#make(name, { userId, activity: activityOf(data) });
    if (isFeedCall(name)) return this[name](userId);
    return ['get', 'profile', 'delete'].includes(name) ? this.#call(name, userId) : this.#call(name, userId, data);
  };

  /** Resolves when the client can be named. Of clients that are ready, calls made in one turn go out in one line. */
  get ready(): Promise<unknown> {
    return this.#client;
  }
  /** Adds to the user's own feed what the user does to another. */
  addActivity = (userId: string, verb: string, object: string): Promise<Step> =>
    this.#make('addActivity', { userId, activity: { verb, object } });
  /** Reads the user's own feed. */
  activities = (userId: string): Promise<Step> => this.#make('activities', { userId, enriched: false });
  enrichedActivities = (userId: string): Promise<Step> => this.#make('activities', { userId, enriched: true });

  /** Another client like this one. */
  another = (): Sdk => new Sdk(this.#session, this.#identity, String(this.#session.clients.size));
  /** A client that may write this user: one with the secret may write any, one with a user token its own only. */
  as = (userId: string): Sdk => this.#with({ userId });
  /** A client with this secret. @throws {NotApplicable} when the SDK takes no secret here */
  withSecret = (secret: string): Sdk => this.#with({ credential: this.#offered('secret'), secret });
  /** A client with a user token of this user. @throws {NotApplicable} when the SDK takes no user token here */
  withTokenOf = (userId: string): Sdk => this.#with({ credential: this.#offered('userToken'), userId });
  /** A client with this user token, whatever it says. @throws {NotApplicable} */
  withToken = (token: string): Sdk => this.#with({ credential: this.#offered('userToken'), userToken: token });
  /** A client with a user token of this user that another app has signed. @throws {NotApplicable} */
  withSignatureOf = ({ secret }: App, userId: string): Sdk =>
    this.#with({ credential: this.#offered('userToken'), userId, secret });
  /** A client with another key. */
  withKey = (apiKey: string): Sdk => this.#with({ apiKey });
  /** A client like this one, for a server that is not the API. */
  at = (origin: string): Sdk => this.#with({ origin });
  /** A client of another app. */
  of = ({ key, secret }: App): Sdk => this.#with({ apiKey: key, secret });

  /** Clients for a call, one with each credential that the SDK takes for it, each with the user that it may write. */
  actors = (name: ApiCall, suffix = ''): Actor[] => {
    this.offered([name]);
    return this.hello.credentials.flatMap((credential) => {
      if (name === 'setUser' && credential === 'secret') return [];
      const userId = `${credential === 'secret' ? 'by-secret' : 'by-token'}${suffix}`;
      return [{ client: this.#with({ credential, userId }), credential, userId }];
    });
  };
  /** A client with this credential of the SDK, which may write this user. */
  with = (credential: Credential, userId: string): Sdk => this.#with({ credential, userId });
  /** A client with each credential that the SDK takes; each may write this user. */
  withEach = (userId: string): Sdk[] =>
    this.#session.driver.hello.credentials.map((credential) => this.with(credential, userId));
  /** A client for a call that may write this user; from round to round it takes another of the SDK's credentials. */
  inTurn = (name: ApiCall, userId: string, round: number): Sdk => {
    const actors = this.actors(name);
    return actors[round % actors.length]!.client.#with({ userId });
  };

  /** Whether it acts as a user. */
  get holdsToken(): boolean {
    return this.#identity.credential === 'userToken';
  }

  /** Whether the SDK has a call. */
  offers = (name: ApiCall | CallName): boolean => this.hello.calls.includes(protocolCall(name));
  /** Which of these calls the SDK has. @throws {NotApplicable} when it has none */
  offered = <Name extends ApiCall | CallName>(names: readonly Name[]): Name[] => {
    const offered = names.filter(this.offers);
    if (offered.length === 0) throw new NotApplicable(`the SDK has no call for ${names.join(' or ')}`);
    return offered;
  };

  /** As the driver's hello says. */
  get hello(): Hello {
    return this.#session.driver.hello;
  }

  /** The mock by another name, and so another origin for an HTTP library. */
  get otherOrigin(): string {
    const url = new URL(this.#session.baseUrl);
    url.hostname = url.hostname === '127.0.0.1' ? 'localhost' : '127.0.0.1';
    return url.origin;
  }

  #with(changed: Partial<Identity>): Sdk {
    return new Sdk(this.#session, { ...this.#identity, ...changed });
  }

  #offered(credential: Credential): Credential {
    if (this.#session.driver.hello.credentials.includes(credential)) return credential;
    throw new NotApplicable(
      credential === 'secret'
        ? 'it is about the secret, and this client holds a user token'
        : 'it is about user tokens, and this client holds the secret',
    );
  }

  #call(call: CallName, userId: string, data?: unknown): Promise<Step> {
    return this.#make(call, data === undefined ? { userId } : { userId, data });
  }

  async #make(call: CallName, args: CallArguments): Promise<Step> {
    const { driver, steps } = this.#session;
    this.offered([call]);
    const client = await this.#client;
    const { credential, origin } = this.#identity;
    const step: Step = { call, args, credential, outcome: null, startedAt: now(), durationMs: 0 };
    if (origin !== undefined) step.elsewhere = true;
    steps.push(step);
    try {
      const { changed, ...outcome } = await driver.call({ client, call, args });
      step.outcome = outcome;
      if (changed !== undefined) step.changed = changed;
      return step;
    } finally {
      step.durationMs = now() - step.startedAt;
    }
  }
}

const sameForTheApi = ({ credential, userId, apiKey, secret, userToken, origin }: Identity): string =>
  JSON.stringify([apiKey, secret, credential, credential === 'secret' ? '' : (userToken ?? userId), origin]);

async function describeClient(session: Session, identity: Identity, name: string): Promise<Client> {
  const { credential, userId, apiKey, secret, origin: baseUrl = session.baseUrl } = identity;
  if (credential === 'secret') return { name, baseUrl, apiKey, secret };
  return { name, baseUrl, apiKey, userToken: identity.userToken ?? (await userToken(secret, userId)) };
}

const now = (): number => performance.timeOrigin + performance.now();
