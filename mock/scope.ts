import type { OperationId } from '../spec/contract.js';
import type { Finding } from '../spec/exchange.js';

import { quote } from './findings.js';
import { isServerToken } from './tokens.js';

/** What a server token may name instead of every action; an SDK may ask for no more than it needs. */
const ownAction: Record<OperationId, string> = {
  addUser: 'write',
  getUser: 'read',
  updateUser: 'write',
  deleteUser: 'delete',
};

const location = 'header.authorization';

/** Why a token's claims do not allow an operation on a user; `null` when they do. */
export function refuseScope(claims: Record<string, unknown>, operation: OperationId, userId: string): Finding | null {
  return isServerToken(claims) ? refuseServer(claims, operation) : refuseUser(claims, operation, userId);
}

function refuseServer(
  { resource, action, feed_id: feedId }: Record<string, unknown>,
  operation: OperationId,
): Finding | null {
  const refuse = (claim: string, value: unknown): Finding => {
    return {
      id: `token/${claim}`,
      location,
      message: `The token's ${claim} does not cover ${operation}; it is ${quote(value)}.`,
    };
  };
  if (resource !== 'users' && resource !== '*') return refuse('resource', resource);
  if (action !== '*' && action !== ownAction[operation]) return refuse('action', action);
  if (feedId !== '*') return refuse('feed_id', feedId);
  return null;
}

function refuseUser({ user_id: own }: Record<string, unknown>, operation: OperationId, userId: string): Finding | null {
  if (typeof own !== 'string') {
    return { id: 'token/no-claims', location, message: 'The token names neither a resource nor a user_id.' };
  }
  if (operation === 'getUser' || own === userId) return null;
  const message = `The token's user ${quote(own)} may not write the user ${quote(userId)}.`;
  return { id: 'token/another-user', location, message };
}

/** A token may be narrower than the contract has it; that works, and is worth a note. */
export function noteNarrowScope(claims: Record<string, unknown>): Finding | null {
  if (!isServerToken(claims) || claims['action'] === '*') return null;
  return {
    id: 'token/narrow-action',
    location,
    message: `The token's action is ${quote(claims['action'])}; the contract says "*".`,
  };
}
