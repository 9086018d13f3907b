import type { Fault } from './apps.js';
import { Reply } from './reply.js';
import type { ErrorReplies } from './reply.js';

/** The answer that an injected fault gives. */
export function faultReply(fault: Fault, errors: ErrorReplies, duration: string): Reply {
  if (fault.body === undefined && fault.status >= 400) {
    return errors.create(fault.status, fault.code, duration).withHeaders(fault.headers ?? {});
  }
  const isText = typeof fault.body === 'string';
  const text = fault.body === undefined ? '{}' : isText ? String(fault.body) : JSON.stringify(fault.body);
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
  return new Reply(fault.status, { 'content-type': type, ...fault.headers }, text);
}
