import type { OperationId } from '../spec/contract.js';
import type { Finding } from '../spec/exchange.js';

import type { App } from './apps.js';
import { exceptionFields } from './findings.js';
import { rateHeaders } from './rate-limit.js';
import { deletedReply, userReply } from './reply.js';
import type { ErrorReplies, ExceptionFields, Reply } from './reply.js';
import { noteNarrowScope, refuseClaims, refusePermission } from './scope.js';
import type { RefusedToken, TokenVerdict, VerifiedToken } from './tokens.js';

/** What answering a call adds to its record. */
export interface CallNotes {
  /** Milliseconds since the request arrived. */
  readonly elapsedMs: number;
  /** Notes why the request is refused, where that is not about its shape. */
  refuse(finding: Finding): void;
  /** Notes something tolerated. */
  tolerate(finding: Finding): void;
}

/** How long a request has taken so far, as the API tells it: `4ms`. */
export function durationOf({ elapsedMs }: CallNotes): string {
  return `${Math.round(elapsedMs)}ms`;
}

/** One request to the API, judged and ready to be answered. */
export interface Call {
  operation: OperationId;
  /** `null` when no app has the request's key. */
  app: App | null;
  token: TokenVerdict;
  /** The user acted on: named by the path, for `addUser` by the body. */
  userId: string;
  /** The request's data as compact JSON; `{}` when it is null or absent. */
  dataText: string;
  /** Length of `dataText` in UTF-8. */
  dataBytes: number;
  getOrCreate: boolean;
  withFollowCounts: boolean;
  /** What is wrong with the request's shape. */
  violations: readonly Finding[];
  /** The whole body is over the limit and was not read. */
  bodyTooLarge: boolean;
  /** Where refusals and what is tolerated are noted, and how long the request has taken. */
  recording: CallNotes;
}

/** Answers calls by the contract: the logic behind Prism's `mock` component. */
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
    const { app, token } = call;
    if (!app) {
      call.recording.refuse({
        id: 'key/unknown',
        location: 'query.api_key',
        message: 'No app has the api_key of the request.',
      });
      return errors.create(401, 2, durationOf(call.recording));
    }
    const refusal = token.ok ? refuseClaims(token.claims, call.operation) : refuseToken(token);
    if (!token.ok || refusal) {
      if (refusal) call.recording.refuse(refusal);
      return errors.create(401, 3, durationOf(call.recording));
    }
    const rate = app.rateLimiter?.take();
    if (!rate) return answerAdmitted(call, app, token);
    if (!rate.allowed) return errors.rateLimited(durationOf(call.recording), rateHeaders(rate));
    return answerAdmitted(call, app, token).withHeaders(rateHeaders(rate));
  };

  function answerAdmitted(call: Call, app: App, token: VerifiedToken): Reply {
    if (call.violations.length > 0) return fail(call, 400, 4, exceptionFields(call.violations));
    // Whom an unread body would add is not known, so size comes first for it.
    const isUnread = call.bodyTooLarge && call.operation === 'addUser';
    const refusal = isUnread ? null : refusePermission(token.claims, call.operation, call.userId);
    if (refusal) {
      call.recording.refuse(refusal);
      return fail(call, 403, 17);
    }
    const narrow = noteNarrowScope(token.claims);
    if (narrow) call.recording.tolerate(narrow);
    if (call.bodyTooLarge || call.dataBytes > userDataBytes) {
      const size = call.bodyTooLarge ? 'a body too large to be read' : `${call.dataBytes} bytes`;
      const message = `The data may have ${userDataBytes} bytes at most; it has ${size}.`;
      call.recording.refuse({ id: 'body/data-size', location: 'body.data', message });
      return fail(call, 413, 18, { data: [size] });
    }
    return answerFromStore(call, app);
  }

  function answerFromStore(call: Call, { users }: App): Reply {
    const { userId } = call;
    switch (call.operation) {
      case 'addUser': {
        const stored = users.get(userId);
        if (stored && !call.getOrCreate) return fail(call, 409, 22);
        const user = stored ?? users.add(userId, call.dataText);
        return user ? userReply(201, userId, user, durationOf(call.recording), false) : fail(call, 409, 22);
      }
      case 'getUser': {
        const user = users.get(userId);
        return user
          ? userReply(200, userId, user, durationOf(call.recording), call.withFollowCounts)
          : fail(call, 404, 16);
      }
      case 'updateUser': {
        const user = users.replace(userId, call.dataText);
        return user ? userReply(201, userId, user, durationOf(call.recording), false) : fail(call, 404, 16);
      }
      case 'deleteUser':
        return users.delete(userId) ? deletedReply(durationOf(call.recording)) : fail(call, 404, 16);
    }
  }

  function fail(call: Call, status: number, code: number, fields?: ExceptionFields): Reply {
    return errors.create(status, code, durationOf(call.recording), fields);
  }
}
