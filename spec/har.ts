import type { Entry, Header, Request, Response } from 'har-format';

import type { Exchange, Finding, TokenSummary } from './exchange.js';

/** An entry of HAR 1.2; what HAR has no place for is in `_` fields. */
export interface ExchangeEntry extends Entry {
  _operation: string | null;
  _violations: Finding[];
  _deviations: Finding[];
  _token: TokenSummary | null;
  _injected?: string;
}

/** An exchange as an entry of a HAR file. */
export function harEntry(exchange: Exchange): ExchangeEntry {
  const { violations, deviations, injected } = exchange;
  const comment = [...(injected === undefined ? [] : [injected]), ...[...violations, ...deviations].map(messageOf)];
  return {
    startedDateTime: exchange.startedAt,
    time: exchange.durationMs,
    request: request(exchange),
    response: response(exchange),
    cache: {},
    timings: { send: 0, wait: exchange.durationMs, receive: 0 },
    ...(comment.length > 0 && { comment: comment.join(' ') }),
    _operation: exchange.operation,
    _violations: violations,
    _deviations: deviations,
    _token: exchange.request.token,
    ...(injected === undefined ? {} : { _injected: injected }),
  };
}

function messageOf({ message }: Finding): string {
  return message;
}

function request({ request: sent }: Exchange): Request {
  const query = new URLSearchParams(sent.query).toString();
  return {
    method: sent.method,
    url: `http://${sent.headers['host'] ?? 'localhost'}${sent.path}${query && `?${query}`}`,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headers(sent.headers),
    queryString: sent.query.map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: sent.bodyBytes,
    ...(sent.body !== null && { postData: { mimeType: sent.headers['content-type'] ?? '', text: sent.body } }),
  };
}

/** Browsers show a request without an answer as one of status 0. */
function response({ response: received }: Exchange): Response {
  const body = received?.body ?? '';
  return {
    status: received?.status ?? 0,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headers(received?.headers ?? {}),
    content: { size: Buffer.byteLength(body), mimeType: received?.headers['content-type'] ?? 'x-unknown', text: body },
    redirectURL: received?.headers['location'] ?? '',
    headersSize: -1,
    bodySize: received ? Number(received.headers['content-length'] ?? Buffer.byteLength(body)) : -1,
  };
}

function headers(record: Record<string, string>): Header[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }));
}
