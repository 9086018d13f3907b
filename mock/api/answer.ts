import type { OperationId } from '../../spec/contract.js';

import { type Call, refuse } from '../contract/call.js';
import type { Claims } from '../contract/token.js';
import type { Reply } from '../http/reply.js';
import type { App } from '../store/apps.js';
import { claimsOf, isPermitted, noteClaims } from './claims.js';
import { addActivity, readFeed } from './feeds.js';
import { errorReply, fieldsOf, membersReply, userReply } from './reply.js';

/**
 * The API's own logic: what a judged call is answered. It is checked for key, token, rate, shape, permission, size and
 * existence, in the order that the contract's rule `order` gives.
 */
export function answerCall(call: Call): Reply {
  const { request, operation, app, allow } = call;
  if (request.refusal) return errorReply(call, 400, 4, { fields: fieldsOf([request.refusal]) });
  if (!operation && allow.length === 0) return errorReply(call, 404, undefined, { detail: 'The path does not exist' });
  if (!operation) return errorReply(call, 405, undefined, { headers: { allow: allow.join(', ') } });
  if (!app) {
    refuse(call, 'key/unknown', 'query.api_key', 'No app has the api_key of the request.');
    return errorReply(call, 401, 2);
  }
  const claims = claimsOf(call);
  if (!claims) return errorReply(call, 401, 3);
  const rate = app.rateLimiter?.take();
  if (!rate) return answerAdmitted(call, operation, app, claims);
  if (!rate.allowed) return errorReply(call, 429, undefined, { headers: rate.headers });
  const { status, headers, content } = answerAdmitted(call, operation, app, claims);
  return { status, headers: { ...headers, ...rate.headers }, content };
}

function answerAdmitted(call: Call, operation: OperationId, app: App, claims: Claims): Reply {
  const { violations, dataBytes } = call;
  const { bodyTooLarge } = call.request;
  const { userDataBytes } = call.contract.limits;
  if (violations.length > 0) return errorReply(call, 400, 4, { fields: fieldsOf(violations) });
  // Whom an unread body would speak of is not known, so size comes first for it.
  const isUnread = bodyTooLarge && operation !== 'updateUser';
  if (!isUnread && !isPermitted(claims, call)) return errorReply(call, 403, 17);
  noteClaims(claims, call);
  const holdsUser = operation === 'addUser' || operation === 'updateUser';
  if (bodyTooLarge || (holdsUser && dataBytes > userDataBytes)) {
    const size = bodyTooLarge ? 'a body too large to be read' : `${dataBytes} bytes`;
    refuse(call, 'body/data-size', 'body.data', `The data may have ${userDataBytes} bytes at most; it has ${size}.`);
    return errorReply(call, 413, 18, { fields: { data: [size] } });
  }
  return answerFromStore(call, operation, app);
}

function answerFromStore(call: Call, operation: OperationId, app: App): Reply {
  const { users } = app;
  const { userId, dataText } = call;
  const missing = (): Reply => errorReply(call, 404, 16);
  switch (operation) {
    case 'addUser': {
      const user = users.add(userId, dataText) ?? (call.getOrCreate ? users.get(userId) : undefined);
      return user ? userReply(201, user, call) : errorReply(call, 409, 22);
    }
    case 'getUser': {
      const user = users.get(userId);
      return user ? userReply(200, user, call) : missing();
    }
    case 'updateUser': {
      const user = users.replace(userId, dataText);
      return user ? userReply(201, user, call) : missing();
    }
    case 'deleteUser':
      return users.delete(userId) ? membersReply(200, '', call.request, 'nothing but a duration') : missing();
    case 'addActivity':
      return addActivity(call, app);
    case 'getFeed':
    case 'getEnrichedFeed':
      return readFeed(call, app);
  }
}
