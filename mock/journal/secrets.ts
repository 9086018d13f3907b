import type { Finding } from '../../spec/exchange.js';

/** Shorter secrets are not looked for: they would be found in ordinary words. In characters. */
const shortestSecret = 8;

/** A request as it was sent. */
export interface SentParts {
  /** Path and query. */
  url: string;
  /** Names and values in turn. */
  rawHeaders: readonly string[];
  /** Whether `holdsSecret` was true of the body. */
  secretInBody: boolean;
}

/**
 * Where the secret of an app stands in a request, in any form that somebody could read it from: plain, in another case,
 * backwards, as a URL or JSON spells it, as hex, and as Base64, also within something longer such as the claims of a
 * token; also in headers whose values are never shown. Names the place, never the secret.
 */
export function findSecret(secret: string, { url, rawHeaders, secretInBody }: SentParts): Finding[] {
  if (secret.length < shortestSecret) return [];
  const stands = formsOf(secret);
  const findings: Finding[] = [];
  if (stands(url)) findings.push(finding('target', 'target', 'the target of the request'));
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (stands(name)) findings.push(finding('header', 'header', 'the name of a header'));
    else if (stands(value)) findings.push(finding('header', `header.${name.toLowerCase()}`, `the header ${name}`));
  }
  if (secretInBody) findings.push(finding('body', 'body', 'the body'));
  return findings;
}

/** Whether the secret of an app stands in a body. */
export function holdsSecret(secret: string, body: Buffer): boolean {
  return secret.length >= shortestSecret && formsOf(secret)(body.toString('utf8'));
}

/** The forms of one secret; requests are read in rows of one app, so the last is kept. */
let known: { secret: string; stands: (text: string) => boolean } | undefined;

function formsOf(secret: string): (text: string) => boolean {
  if (known?.secret === secret) return known.stands;
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const anyCase = [
    secret,
    Array.from(secret).reverse().join(''),
    inUrl(secret),
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.replaceAll(/../g, '%$&'),
  ].map((form) => form.toLowerCase());
  const exact = [0, 1, 2].flatMap((offset) => [
    base64Within(bytes, offset, 'base64'),
    base64Within(bytes, offset, 'base64url'),
  ]);
  const forms = { anyCase: [...new Set(anyCase)], exact: [...new Set(exact)] };
  const standsPlain = (text: string): boolean => {
    const lower = text.toLowerCase();
    return forms.anyCase.some((form) => lower.includes(form)) || forms.exact.some((form) => text.includes(form));
  };
  // What is escaped again is found behind its first escapes.
  const stands = (text: string): boolean => standsPlain(text) || (text.includes('%25') && stands(unescaped(text)));
  known = { secret, stands };
  return stands;
}

/** What Base64 makes of bytes that stand behind so many others, without the characters that depend on the neighbours. */
function base64Within(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

function finding(place: string, location: string, where: string): Finding {
  const message = `The app's secret stands in ${where}; no request may carry it, only tokens signed with it.`;
  return { id: `${place}/secret`, location, message };
}

const unescaped = (text: string): string => text.replaceAll('%25', '%');

/** A lone surrogate has no percent-encoding; then the plain secret has to do. */
function inUrl(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}
