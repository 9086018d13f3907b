import type { IncomingMessage } from 'node:http';

/** A request as it arrived, before anything is made of it. */
export interface RawRequest {
  /** Upper case. */
  method: string;
  /** The request target as sent, path and query. */
  url: string;
  /** The headers that decide about a request; `undefined` when not sent. */
  authorization: string | undefined;
  authType: string | undefined;
  client: string | undefined;
  contentType: string | undefined;
  /** `null` without a body. Holds what arrived before the limit when `bodyTooLarge`. */
  body: Buffer | null;
  /** The body is over the limit of the contract, and was not read to its end. */
  bodyTooLarge: boolean;
}

/** Takes from a message what decides about a request. */
export function readHead(message: IncomingMessage): RawRequest {
  const { headers } = message;
  return {
    method: message.method ?? '',
    url: message.url ?? '',
    authorization: headers.authorization,
    authType: single(headers['stream-auth-type']),
    client: single(headers['x-stream-client']),
    contentType: headers['content-type'],
    body: null,
    bodyTooLarge: false,
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The part of a request target before its query, and the query without its question mark. */
export function splitTarget(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  // A proxy's form of the target, `GET http://host/path`, names the host as well.
  return [path.replace(/^https?:\/\/[^/]*/i, ''), query];
}

/** The key of the app a request names; the first, if it names several, and '' if none. */
export function apiKeyOf(query: string): string {
  if (query.includes('%') || query.includes('+')) return new URLSearchParams(query).get('api_key') ?? '';
  const start = query.startsWith('api_key=') ? 8 : query.indexOf('&api_key=') + 9;
  if (start < 9 && !query.startsWith('api_key=')) return '';
  const end = query.indexOf('&', start);
  return end < 0 ? query.slice(start) : query.slice(start, end);
}
