import type { TokenSummary } from '../../spec/exchange.js';

import { LRUCache } from '../libraries/serving.js';
import { compactVerify, decodeJwt, decodeProtectedHeader, errors } from '../libraries/tokens.js';

/** A token whose signature holds, and what it says. */
export interface VerifiedToken {
  ok: true;
  claims: Record<string, unknown>;
}

/** A token that is refused, and why: `missing`, `malformed`, `algorithm`, `signature`, `expired`, `not-yet-valid`. */
export interface RefusedToken {
  ok: false;
  reason: 'missing' | 'malformed' | 'algorithm' | 'signature' | 'expired' | 'not-yet-valid';
}

export type TokenVerdict = VerifiedToken | RefusedToken;

const missing: RefusedToken = { ok: false, reason: 'missing' };
const expired: RefusedToken = { ok: false, reason: 'expired' };
const notYetValid: RefusedToken = { ok: false, reason: 'not-yet-valid' };

/** How many verdicts on signatures are kept. A run holds a handful of tokens for each app. */
const keptVerdicts = 5_000;

/**
 * Verifies tokens. A signature is a pure function of secret and token, so its verdict is kept; the times a token
 * carries are looked at anew with every request.
 */
export class TokenVerifier {
  readonly #signatures = new LRUCache<string, TokenVerdict>({ max: keptVerdicts });
  readonly #now: () => number;

  /** `now` is in milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The verdict on a token; a promise only when the signature has not been seen before. */
  verify(secret: string, token: string): TokenVerdict | Promise<TokenVerdict> {
    if (token === '') return missing;
    const key = `${secret}\n${token}`;
    const known = this.#signatures.get(key);
    if (known) return this.#inTime(known);
    return checkSignature(secret, token).then((verdict) => {
      this.#signatures.set(key, verdict);
      return this.#inTime(verdict);
    });
  }

  #inTime(verdict: TokenVerdict): TokenVerdict {
    if (!verdict.ok) return verdict;
    const { exp, nbf } = verdict.claims;
    if (exp === undefined && nbf === undefined) return verdict;
    const seconds = this.#now() / 1000;
    if (typeof exp === 'number' && seconds >= exp) return expired;
    if (typeof nbf === 'number' && seconds < nbf) return notYetValid;
    return verdict;
  }
}

async function checkSignature(secret: string, token: string): Promise<TokenVerdict> {
  try {
    const { payload } = await compactVerify(token, Buffer.from(secret), { algorithms: ['HS256'] });
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    const usable =
      isRecord(claims) && ['exp', 'nbf'].every((name) => ['number', 'undefined'].includes(typeof claims[name]));
    return usable ? { ok: true, claims } : { ok: false, reason: 'malformed' };
  } catch (error) {
    if (error instanceof errors.JOSEAlgNotAllowed) return { ok: false, reason: 'algorithm' };
    if (error instanceof errors.JWSSignatureVerificationFailed) return { ok: false, reason: 'signature' };
    return { ok: false, reason: 'malformed' };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a token claims, without looking at its signature; for the record of an exchange. */
export function summarizeToken(token: string): TokenSummary {
  try {
    const claims: Record<string, unknown> = decodeJwt(token);
    const algorithm = decodeProtectedHeader(token).alg ?? null;
    return { kind: isServerToken(claims) ? 'server' : 'user', algorithm, claims };
  } catch {
    return { kind: 'unreadable', algorithm: null, claims: {} };
  }
}

/** A token with a `resource` speaks for the app's server; without one, for the user it names. */
export function isServerToken(claims: Record<string, unknown>): boolean {
  return 'resource' in claims;
}
