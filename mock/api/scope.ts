import type { OperationId } from '../../spec/contract.js';
import type { Finding } from '../../spec/exchange.js';

import type { Call } from '../contract/call.js';
import { quote } from '../contract/findings.js';
import { isServerToken } from './verify.js';

/** What a server token has to cover for an operation; it may name `*` instead of both. */
const scopes: Record<OperationId, [resource: 'users' | 'feed', action: 'read' | 'write' | 'delete']> = {
  addUser: ['users', 'write'],
  getUser: ['users', 'read'],
  updateUser: ['users', 'write'],
  deleteUser: ['users', 'delete'],
  addActivity: ['feed', 'write'],
  getFeed: ['feed', 'read'],
  getEnrichedFeed: ['feed', 'read'],
};

const location = 'header.authorization';

/**
 * Why a token's claims make it no token for an operation; `null` when they do not. The contract has no 403 for this on
 * every operation, so it is a token that does not hold, like one with a bad signature.
 */
export function refuseClaims(claims: Record<string, unknown>, { operation, path }: Call): Finding | null {
  const { resource, action, feed_id: feedId, user_id: userId } = claims;
  if (!operation) return null;
  if (!isServerToken(claims)) {
    const message = 'The token names neither a resource nor a user_id.';
    return typeof userId === 'string' ? null : { id: 'token/no-claims', location, message };
  }
  const [dueResource, dueAction] = scopes[operation];
  const ownFeed = dueResource === 'feed' ? `${path['slug'] ?? ''}${path['feed_user'] ?? ''}` : '*';
  if (resource !== dueResource && resource !== '*') return refuseClaim('resource', resource, operation);
  if (action !== dueAction && action !== '*') return refuseClaim('action', action, operation);
  return feedId === ownFeed || feedId === '*' ? null : refuseClaim('feed_id', feedId, operation);
}

function refuseClaim(claim: string, value: unknown, operation: OperationId): Finding {
  const message = `The token's ${claim} does not cover ${operation}; it is ${quote(value)}.`;
  return { id: `token/${claim}`, location, message };
}

/** Why a token does not permit a call; `null` when it does. */
export function refusePermission(claims: Record<string, unknown>, { operation, userId, body }: Call): Finding | null {
  if (isServerToken(claims) || !operation || scopes[operation][1] === 'read') return null;
  const own = String(claims['user_id']);
  const { actor } = (operation === 'addActivity' ? body : {}) as { actor?: unknown };
  const who = operation === 'addActivity' ? actor : userId;
  if (who === own || (operation === 'addActivity' && who === `SU:${own}`)) return null;
  const what = operation === 'addActivity' ? 'add activities of' : 'write the user';
  const message = `The token's user ${quote(own)} may not ${what} ${quote(who)}.`;
  return { id: 'token/another-user', location, message };
}

/** A token for users may be narrower than the contract has it; that works, and is worth a note. */
export function narrowScope(claims: Record<string, unknown>, { operation }: Call): Finding | null {
  if (!isServerToken(claims) || claims['action'] === '*' || !operation || scopes[operation][0] !== 'users') return null;
  return {
    id: 'token/narrow-action',
    location,
    message: `The token's action is ${quote(claims['action'])}; the contract says "*".`,
  };
}
