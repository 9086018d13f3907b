import type { OperationId } from '../../spec/contract.js';
import type { Finding } from '../../spec/exchange.js';

import type { Call } from '../contract/call.js';
import { quote } from '../contract/findings.js';
import { isServerToken } from './verify.js';

/** What a server token may name instead of every action; an SDK may ask for no more than it needs. */
const ownAction: Record<OperationId, string> = {
  addUser: 'write',
  getUser: 'read',
  updateUser: 'write',
  deleteUser: 'delete',
};

const location = 'header.authorization';

/**
 * Why a token's claims make it no token for an operation on users; `null` when they do not. The contract has no 403 for
 * this on every operation, so it is a token that does not hold, like one with a bad signature.
 */
export function refuseClaims(claims: Record<string, unknown>, operation: OperationId): Finding | null {
  const { resource, action, feed_id: feedId, user_id: userId } = claims;
  if (!isServerToken(claims)) {
    const message = 'The token names neither a resource nor a user_id.';
    return typeof userId === 'string' ? null : { id: 'token/no-claims', location, message };
  }
  if (resource !== 'users' && resource !== '*') return refuseClaim('resource', resource, operation);
  if (action !== '*' && action !== ownAction[operation]) return refuseClaim('action', action, operation);
  return feedId === '*' ? null : refuseClaim('feed_id', feedId, operation);
}

function refuseClaim(claim: string, value: unknown, operation: OperationId): Finding {
  const message = `The token's ${claim} does not cover ${operation}; it is ${quote(value)}.`;
  return { id: `token/${claim}`, location, message };
}

/** Why a token does not permit a call; `null` when it does. */
export function refusePermission(claims: Record<string, unknown>, { operation, userId }: Call): Finding | null {
  const { user_id: own } = claims;
  if (isServerToken(claims) || operation === 'getUser' || own === userId) return null;
  const message = `The token's user ${quote(own)} may not write the user ${quote(userId)}.`;
  return { id: 'token/another-user', location, message };
}

/** A token may be narrower than the contract has it; that works, and is worth a note. */
export function narrowScope(claims: Record<string, unknown>): Finding | null {
  if (!isServerToken(claims) || claims['action'] === '*') return null;
  return {
    id: 'token/narrow-action',
    location,
    message: `The token's action is ${quote(claims['action'])}; the contract says "*".`,
  };
}
