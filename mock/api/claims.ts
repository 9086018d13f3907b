import type { OperationId } from '../../spec/contract.js';

import { type Call, note, quote, refuse } from '../contract/call.js';
import { type Claims, isServerToken, refusals } from '../contract/token.js';

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

const scopeClaims = ['resource', 'action', 'feed_id'] as const;

const location = 'header.authorization';

/**
 * What the token of a call claims; `null`, and a violation, when it is none that holds for the operation. The contract
 * has no 403 for what a server token does not cover, so that is like a bad signature.
 */
export function claimsOf(call: Call): Claims | null {
  const { operation, verdict, path } = call;
  const fail = (id: string, message: string): null => {
    refuse(call, `token/${id}`, location, message);
    return null;
  };
  if (!verdict.ok) return fail(verdict.reason, refusals[verdict.reason]);
  const { claims } = verdict;
  if (!operation) return claims;
  if (!isServerToken(claims)) {
    if (typeof claims['user_id'] === 'string') return claims;
    return fail('no-claims', 'The token names neither a resource nor a user_id.');
  }
  const [resource, action] = scopes[operation];
  const feed = resource === 'feed' ? `${path['slug'] ?? ''}${path['feed_user'] ?? ''}` : '*';
  const due = { resource, action, feed_id: feed };
  const claim = scopeClaims.find((name) => claims[name] !== due[name] && claims[name] !== '*');
  if (!claim) return claims;
  return fail(claim, `The token's ${claim} does not cover ${operation}; it is ${quote(claims[claim])}.`);
}

/** Whether claims permit a call; a violation when they do not. */
export function isPermitted(claims: Claims, call: Call): boolean {
  const { operation, userId, body } = call;
  if (isServerToken(claims) || !operation || scopes[operation][1] === 'read') return true;
  const own = String(claims['user_id']);
  const { actor } = (operation === 'addActivity' ? body : {}) as { actor?: unknown };
  const who = operation === 'addActivity' ? actor : userId;
  if (who === own || (operation === 'addActivity' && who === `SU:${own}`)) return true;
  const what = operation === 'addActivity' ? 'add activities of' : 'write the user';
  refuse(call, 'token/another-user', location, `The token's user ${quote(own)} may not ${what} ${quote(who)}.`);
  return false;
}

/** A server token may claim more than the contract has, or be narrower for users; that works, and is worth a note. */
export function noteClaims(claims: Claims, call: Call): void {
  if (!isServerToken(claims) || !call.operation) return;
  const more = Object.keys(claims).filter((name) => !scopeClaims.some((due) => due === name));
  for (const name of more) {
    const message = `The contract knows no claim ${name} of a server token; it is ${quote(claims[name])}.`;
    note(call, 'token/undocumented-claim', location, message);
  }
  const { action } = claims;
  if (action === '*' || scopes[call.operation][0] !== 'users') return;
  note(call, 'token/narrow-action', location, `The token's action is ${quote(action)}; the contract says "*".`);
}
