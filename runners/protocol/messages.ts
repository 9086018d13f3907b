/**
 * The driver protocol, version 2: one line into a driver, one line out of it.
 * `docs/driver-protocol.md` explains it; `protocol.schema.json` beside this file is its schema.
 */
export const protocolVersion = 2;

/** What an SDK can be asked to do, and what each call yields. */
const yields = {
  create: 'user',
  getOrCreate: 'user',
  get: 'user',
  profile: 'user',
  update: 'user',
  delete: 'null',
  reference: 'reference',
  setUser: 'user',
  addActivity: 'activity',
  activities: 'activities',
} as const;
export type CallName = keyof typeof yields;
export const calls = Object.keys(yields) as readonly CallName[];

/** What a call yields, as sentences have it. */
const kinds = {
  user: 'a user',
  reference: 'a reference',
  activity: 'an activity',
  activities: 'a list of activities',
  null: 'null',
} as const;

/** What a value is; it is in the schema, and so has one member. */
export const kindOf = (value: CallValue): string =>
  kinds[value === null ? 'null' : (Object.keys(value)[0] as keyof typeof kinds)];

/** What a call is to yield. */
export const kindDue = (call: CallName): string => kinds[yields[call]];

/** What a client can be made with. */
export const credentials = ['secret', 'userToken'] as const;
export type Credential = (typeof credentials)[number];

/** A client of the SDK: made when its name is first used, then kept by its name. */
export interface Client {
  name: string;
  /** Origin of the API, without a path: `http://localhost:41873`. */
  baseUrl: string;
  apiKey: string;
  /** Exactly one of `secret` and `userToken`. */
  secret?: string;
  userToken?: string;
}

/** The user, and at most one argument more. */
export interface CallArguments {
  userId: string;
  /** Absent: the call is made as an application without data makes it. */
  data?: unknown;
  /** What the user does, and the id of the user it does it to. */
  activity?: { verb: string; object: string };
  /** Whether users come in the places of their references. */
  enriched?: boolean;
}

export interface Call {
  client: Client;
  call: CallName;
  args: CallArguments;
}

export type Request = { hello: typeof protocolVersion } | { do: Call[] };

export interface Hello {
  hello: typeof protocolVersion;
  sdk: { name: string; version: string };
  /** Language implementation and version, such as `CPython 3.11.7`. */
  runtime: string;
  calls: CallName[];
  credentials: Credential[];
  /** Whether the calls of one line are made at the same time, and not in turn. */
  concurrent: boolean;
  /** Whether it tells what a call makes of its data: see `Changed`. */
  tellsChanges?: boolean;
}

/**
 * A user as the application sees it. The API gives text for its id and its timestamps, and whole numbers for its counts;
 * whatever JSON value an SDK makes of them arrives as it is, and the behaviours judge it. A member that the SDK does not
 * give the application is absent.
 */
export type UserValue = Seen<'id' | 'data' | 'createdAt' | 'updatedAt' | 'followersCount' | 'followingCount'>;
type Seen<Member extends string> = Partial<Record<Member, unknown>>;

/**
 * An activity as the application sees it, in the same way. `actor` and `object` are text, or whatever object the SDK gives
 * in the place of the reference, with the API's names for its members.
 */
export type ActivityValue = Seen<'id' | 'actor' | 'verb' | 'object'>;

/** What a call gave the application; `null` when it gives nothing, as activities are when the SDK gives no list. */
export type CallValue =
  | { user: UserValue }
  | { reference: unknown }
  | { activity: ActivityValue }
  | { activities: ActivityValue[] | null }
  | null;

/** What an application can read off the SDK's error. `status` and `code` are absent when it cannot. */
export interface SdkError {
  /** The class the application can catch. */
  type: string;
  message: string;
  /** HTTP status. */
  status?: number;
  /** The API's own error code. */
  code?: number;
}

/** What the application saw of a call: a value, or the SDK's error. */
export type Outcome = { ok: CallValue } | { error: SdkError };

/** What a driver says of a call; `driverError` is its own failure, never the SDK's. */
export type Result = (Outcome & Changed) | { driverError: string };

export interface Changed {
  /** The data as the call left it, where that is not as it was given; from drivers that tell changes. */
  changed?: unknown;
}

export type Response = Hello | { done: Result[] };

/** How long a driver is waited for, in milliseconds; docs/driver-protocol.md names these limits. */
export const defaultTimeouts = {
  /** From the start to the hello; a JVM on a busy machine takes seconds. */
  start: 60_000,
  /** From a line to its answer: the driver's own patience, above any an SDK has. */
  call: 30_000,
  /** From the end of its input to its own end. */
  stop: 5_000,
};
export type Timeouts = typeof defaultTimeouts;

/** For sentences: `30 s`. */
export const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
