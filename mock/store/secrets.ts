import type { Finding } from '../../spec/exchange.js';

import type { Request } from '../http/request.js';

/** Shorter secrets are not looked for: they would be found in ordinary words. In characters. */
const shortestSecret = 8;

/**
 * Searches texts for the secret of an app, in any form that somebody could read it from: plain, in another case,
 * backwards, as a URL or JSON spells it, as hex, and as Base64, also within something longer such as the claims of a
 * token.
 */
export function secretSearch(secret: string): (text: string) => boolean {
  if (secret.length < shortestSecret) return () => false;
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const backwards = Array.from(secret).reverse().join('');
  const inJson = JSON.stringify(secret).slice(1, -1);
  // What came back from bytes has no lone surrogate, which could not be encoded.
  const inUrl = encodeURIComponent(bytes.toString());
  const plain = [secret, backwards, inUrl, inJson, hex, hex.replaceAll(/../g, '%$&')];
  const anyCase = new Set(plain.map((form) => form.toLowerCase()));
  const inBase64 = (['base64', 'base64url'] as const).flatMap((encoding) =>
    [0, 1, 2].map((offset) => base64Within(bytes, offset, encoding)),
  );
  const exact = new Set(inBase64);
  const holds = (text: string): boolean => {
    const lower = text.toLowerCase();
    for (const form of anyCase) if (lower.includes(form)) return true;
    for (const form of exact) if (text.includes(form)) return true;
    return false;
  };
  // What is escaped again, however often, is found behind its first escapes.
  return (text) => holds(text) || (text.includes('%25') && holds(text.replaceAll(/%(?:25)+/g, '%')));
}

/**
 * Where the secret of an app stands in a request, also in headers whose values are never shown. Names the place, never
 * the secret. `inBody` is what the search found of the body.
 */
export function findSecret(
  holdsSecret: (text: string) => boolean,
  { target, rawHeaders }: Request,
  inBody: boolean,
): Finding[] {
  const findings: Finding[] = [];
  const find = (place: string, location: string, where: string): void => {
    const message = `The app's secret stands in ${where}; no request may carry it, only tokens signed with it.`;
    findings.push({ id: `${place}/secret`, location, message });
  };
  if (holdsSecret(target)) find('target', 'target', 'the target of the request');
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (holdsSecret(name)) find('header', 'header', 'the name of a header');
    else if (holdsSecret(value)) find('header', `header.${name.toLowerCase()}`, `the header ${name}`);
  }
  if (inBody) find('body', 'body', 'the body');
  return findings;
}

/** What Base64 makes of bytes that stand behind so many others, without the characters that depend on the neighbours. */
function base64Within(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
