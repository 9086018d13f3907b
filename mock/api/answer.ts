import type { Call } from '../contract/call.js';
import { refuse } from '../contract/call.js';
import type { App } from '../store/apps.js';
import { addActivity, readFeed } from './feeds.js';
import { type ErrorReplies, fieldsOf, membersReply, Reply, userReply } from './reply.js';
import { claimsOf, isPermitted, noteNarrowScope } from './token.js';

/** Answers judged calls. */
export type Answerer = (call: Call) => Reply;

/**
 * The API's own logic. Calls are checked for key, token, rate, shape, permission, size and existence, in the order
 * that the contract's rule `order` gives. `userDataBytes` is the size limit.
 */
export function createAnswerer(errors: ErrorReplies, userDataBytes: number): Answerer {
  return (call) => {
    const { request, operation, app } = call;
    if (request.refusal) return fail(call, 400, 4, fieldsOf([request.refusal]));
    if (!operation) return unrouted(call);
    if (!app) {
      refuse(call, 'key/unknown', 'query.api_key', 'No app has the api_key of the request.');
      return fail(call, 401, 2);
    }
    const claims = claimsOf(call);
    if (!claims) return fail(call, 401, 3);
    const rate = app.rateLimiter?.take();
    if (!rate) return answerAdmitted(call, app, claims);
    if (!rate.allowed) return errors.create(request, 429, undefined, { headers: rate.headers });
    const { statusCode, headers, content } = answerAdmitted(call, app, claims);
    return new Reply(statusCode, { ...headers, ...rate.headers }, content);
  };

  function unrouted({ request, allow }: Call): Reply {
    if (allow.length === 0) return errors.create(request, 404, undefined, { detail: 'The path does not exist' });
    return errors.create(request, 405, undefined, { headers: { allow: allow.join(', ') } });
  }

  function answerAdmitted(call: Call, app: App, claims: Record<string, unknown>): Reply {
    const { violations, operation, dataBytes } = call;
    const { bodyTooLarge } = call.request;
    if (violations.length > 0) return fail(call, 400, 4, fieldsOf(violations));
    // Whom an unread body would speak of is not known, so size comes first for it.
    const isUnread = bodyTooLarge && operation !== 'updateUser';
    if (!isUnread && !isPermitted(claims, call)) return fail(call, 403, 17);
    noteNarrowScope(claims, call);
    const holdsUser = operation === 'addUser' || operation === 'updateUser';
    if (bodyTooLarge || (holdsUser && dataBytes > userDataBytes)) {
      const size = bodyTooLarge ? 'a body too large to be read' : `${dataBytes} bytes`;
      const message = `The data may have ${userDataBytes} bytes at most; it has ${size}.`;
      refuse(call, 'body/data-size', 'body.data', message);
      return fail(call, 413, 18, { data: [size] });
    }
    return answerFromStore(call, app);
  }

  function answerFromStore(call: Call, app: App): Reply {
    const { users } = app;
    const { userId, dataText } = call;
    switch (call.operation) {
      case 'addUser': {
        const stored = users.get(userId);
        if (stored && !call.getOrCreate) return fail(call, 409, 22);
        const user = stored ?? users.add(userId, dataText);
        return user ? userReply(201, user, call) : fail(call, 409, 22);
      }
      case 'getUser': {
        const user = users.get(userId);
        return user ? userReply(200, user, call) : fail(call, 404, 16);
      }
      case 'updateUser': {
        const user = users.replace(userId, dataText);
        return user ? userReply(201, user, call) : fail(call, 404, 16);
      }
      case 'deleteUser':
        return users.delete(userId) ? membersReply(200, '', call.request) : fail(call, 404, 16);
      case 'addActivity':
        return addActivity(call, app);
      case 'getFeed':
      case 'getEnrichedFeed':
        return readFeed(call, app);
      case null:
        return unrouted(call);
    }
  }

  function fail({ request }: Call, status: number, code: number, fields?: Record<string, string[]>): Reply {
    return errors.create(request, status, code, { fields });
  }
}
