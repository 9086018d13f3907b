import type { Contract } from '../../spec/contract.js';
import type { Finding } from '../../spec/exchange.js';
import { parseJson } from '../../spec/json.js';

import type { Call } from '../contract/call.js';
import { elapsedMs, type Request } from '../http/request.js';
import { formatMoment } from '../store/clock.js';
import type { Fault } from '../store/apps.js';
import type { StoredUser } from '../store/users.js';

/** Where every error sends its reader; the address the contract's examples give. */
const moreInfo = 'https://getstream.io/docs/api_error_responses';

/** An answer. The body is kept as it goes out, and is parsed only when somebody looks at it. */
export class Reply {
  #body: unknown;

  constructor(
    readonly statusCode: number,
    readonly headers: Record<string, string>,
    /** Bytes where they are somebody else's, and may be no text. */
    readonly content: string | Buffer,
    /** The fault that made it, or that has it delivered otherwise than at once and whole. */
    readonly fault: Fault | null = null,
    /** Names what all answers like this one share: they differ only in values that the contract leaves free. */
    readonly kind: string | null = null,
  ) {}

  get text(): string {
    return typeof this.content === 'string' ? this.content : this.content.toString('utf8');
  }

  /** The body as JSON; text that is none stays text. */
  get body(): unknown {
    try {
      return (this.#body ??= this.text === '' ? undefined : parseJson(this.text));
    } catch {
      return (this.#body = this.text);
    }
  }
}

const json = { 'content-type': 'application/json' };

/** How long a request has taken so far, as the API tells it: `4ms`. */
function durationOf(request: Request): string {
  return `${Math.round(elapsedMs(request))}ms`;
}

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
export function userReply(status: number, user: StoredUser, { userId, withFollowCounts, request }: Call): Reply {
  const { followers = 0, following = 0 } = user;
  const counts = withFollowCounts ? `"followers_count":${followers},"following_count":${following},` : '';
  const text = `{${userMembers(userId, user)},${counts}"duration":"${durationOf(request)}"}`;
  return new Reply(status, json, text, null, withFollowCounts ? 'user with counts' : 'user');
}

/** An answer that holds its members and how long it took. */
export function membersReply(status: number, members: string, request: Request): Reply {
  const separator = members === '' ? '' : ',';
  const kind = members === '' ? 'nothing but a duration' : null;
  return new Reply(status, json, `{${members}${separator}"duration":"${durationOf(request)}"}`, null, kind);
}

/** What is wrong with a request as the API tells it: under the last name of each place. */
export function fieldsOf(findings: readonly Finding[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { location, message } of findings) {
    (fields[location.slice(location.lastIndexOf('.') + 1)] ??= []).push(message);
  }
  return fields;
}

/** Writes the errors of the contract's table. */
export class ErrorReplies {
  constructor(private readonly contract: Pick<Contract, 'errors'>) {}

  /**
   * The error with this status and, where the table has several, this code. A status the table does not have is
   * answered with the same shape.
   */
  create(request: Request, status: number, code?: number, change: Change = {}): Reply {
    const rows = this.contract.errors.filter((row) => row.status === status);
    const row = rows.find((candidate) => candidate.code === code) ?? rows[0];
    const body = {
      code: code ?? row?.code ?? -1,
      detail: change.detail ?? row?.detail ?? `The server answered ${status}`,
      duration: durationOf(request),
      exception: row?.exception ?? 'InternalSystemError',
      status_code: status,
      more_info: moreInfo,
      ...(change.fields ? { exception_fields: change.fields } : {}),
    };
    const kind = change.fields || change.headers ? null : `error ${body.code}`;
    return new Reply(status, { ...json, ...change.headers }, JSON.stringify(body), null, kind);
  }
}

/** What an error has otherwise than the table says. */
interface Change {
  detail?: string;
  fields?: Record<string, string[]>;
  headers?: Record<string, string>;
}
