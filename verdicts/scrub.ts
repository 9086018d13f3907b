import { jsonWebToken } from '../spec/json-web-token.js';
import type { Results } from './model.js';

const redacted = '[redacted]';

/** Headers whose whole value is a secret, whatever it looks like. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-secret']);

/**
 * The results without anything that lets its reader in: whatever looks like a JWT, the values of headers that carry
 * credentials, and the given secrets, also percent-encoded, in JSON escapes or in base64. The mock has left them out
 * already; this is the last look before a file is written. What holds nothing of the kind is returned as it is, not copied,
 * and what was looked through once is not looked through again: nobody changes results once they are made.
 * @param secrets Values known to be secret. Ones of fewer than 4 characters are ignored: they would hit ordinary words.
 */
export function scrubSecrets(results: Results, secrets: readonly string[] = []): Results {
  if (secrets.length === 0 && clean.has(results)) return results;
  const spellings = [...new Set(secrets.filter((secret) => secret.length >= 4).flatMap(spell))];
  // The longest first, so that a secret that contains another one leaves no rest.
  spellings.sort((a, b) => b.length - a.length);
  const scrubbed = scrubValue(results, { spellings, keys: new Map() }) as Results;
  clean.add(scrubbed);
  return scrubbed;
}

const clean = new WeakSet<Results>();

interface Scrub {
  spellings: readonly string[];
  /** Member names seen: there are few, and each comes thousands of times. */
  keys: Map<string, Key>;
}

interface Key {
  /** What becomes of the name. */
  scrubbed: string;
  /** Whether it is a header whose value is a secret. */
  secret: boolean;
}

function scrubText(text: string, { spellings }: Scrub): string {
  let scrubbed = text;
  for (const spelling of spellings) {
    if (scrubbed.includes(spelling)) scrubbed = scrubbed.replaceAll(spelling, redacted);
  }
  return scrubbed.includes('eyJ') ? scrubbed.replace(jsonWebToken, redacted) : scrubbed;
}

function keyOf(key: string, scrub: Scrub): Key {
  let known = scrub.keys.get(key);
  if (known === undefined) {
    known = { scrubbed: scrubText(key, scrub), secret: secretHeaders.has(key.toLowerCase()) };
    scrub.keys.set(key, known);
  }
  return known;
}

function spell(secret: string): string[] {
  const base64 = Buffer.from(secret, 'utf8').toString('base64').replace(/=+$/, '');
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, percentEncoded(secret), json, base64, base64.replaceAll('+', '-').replaceAll('/', '_')];
}

/** A lone surrogate has no percent-encoding; then the secret's other spellings have to do. */
function percentEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}

function scrubValue(value: unknown, scrub: Scrub): unknown {
  if (typeof value === 'string') return scrubText(value, scrub);
  if (Array.isArray(value)) return scrubArray(value, scrub);
  if (typeof value === 'object' && value !== null) return scrubObject(value as Record<string, unknown>, scrub);
  return value;
}

function scrubArray(array: unknown[], scrub: Scrub): unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < array.length; index += 1) {
    const scrubbed = scrubValue(array[index], scrub);
    if (scrubbed !== array[index]) (copy ??= array.slice())[index] = scrubbed;
  }
  return copy ?? array;
}

function scrubObject(object: Record<string, unknown>, scrub: Scrub): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  let renamed = false;
  for (const key in object) {
    const value = object[key];
    const known = keyOf(key, scrub);
    const hidden = known.secret && typeof value === 'string' && value !== '';
    const scrubbed = hidden ? redacted : scrubValue(value, scrub);
    if (scrubbed !== value) (copy ??= { ...object })[key] = scrubbed;
    renamed ||= known.scrubbed !== key;
  }
  if (!renamed) return copy ?? object;
  return Object.fromEntries(Object.entries(copy ?? object).map(([key, value]) => [keyOf(key, scrub).scrubbed, value]));
}
