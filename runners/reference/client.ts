import { SignJWT } from 'jose';

import { parseJson, stringifyJson } from '../../spec/json.js';
import { createHttpSend, type HttpResponse, type Send } from './http.js';

/** A user as the API answers it. */
export interface ApiUser {
  id: string;
  data: unknown;
  created_at: string;
  updated_at: string;
  followers_count?: number;
  following_count?: number;
}

/** An activity as it is added; it refers to users as `SU:<id>`. */
export interface NewActivity {
  actor: string;
  verb: string;
  object: string;
}

/** An activity as the API answers it. Enriched, it holds what a reference stands for in the place of the reference. */
export interface ApiActivity {
  id: string;
  actor: unknown;
  verb: string;
  object: unknown;
}

/** An answer of the API that is an error. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status. */
  readonly status: number;
  /** The API's error code; absent when the body is not an error of the API. */
  readonly code: number | undefined;

  constructor(status: number, code: number | undefined, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ClientOptions {
  /** An origin, without a path. */
  baseUrl: string;
  apiKey: string;
  /** Signs server-side tokens. Exactly one of `secret` and `userToken`. */
  secret?: string;
  userToken?: string;
  /** Sent as `X-Stream-Client`: `reference-1.0.0`. */
  name: string;
  /** Replaces the HTTP layer below the client. */
  send?: Send;
}

export interface Client {
  /** `data` absent: the request is made without it. */
  addUser(id: string, data?: unknown, options?: { getOrCreate?: boolean }): Promise<ApiUser>;
  getUser(id: string, options?: { withFollowCounts?: boolean }): Promise<ApiUser>;
  updateUser(id: string, data?: unknown): Promise<ApiUser>;
  deleteUser(id: string): Promise<void>;
  addActivity(feed: Feed, activity: NewActivity): Promise<ApiActivity>;
  /** Newest first. */
  getActivities(feed: Feed, options?: { enriched?: boolean }): Promise<ApiActivity[]>;
  /** Whom the user token names. */
  tokenUserId(): string;
}

export interface Feed {
  slug: string;
  userId: string;
}

type Query = [name: string, value: string][];

/** What a server-side token is for. */
interface Scope {
  resource: string;
  action: string;
  feedId: string;
}
const users: Scope = { resource: 'users', action: '*', feedId: '*' };
const ofFeed = ({ slug, userId }: Feed, action: 'read' | 'write'): Scope => ({
  resource: 'feed',
  action,
  feedId: `${slug}${userId}`,
});

/** A client of the API that does what the contract says, and nothing else: no retry, no default, no repair. */
export function createClient(options: ClientOptions): Client {
  const send = options.send ?? createHttpSend(options.baseUrl);

  async function request(method: string, path: string, scope: Scope, query: Query, body?: object): Promise<unknown> {
    const response = await send({
      method,
      path: `/api/v1.0${path}`,
      query: [['api_key', options.apiKey], ...query],
      headers: {
        accept: 'application/json',
        authorization: options.userToken ?? (await signServerToken(options.secret ?? '', scope)),
        'stream-auth-type': 'jwt',
        'x-stream-client': options.name,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && stringifyJson(body),
    });
    return read(response);
  }

  return {
    async addUser(id, data, { getOrCreate = false } = {}) {
      const query: Query = getOrCreate ? [['get_or_create', 'true']] : [];
      return (await request('POST', '/user/', users, query, { id, data })) as ApiUser;
    },
    async getUser(id, { withFollowCounts = false } = {}) {
      const query: Query = withFollowCounts ? [['with_follow_counts', 'true']] : [];
      return (await request('GET', userPath(id), users, query)) as ApiUser;
    },
    async updateUser(id, data) {
      return (await request('PUT', userPath(id), users, [], { data })) as ApiUser;
    },
    async deleteUser(id) {
      await request('DELETE', userPath(id), users, []);
    },
    async addActivity(feed, activity) {
      return (await request('POST', feedPath(feed), ofFeed(feed, 'write'), [], activity)) as ApiActivity;
    },
    async getActivities(feed, { enriched = false } = {}) {
      const path = `${enriched ? '/enrich' : ''}${feedPath(feed)}`;
      const { results } = (await request('GET', path, ofFeed(feed, 'read'), [])) as { results: ApiActivity[] };
      return results;
    },
    tokenUserId: () => userIdOf(options.userToken ?? ''),
  };
}

const userPath = (id: string): string => `/user/${encodeURIComponent(id)}/`;
const feedPath = ({ slug, userId }: Feed): string => `/feed/${slug}/${encodeURIComponent(userId)}/`;

function signServerToken(secret: string, { resource, action, feedId }: Scope): Promise<string> {
  return new SignJWT({ resource, action, feed_id: feedId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
}

function userIdOf(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
    user_id?: unknown;
  };
  if (typeof claims.user_id !== 'string')
    throw new TypeError('Failed to set the user: the token names no user_id. Use a user token.');
  return claims.user_id;
}

function read(response: HttpResponse): unknown {
  let body: unknown;
  try {
    body = parseJson(response.body);
  } catch {
    throw new ApiError(response.status, undefined, `The API answered ${response.status} with a body that is not JSON`);
  }
  if (response.status >= 200 && response.status < 300) return body;
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  throw new ApiError(
    response.status,
    typeof code === 'number' ? code : undefined,
    typeof detail === 'string' ? detail : `The API answered ${response.status}`,
  );
}
