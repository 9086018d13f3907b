import type { Finding } from '../../spec/exchange.js';

import type { Call } from '../contract/call.js';
import type { Reply } from '../http/reply.js';
import type { Request } from '../http/request.js';
import { formatMoment } from '../store/clock.js';
import type { StoredUser } from '../store/users.js';

/** Where every error sends its reader; the address the contract's examples give. */
const moreInfo = 'https://getstream.io/docs/api_error_responses';

const json = { 'content-type': 'application/json' };

/** How long a request has taken so far, as the API tells it: `4ms`. */
function durationOf(request: Request): string {
  return `${Math.round(request.elapsedMs)}ms`;
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
  const members = userMembers(userId, user);
  if (!withFollowCounts) return membersReply(status, members, request, 'user');
  const { followers, following } = user;
  const counts = `"followers_count":${followers},"following_count":${following}`;
  return membersReply(status, `${members},${counts}`, request, 'user with counts');
}

/** An answer that holds its members and how long it took. */
export function membersReply(status: number, members: string, request: Request, kind?: string): Reply {
  const content = `{${members}${members === '' ? '' : ','}"duration":"${durationOf(request)}"}`;
  return { status, headers: json, content, kind };
}

/** What is wrong with a request as the API tells it: under the last name of each place. */
export function fieldsOf(findings: readonly Finding[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { location, message } of findings) {
    (fields[location.slice(location.lastIndexOf('.') + 1)] ??= []).push(message);
  }
  return fields;
}

/** What an error has otherwise than the contract's table says. */
interface Change {
  detail?: string;
  fields?: Record<string, string[]>;
  headers?: Record<string, string>;
}

/**
 * The error of the contract's table with this status and, where the table has several, this code. A status the table
 * does not have is answered with the same shape.
 */
export function errorReply(
  { contract, request }: Pick<Call, 'contract' | 'request'>,
  status: number,
  code?: number,
  { detail, fields, headers }: Change = {},
): Reply {
  const rows = contract.errors.filter((row) => row.status === status);
  const row = rows.find((candidate) => candidate.code === code) ?? rows[0];
  const body = {
    code: code ?? row?.code ?? -1,
    detail: detail ?? row?.detail ?? `The server answered ${status}`,
    duration: durationOf(request),
    exception: row?.exception ?? 'InternalSystemError',
    status_code: status,
    more_info: moreInfo,
    ...(fields ? { exception_fields: fields } : {}),
  };
  const kind = fields || headers ? undefined : `error ${body.code}`;
  return { status, headers: { ...json, ...headers }, content: JSON.stringify(body), kind };
}
