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
 * Where the secret of an app stands in a request, plain or as a URL or JSON spells it; also in headers whose values are
 * never shown. Names the place, never the secret.
 */
export function findSecret(secret: string, { url, rawHeaders, secretInBody }: SentParts): Finding[] {
  if (secret.length < shortestSecret) return [];
  const spellings = [...new Set([secret, inUrl(secret), JSON.stringify(secret).slice(1, -1)])];
  const stands = (text: string): boolean => spellings.some((spelling) => text.includes(spelling));
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
  return (
    secret.length >= shortestSecret && [secret, JSON.stringify(secret).slice(1, -1)].some((text) => body.includes(text))
  );
}

function finding(place: string, location: string, where: string): Finding {
  const message = `The app's secret stands in ${where}; no request may carry it, only tokens signed with it.`;
  return { id: `${place}/secret`, location, message };
}

/** A lone surrogate has no percent-encoding; then the plain secret has to do. */
function inUrl(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}
