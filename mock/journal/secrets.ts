import type { Finding } from '../../spec/exchange.js';

import type { Request } from '../http/request.js';

/** Shorter secrets are not looked for: they would be found in ordinary words. In characters. */
const shortestSecret = 8;

/**
 * Where the secret of an app stands in a request, in any form that somebody could read it from: plain, in another case,
 * backwards, as a URL or JSON spells it, as hex, and as Base64, also within something longer such as the claims of a
 * token; also in headers whose values are never shown. Names the place, never the secret. `inBody` is whether
 * `holdsSecret` was true of the body.
 */
export function findSecret(secret: string, { target, rawHeaders }: Request, inBody: boolean): Finding[] {
  const findings: Finding[] = [];
  const find = (place: string, location: string, where: string): void => {
    const message = `The app's secret stands in ${where}; no request may carry it, only tokens signed with it.`;
    findings.push({ id: `${place}/secret`, location, message });
  };
  if (holdsSecret(secret, target)) find('target', 'target', 'the target of the request');
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (holdsSecret(secret, name)) find('header', 'header', 'the name of a header');
    else if (holdsSecret(secret, value)) find('header', `header.${name.toLowerCase()}`, `the header ${name}`);
  }
  if (inBody) find('body', 'body', 'the body');
  return findings;
}

/** Whether the secret of an app stands in a text. */
export function holdsSecret(secret: string, text: string): boolean {
  if (secret.length < shortestSecret) return false;
  if (known.secret !== secret) known = { secret, ...formsOf(secret) };
  const lower = text.toLowerCase();
  if (known.anyCase.some((form) => lower.includes(form)) || known.exact.some((form) => text.includes(form)))
    return true;
  // What is escaped again is found behind its first escapes.
  return text.includes('%25') && holdsSecret(secret, text.replaceAll('%25', '%'));
}

/** The forms of one secret, in whatever case or to the letter; requests are read in rows of one app, so the last is kept. */
let known: { secret: string; anyCase: string[]; exact: string[] } = { secret: '', anyCase: [], exact: [] };

function formsOf(secret: string): { anyCase: string[]; exact: string[] } {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const backwards = Array.from(secret).reverse().join('');
  const inJson = JSON.stringify(secret).slice(1, -1);
  // What came back from bytes has no lone surrogate, which could not be encoded.
  const inUrl = encodeURIComponent(bytes.toString());
  const anyCase = [secret, backwards, inUrl, inJson, hex, hex.replaceAll(/../g, '%$&')];
  const exact = [0, 1, 2].flatMap((offset) => [
    base64Within(bytes, offset, 'base64'),
    base64Within(bytes, offset, 'base64url'),
  ]);
  return { anyCase: [...new Set(anyCase.map((form) => form.toLowerCase()))], exact: [...new Set(exact)] };
}

/** What Base64 makes of bytes that stand behind so many others, without the characters that depend on the neighbours. */
function base64Within(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
