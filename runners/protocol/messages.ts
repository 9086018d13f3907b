/**
 * The driver protocol, version 1: JSON Lines over a driver's standard input and output.
 * `docs/driver-protocol.md` explains it; `protocol.schema.json` beside this file is its schema.
 */
export const protocolVersion = 1;

/** What a driver can be asked to call. */
export const calls = ['create', 'getOrCreate', 'get', 'profile', 'update', 'delete', 'reference', 'setUser'] as const;
export type CallName = (typeof calls)[number];

/** What a client can be connected with. */
export const credentials = ['secret', 'userToken'] as const;
export type Credential = (typeof credentials)[number];

export interface CallArguments {
  userId: string;
  /** Absent: the call is made without data. */
  data?: unknown;
}

export type Request = { hello: typeof protocolVersion } | ConnectRequest | CallRequest | DisconnectRequest;

export interface ConnectRequest {
  id: number;
  /** The name of the new client. */
  connect: string;
  /** Origin of the API, without a path: `http://localhost:41873`. */
  baseUrl: string;
  apiKey: string;
  secret?: string;
  userToken?: string;
}

export interface CallRequest {
  id: number;
  /** The name it was connected under. */
  client: string;
  call: CallName;
  args: CallArguments;
}

export interface DisconnectRequest {
  id: number;
  /** The name of the client to forget. */
  disconnect: string;
}

export interface Hello {
  hello: typeof protocolVersion;
  sdk: { name: string; version: string };
  /** Language implementation and version, such as `CPython 3.11.7`. */
  runtime: string;
  calls: CallName[];
  credentials: Credential[];
}

/**
 * A user as the application sees it; timestamps as text, to the precision the SDK keeps. A member that the
 * SDK does not give the application is absent.
 */
export interface UserValue {
  id?: string;
  data?: unknown;
  createdAt?: string;
  updatedAt?: string;
  followersCount?: number;
  followingCount?: number;
}

/** What a call gave the application: a user, a reference, or nothing. */
export type CallValue = { user: UserValue } | { reference: string } | null;

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

/** An answer to a request that had an id. */
export type Answer =
  { id: number; ok: CallValue } | { id: number; error: SdkError } | { id: number; driverError: string };

export type Response = Hello | Answer;
