import type { TokenSummary } from '../../spec/exchange.js';
import { isObject } from '../../spec/json.js';
import { LRUCache } from '../../spec/libraries/serving.js';
import { compactVerify, decodeJwt, decodeProtectedHeader, errors } from '../../spec/libraries/tokens.js';

export type Claims = Record<string, unknown>;

/** Why a token is refused, and what the API says then. */
export const refusals = {
  missing: 'The request has no token.',
  malformed: 'The token is not a JWT.',
  algorithm: 'The token is not signed with HS256.',
  signature: "The token is not signed with the app's secret.",
  expired: 'The token has expired.',
  'not-yet-valid': 'The token is not valid yet.',
};

/** Whether a token holds, with what it says, or why it does not. */
export type TokenVerdict = { ok: true; claims: Claims } | { ok: false; reason: keyof typeof refusals };

/** A run holds a handful of tokens for each app. So many are kept at most, of so many characters. */
const signatures = new LRUCache<string, TokenVerdict>({
  max: 5_000,
  maxSize: 8 * 2 ** 20,
  sizeCalculation: (_verdict, key) => key.length,
});

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
export function isServerToken(claims: Claims): boolean {
  return 'resource' in claims;
}
