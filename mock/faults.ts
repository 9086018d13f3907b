import { stringifyJson } from '../spec/json.js';

import type { Fault } from './apps.js';
import { Reply } from './reply.js';
import type { ErrorReplies } from './reply.js';

/** The answer that an injected fault gives: its own body, or the API's error body for its status. */
export function faultReply(fault: Fault, errors: ErrorReplies, duration: string): Reply {
  const { status = 500, code, body, headers = {} } = fault;
  if (body === undefined && status >= 400) return errors.create(status, code, duration).withHeaders(headers);
  const isText = typeof body === 'string';
  const text = isText ? body : stringifyJson(body ?? {});
  return new Reply(
    status,
    { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json', ...headers },
    text,
  );
}
