import { MIMEType } from 'node:util';

import type { Finding } from '../spec/exchange.js';

import type { Engine, IHttpOperation } from './engine.js';
import { quote } from './findings.js';

/** Spellings of a boolean that the API understands although the contract does not name them. */
const booleanSpellings = new Map<string, 'true' | 'false'>([
  ...['true', '1', 'yes', 'on', 't'].map((text) => [text, 'true'] as const),
  ...['false', '0', 'no', 'off', 'f'].map((text) => [text, 'false'] as const),
]);

/** Where a path leads, below the base path. */
export interface Routed {
  /** As the contract would have it. */
  path: string;
  operation: IHttpOperation | 404 | 405;
}

/**
 * Routes a path, forgiving doubled slashes and a missing one at the end. A doubled slash at the end stands for an
 * empty id, unless the path without it leads somewhere: `GET user//` asks for the user '', `POST user//` is `user/`.
 */
export function routePath(
  engine: Engine,
  method: string,
  path: string,
  basePath: string,
  deviations: Finding[],
): Routed {
  const collapsed = path.replace(/\/{2,}/g, '/');
  const complete = collapsed.endsWith('/') ? collapsed : `${collapsed}/`;
  if (!complete.startsWith(`${basePath}/`)) return { path, operation: 404 };
  const below = complete.slice(basePath.length);
  let routed: Routed = { path: below, operation: engine.route(method, escapeStrayPercents(below)) };
  let doubled = collapsed !== path;
  if (typeof routed.operation === 'number' && path.endsWith('//')) {
    const withEmptyId = { path: `${below}/`, operation: engine.route(method, `${below}/`) };
    if (typeof withEmptyId.operation === 'object') {
      routed = withEmptyId;
      doubled = collapsed !== path.slice(0, -1);
    }
  }
  if (doubled)
    deviations.push({ id: 'path/doubled-slash', location: 'path', message: `The path has a doubled slash: ${path}.` });
  if (complete !== collapsed) {
    deviations.push({
      id: 'path/missing-trailing-slash',
      location: 'path',
      message: `The path lacks the slash at its end: ${path}.`,
    });
  }
  return routed;
}

/** Writes a percent sign that starts no escape as an escape itself, so that decoding cannot fail. */
export function escapeStrayPercents(path: string): string {
  try {
    decodeURIComponent(path);
    return path;
  } catch {
    return path.replaceAll('%', '%25');
  }
}

/** The query as the contract would have it: one value for each name, booleans as `true` and `false`. */
export function normaliseQuery(
  operation: IHttpOperation,
  query: readonly [name: string, value: string][],
  deviations: Finding[],
): Record<string, string> {
  const documented = new Map((operation.request?.query ?? []).map((parameter) => [parameter.name, parameter.schema]));
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of query) {
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
    message: `The parameter ${name} is spelled ${quote(value)}; the contract says "${known}".`,
  });
  return known;
}

/** A request's headers as the contract would have them; only those it speaks of. */
export function normaliseHeaders(
  sent: {
    authType: string | undefined;
    client: string | undefined;
    contentType: string | undefined;
    token: string;
    bodyBytes: number;
  },
  clientPattern: RegExp,
  deviations: Finding[],
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (sent.token !== '') headers['authorization'] = sent.token;
  headers['stream-auth-type'] = sent.authType ?? 'jwt';
  if (sent.authType === undefined) {
    const message = 'The header stream-auth-type is absent; it counts as "jwt".';
    deviations.push({ id: 'header/missing-auth-type', location: 'header.stream-auth-type', message });
  }
  if (sent.client === undefined) {
    const message = 'The header X-Stream-Client is absent; an SDK names itself and its version in it.';
    deviations.push({ id: 'header/missing-client', location: 'header.x-stream-client', message });
  } else if (!clientPattern.test(sent.client)) {
    const message = `The header X-Stream-Client does not read <sdk>-<version>; it is ${quote(sent.client)}.`;
    deviations.push({ id: 'header/client-format', location: 'header.x-stream-client', message });
  } else {
    headers['x-stream-client'] = sent.client;
  }
  if (sent.bodyBytes > 0) {
    // Prism looks at the type only where it sees a length, which a chunked request does not have.
    headers['content-length'] = String(sent.bodyBytes);
    headers['content-type'] = normaliseContentType(sent.contentType, deviations);
  }
  return headers;
}

function normaliseContentType(sent: string | undefined, deviations: Finding[]): string {
  if (sent === undefined || sent.trim() === '') {
    const message = 'The header Content-Type is absent; the body counts as application/json.';
    deviations.push({ id: 'header/content-type', location: 'header.content-type', message });
    return 'application/json';
  }
  try {
    return new MIMEType(sent).essence;
  } catch {
    // Prism stops at a type it cannot parse, rather than refusing it; this is one it refuses.
    return 'invalid/invalid';
  }
}
