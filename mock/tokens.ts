import { SignJWT } from '../spec/libraries/tokens.js';

/** What a test may want different about a token. */
export interface TokenOptions {
  /** Seconds since 1970. */
  expiresAt?: number;
  /** Seconds since 1970. */
  notBefore?: number;
  /** `HS256` when absent. */
  algorithm?: 'HS256' | 'HS384' | 'HS512';
  /** Claims to add, or to have instead. */
  claims?: Record<string, unknown>;
}

/** A token that speaks for one user. */
export function userToken(secret: string, userId: string, options: TokenOptions = {}): Promise<string> {
  return sign(secret, { user_id: userId }, options);
}

/** A token that may do everything to every user. */
export function serverToken(secret: string, options: TokenOptions = {}): Promise<string> {
  return sign(secret, { resource: 'users', action: '*', feed_id: '*' }, options);
}

function sign(secret: string, claims: Record<string, unknown>, options: TokenOptions): Promise<string> {
  const { expiresAt: exp, notBefore: nbf } = options;
  // What is undefined does not become a part of it.
  return new SignJWT({ ...claims, exp, nbf, ...options.claims })
    .setProtectedHeader({ alg: options.algorithm ?? 'HS256', typ: 'JWT' })
    .sign(Buffer.from(secret));
}
