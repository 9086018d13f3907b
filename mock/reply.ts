import type { ErrorEntry } from '../spec/contract.js';
import { errorEntry } from '../spec/error-entry.js';
import type { Contract } from '../spec/contract.js';

import { formatMoment } from './clock.js';
import type { StoredUser } from './users.js';

/** Where every error sends its reader; the address the contract's examples give. */
const moreInfo = 'https://getstream.io/docs/api_error_responses';

/**
 * An answer, in the shape Prism checks. The body is kept as text, which is what goes out; it is parsed only when
 * somebody looks at it.
 */
export class Reply {
  #body: unknown;

  constructor(
    readonly statusCode: number,
    readonly headers: Record<string, string>,
    readonly text: string,
    /** Names what all answers like this one share; they differ only in values that the contract leaves free. */
    readonly kind: string | null = null,
  ) {}

  get body(): unknown {
    return (this.#body ??= JSON.parse(this.text) as unknown);
  }

  /** The same answer with more headers. */
  withHeaders(headers: Record<string, string>): Reply {
    return new Reply(this.statusCode, { ...this.headers, ...headers }, this.text);
  }
}

const json = { 'content-type': 'application/json' };

/**
 * The members of a stored user, as JSON. Written by hand, so that the data goes out as it is kept, with every number as
 * it was given.
 */
export function userMembers(id: string, user: StoredUser): string {
  const createdAt = formatMoment(user.createdAt);
  const updatedAt = user.updatedAt === user.createdAt ? createdAt : formatMoment(user.updatedAt);
  return `"id":${JSON.stringify(id)},"data":${user.data},"created_at":"${createdAt}","updated_at":"${updatedAt}"`;
}

/** A user, as every operation but delete answers with. */
export function userReply(status: number, id: string, user: StoredUser, duration: string, withCounts: boolean): Reply {
  const counts = withCounts ? '"followers_count":0,"following_count":0,' : '';
  const text = `{${userMembers(id, user)},${counts}"duration":"${duration}"}`;
  return new Reply(status, json, text, withCounts ? `user ${status} with counts` : `user ${status}`);
}

/** The answer to a delete. */
export function deletedReply(duration: string): Reply {
  return new Reply(200, json, `{"duration":"${duration}"}`, 'deleted');
}

/** Messages for each field of a refused request. */
export type ExceptionFields = Record<string, string[]>;

/** Writes the errors of the contract's table. */
export class ErrorReplies {
  readonly #contract: Contract;

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /**
   * The error with this status and, where the table has several, this code. A status the table does not have is
   * answered with the same shape.
   */
  create(status: number, code: number | undefined, duration: string, fields?: ExceptionFields): Reply {
    return errorReply(this.#entry(status, code), duration, json, fields);
  }

  /** The error for what is neither a path nor a method of the contract; `allow` names the methods of the path. */
  unrouted(status: 404 | 405, allow: readonly string[], duration: string): Reply {
    const entry = this.#entry(status);
    if (status === 404) return errorReply({ ...entry, detail: 'The path does not exist' }, duration, json);
    return errorReply(entry, duration, { ...json, allow: allow.join(', ') });
  }

  /** Error 9, with the headers it comes with. */
  rateLimited(duration: string, headers: Record<string, string>): Reply {
    return errorReply(errorEntry(this.#contract, 429), duration, { ...json, ...headers });
  }

  #entry(status: number, code?: number): Omit<ErrorEntry, 'source'> {
    const rows = this.#contract.errors.filter((row) => row.status === status);
    const row = rows.find((candidate) => candidate.code === code) ?? rows[0];
    if (row) return { ...row, code: code ?? row.code };
    return { status, code: code ?? -1, exception: 'InternalSystemError', detail: `The server answered ${status}` };
  }
}

function errorReply(
  row: Omit<ErrorEntry, 'source'>,
  duration: string,
  headers: Record<string, string>,
  fields?: ExceptionFields,
): Reply {
  const body = {
    code: row.code,
    detail: row.detail,
    duration,
    exception: row.exception,
    status_code: row.status,
    more_info: moreInfo,
    ...(fields ? { exception_fields: fields } : {}),
  };
  return new Reply(row.status, headers, JSON.stringify(body), fields ? null : `error ${row.status} ${row.code}`);
}
