import type { OperationId } from '../../spec/contract.js';
import type { TokenSummary } from '../../spec/exchange.js';
import { isObject } from '../../spec/json.js';

import { type Call, note, quote, refuse } from '../contract/call.js';
import { LRUCache } from '../../spec/libraries/serving.js';
import { compactVerify, decodeJwt, decodeProtectedHeader, errors } from '../../spec/libraries/tokens.js';

export type Claims = Record<string, unknown>;

/** Why a token is refused, and what the API says then. */
const refusals = {
  missing: 'The request has no token.',
  malformed: 'The token is not a JWT.',
  algorithm: 'The token is not signed with HS256.',
  signature: "The token is not signed with the app's secret.",
  expired: 'The token has expired.',
  'not-yet-valid': 'The token is not valid yet.',
};

/** Whether a token holds, with what it says, or why it does not. */
export type TokenVerdict = { ok: true; claims: Claims } | { ok: false; reason: keyof typeof refusals };

/** A run holds a handful of tokens for each app. */
const signatures = new LRUCache<string, TokenVerdict>({ max: 5_000 });

/**
 * The verdict on a token. A signature is a pure function of secret and token, so what it is worth is kept; the times a
 * token carries are looked at anew. `now` is in milliseconds since 1970.
 */
export async function verifyToken(secret: string, token: string, now = Date.now()): Promise<TokenVerdict> {
  if (token === '') return { ok: false, reason: 'missing' };
  const key = `${secret}\n${token}`;
  let verdict = signatures.get(key);
  if (!verdict) signatures.set(key, (verdict = await checkSignature(secret, token)));
  if (!verdict.ok) return verdict;
  const { exp, nbf } = verdict.claims;
  if (typeof exp === 'number' && now / 1000 >= exp) return { ok: false, reason: 'expired' };
  return typeof nbf === 'number' && now / 1000 < nbf ? { ok: false, reason: 'not-yet-valid' } : verdict;
}

async function checkSignature(secret: string, token: string): Promise<TokenVerdict> {
  try {
    const { payload } = await compactVerify(token, Buffer.from(secret), { algorithms: ['HS256'] });
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    const usable =
      isObject(claims) && ['exp', 'nbf'].every((name) => ['number', 'undefined'].includes(typeof claims[name]));
    return usable ? { ok: true, claims } : { ok: false, reason: 'malformed' };
  } catch (error) {
    if (error instanceof errors.JOSEAlgNotAllowed) return { ok: false, reason: 'algorithm' };
    if (error instanceof errors.JWSSignatureVerificationFailed) return { ok: false, reason: 'signature' };
    return { ok: false, reason: 'malformed' };
  }
}

/** What a token claims, without looking at its signature; for the record of an exchange. */
export function summarizeToken(token: string): TokenSummary {
  try {
    const claims: Claims = decodeJwt(token);
    const algorithm = decodeProtectedHeader(token).alg ?? null;
    return { kind: isServerToken(claims) ? 'server' : 'user', algorithm, claims };
  } catch {
    return { kind: 'unreadable', algorithm: null, claims: {} };
  }
}

/** A token with a `resource` speaks for the app's server; without one, for the user it names. */
function isServerToken(claims: Claims): boolean {
  return 'resource' in claims;
}

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
