import { MIMEType } from 'node:util';

import type { IHttpOperation } from '@stoplight/types';

import type { Finding } from '../../spec/exchange.js';

import type { Request } from '../http/request.js';
import { quote } from './findings.js';

/** Spellings of a boolean that the API understands although the contract does not name them. */
const booleanSpellings = new Map<string, 'true' | 'false'>([
  ...['true', '1', 'yes', 'on', 't'].map((text) => [text, 'true'] as const),
  ...['false', '0', 'no', 'off', 'f'].map((text) => [text, 'false'] as const),
]);

/** The query as the contract would have it: one value for each name, booleans as `true` and `false`. */
export function normaliseQuery(
  operation: IHttpOperation,
  sent: Iterable<[name: string, value: string]>,
  deviations: Finding[],
): Record<string, string> {
  const documented = new Map((operation.request?.query ?? []).map((parameter) => [parameter.name, parameter.schema]));
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of sent) {
    const location = `query.${name}`;
    if (name in values) {
      const message = `The parameter ${name} is given more than once; the first value counts, not ${quote(value)}.`;
      deviations.push({ id: 'query/repeated-parameter', location, message });
      continue;
    }
    values[name] = value;
    if (name === 'api_key') continue;
    if (!documented.has(name)) {
      const message = `The contract knows no parameter ${name}; it is ${quote(value)}.`;
      deviations.push({ id: 'query/undocumented-parameter', location, message });
    } else if (documented.get(name)?.type === 'boolean') {
      values[name] = normaliseBoolean(name, value, deviations);
    }
  }
  return values;
}

function normaliseBoolean(name: string, value: string, deviations: Finding[]): string {
  const location = `query.${name}`;
  if (value === 'true' || value === 'false') return value;
  if (value === '') {
    deviations.push({
      id: 'query/empty-boolean',
      location,
      message: `The parameter ${name} is empty; it counts as false.`,
    });
    return 'false';
  }
  const known = booleanSpellings.get(value.toLowerCase());
  if (known === undefined) return value;
  deviations.push({
    id: 'query/boolean-spelling',
    location,
    message: `${name} is spelled ${quote(value)}; the contract says "${known}".`,
  });
  return known;
}

/** Headers that the contract speaks of; a second one of them is never looked at, or joined to the first. */
const singleHeaders = new Set(['authorization', 'content-type', 'stream-auth-type', 'x-stream-client']);

/** The headers of a request as the contract would have them; only those it speaks of. */
export function normaliseHeaders(
  { headers: sent, rawHeaders, body }: Request,
  token: string,
  takesBody: boolean,
  clientPattern: RegExp,
  deviations: Finding[],
): Record<string, string> {
  const note = (id: string, name: string, message: string): void => {
    deviations.push({ id: `header/${id}`, location: `header.${name}`, message });
  };
  for (const name of repeatedHeaders(rawHeaders)) note('repeated', name, `The header ${name} is sent more than once.`);
  const headers: Record<string, string> = {};
  if (token !== '') headers['authorization'] = token;
  const authType = joined(sent['stream-auth-type']);
  headers['stream-auth-type'] = authType ?? 'jwt';
  if (authType === undefined) {
    note('missing-auth-type', 'stream-auth-type', 'The header stream-auth-type is absent; it counts as "jwt".');
  }
  const client = joined(sent['x-stream-client']);
  if (client === undefined) {
    const message = 'The header X-Stream-Client is absent; an SDK names itself and its version in it.';
    note('missing-client', 'x-stream-client', message);
  } else if (clientPattern.test(client)) {
    headers['x-stream-client'] = client;
  } else {
    const message = `The header X-Stream-Client does not read <sdk>-<version>; it is ${quote(client)}.`;
    note('client-format', 'x-stream-client', message);
  }
  if (takesBody && body !== null) {
    // Prism looks at the type only where it sees a length, which a chunked request does not have.
    headers['content-length'] = '1';
    headers['content-type'] = normaliseContentType(sent['content-type'], note);
  }
  return headers;
}

function normaliseContentType(
  sent: string | undefined,
  note: (id: string, name: string, message: string) => void,
): string {
  if (sent === undefined || sent.trim() === '') {
    note('content-type', 'content-type', 'The header Content-Type is absent; the body counts as application/json.');
    return 'application/json';
  }
  // What most SDKs send, to the letter.
  if (sent === 'application/json') return sent;
  let type: MIMEType;
  try {
    type = new MIMEType(sent);
  } catch {
    // Prism stops at a type it cannot parse, rather than refusing it; this is one it refuses.
    return 'invalid/invalid';
  }
  const charset = type.params.get('charset');
  if (charset !== null && !/^utf-?8$/i.test(charset)) {
    note('charset', 'content-type', `The body is declared as ${quote(charset)}; JSON is UTF-8, and is read as that.`);
  }
  if (type.essence !== 'text/json' && !/^application\/.*\+json$/.test(type.essence)) return type.essence;
  note(
    'json-media-type',
    'content-type',
    `The body's type is ${quote(type.essence)}; the contract says application/json.`,
  );
  return 'application/json';
}

/** The headers that the contract speaks of and that were sent more than once. */
export function repeatedHeaders(rawHeaders: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (!singleHeaders.has(name)) continue;
    if (seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return repeated;
}

function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
