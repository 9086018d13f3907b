import type { Exchange } from '../../spec/exchange.js';

import type { Fault } from '../api/faults.js';
import type { AppSeed, UserSeed } from '../store/apps.js';
import type { UserPage } from '../store/users.js';

/** A user as it is stored. */
export interface ShownUser {
  id: string;
  data: unknown;
  created_at: string;
  updated_at: string;
}

/** What was recorded for one `api_key`. */
export interface Recorded {
  exchanges: Exchange[];
  /** How many older ones were forgotten to make room. */
  dropped: number;
}

/** What serves, and by which contract. */
export interface Health {
  status: 'ok';
  contract: { title: string; version: string; digest: string };
}

/**
 * What can be done to a mock past its API: the same functions in this process (`mock.control`) and over HTTP
 * (`createMockClient`). Each throws, or rejects with, an Error with a sentence.
 */
export interface LocalControl {
  /** Makes an app with users of its own; what is absent is random. */
  createApp(seed?: Partial<AppSeed>): { key: string; secret: string };
  /** Forgets an app, its users and its faults, and hands over its exchanges for the last time, as `exchanges` does. */
  deleteApp(key: string): Exchange[];
  /** Stored users in the order they were added: all, a part of them, or those with an id, one or none. */
  users(key: string, which?: string | UserPage): ShownUser[];
  /** Stores users; those with a taken id are replaced. */
  seedUsers(key: string, users: readonly UserSeed[]): void;
  /**
   * What came with an api_key, in order of arrival, whether or not there is such an app. Throws when some of it has been
   * forgotten already, so that nobody judges a part for the whole.
   */
  exchanges(apiKey: string): Exchange[];
  /** The same, with the number of those that were forgotten. */
  recorded(apiKey: string): Recorded;
  /** Has the next requests of an app, or of any (`null`), answered otherwise. An app's own faults come first. */
  injectFault(key: string | null, fault: Fault): void;
  /** Tells of every exchange of an `api_key`, or of all (`null`), once it is over. Returns how to stop that. */
  follow(apiKey: string | null, tell: (exchange: Exchange) => void): () => void;
  health(): Health;
}

/** The control functions of a mock, with what its HTTP API needs besides. */
export interface ServedLocally extends LocalControl {
  /** Users as JSON text, whose data is as it is stored, to the digit; and how many there are. */
  usersText(key: string, which?: string | UserPage): { users: string; total: number };
  /** Forgets an app as `deleteApp` does, and hands over its exchanges as `recorded` does. */
  forgetApp(key: string): Recorded;
}

/** The same functions of a mock, or of a deployment in its place, which may have to wait: callers `await` them. */
type MayWait<Control> = {
  [Name in keyof Control]: Name extends 'follow'
    ? Control[Name]
    : Control[Name] extends (...args: infer Args) => infer Result
      ? (...args: Args) => Result | Promise<Result>
      : never;
};

/** What a behaviour needs of a mock, or of a deployment in its place. */
export type MockControl = MayWait<LocalControl>;

/** What the HTTP API asks, of a mock or of a deployment in its place. */
export type ServedControl = MayWait<ServedLocally>;

/** Asked of a deployment: something that only a mock can do. The message is what, as in "to have a second app". */
export class NeedsControl extends Error {
  override name = 'NeedsControl';
}

/** A deployment refused to be brought into the state that a behaviour starts from, or is in another than it should be. */
export class DeploymentFault extends Error {
  override name = 'DeploymentFault';
}

/** What was asked cannot be done; `status` is what HTTP says to it. */
export class ControlRefusal extends Error {
  override name = 'ControlRefusal';

  constructor(
    message: string,
    readonly status: 400 | 404 | 409 | 413 | 501 = 400,
  ) {
    super(message);
  }
}

/** The exchanges, when they are all there are. @throws {ControlRefusal} when some were forgotten */
export function whole(apiKey: string, { exchanges, dropped }: Recorded): Exchange[] {
  if (dropped === 0) return exchanges;
  throw new ControlRefusal(
    `Failed to read the exchanges of "${apiKey}": the mock has forgotten the first ${dropped} of them. ` +
      'Read them earlier, or use an app of its own for fewer requests.',
    409,
  );
}
