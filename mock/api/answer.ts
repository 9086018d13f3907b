import type { Finding } from '../../spec/exchange.js';

import type { Call } from '../contract/call.js';
import { exceptionFields } from '../contract/findings.js';
import type { App } from '../store/apps.js';
import { addActivity, readFeed } from './feeds.js';
import { rateHeaders } from './rate-limit.js';
import { type ErrorReplies, type ExceptionFields, membersReply, type Reply, userReply } from './reply.js';
import { narrowScope, refuseClaims, refusePermission } from './scope.js';
import type { RefusedToken, VerifiedToken } from './verify.js';

/** Answers judged calls. */
export type Answerer = (call: Call) => Reply;

const tokenSentences: Record<RefusedToken['reason'], string> = {
  missing: 'The request has no token.',
  malformed: 'The token is not a JWT.',
  algorithm: 'The token is not signed with HS256.',
  signature: "The token is not signed with the app's secret.",
  expired: 'The token has expired.',
  'not-yet-valid': 'The token is not valid yet.',
};

function refuseToken({ reason }: RefusedToken): Finding {
  return { id: `token/${reason}`, location: 'header.authorization', message: tokenSentences[reason] };
}

/**
 * The API's own logic. Calls are checked for key, token, rate, shape, permission, size and existence, in the order
 * that the contract's rule `order` gives. `userDataBytes` is the size limit.
 */
export function createAnswerer(errors: ErrorReplies, userDataBytes: number): Answerer {
  return (call) => {
    const { request, operation, app, verdict } = call;
    if (request.refusal) return fail(call, 400, 4, exceptionFields([request.refusal]));
    if (!operation) return unrouted(call);
    if (!app) {
      const message = 'No app has the api_key of the request.';
      call.violations.push({ id: 'key/unknown', location: 'query.api_key', message });
      return fail(call, 401, 2);
    }
    const refusal = verdict.ok ? refuseClaims(verdict.claims, call) : refuseToken(verdict);
    if (!verdict.ok || refusal) {
      if (refusal) call.violations.push(refusal);
      return fail(call, 401, 3);
    }
    const rate = app.rateLimiter?.take();
    if (!rate) return answerAdmitted(call, app, verdict);
    if (!rate.allowed) return errors.create(request, 429, undefined, { headers: rateHeaders(rate) });
    return answerAdmitted(call, app, verdict).withHeaders(rateHeaders(rate));
  };

  function unrouted({ request, status, allow }: Call): Reply {
    if (status === 405) return errors.create(request, 405, undefined, { headers: { allow: allow.join(', ') } });
    return errors.create(request, 404, undefined, { detail: 'The path does not exist' });
  }

  function answerAdmitted(call: Call, app: App, { claims }: VerifiedToken): Reply {
    const { request, violations } = call;
    if (violations.length > 0) return fail(call, 400, 4, exceptionFields(violations));
    // Whom an unread body would speak of is not known, so size comes first for it.
    const isUnread = request.bodyTooLarge && call.operation !== 'updateUser';
    const refusal = isUnread ? null : refusePermission(claims, call);
    if (refusal) {
      violations.push(refusal);
      return fail(call, 403, 17);
    }
    const narrow = narrowScope(claims, call);
    if (narrow) call.deviations.push(narrow);
    const holdsUser = call.operation === 'addUser' || call.operation === 'updateUser';
    if (request.bodyTooLarge || (holdsUser && call.dataBytes > userDataBytes)) {
      const size = request.bodyTooLarge ? 'a body too large to be read' : `${call.dataBytes} bytes`;
      const message = `The data may have ${userDataBytes} bytes at most; it has ${size}.`;
      violations.push({ id: 'body/data-size', location: 'body.data', message });
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

  function fail({ request }: Call, status: number, code: number, fields?: ExceptionFields): Reply {
    return errors.create(request, status, code, { fields });
  }
}
