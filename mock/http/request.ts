import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import type { Finding } from '../../spec/exchange.js';

/** A request as it arrived, before anything is made of it. Of what is not HTTP, only its first line is known. */
export class Request {
  /** The two parts of the target. */
  readonly path: string;
  readonly query: string;
  /** The key of the app that it names; the first, if it names several, and '' if none. */
  readonly key: string;
  headers: IncomingHttpHeaders = {};
  /** Names and values in turn, as sent. */
  rawHeaders: readonly string[] = [];
  /** `null` without a body. When `bodyTooLarge`, what arrived before that was known. */
  body: Buffer | null = null;
  /** Of the whole body, as announced or as it came; of one that was cut off, what had come. */
  bodyBytes = 0;
  /** The body is over the limit of the contract. */
  bodyTooLarge = false;
  /** The body is over what the server reads: not all of it is here. */
  bodyCut = false;
  /** Why HTTP itself forbids it; then nothing else is looked at. */
  refusal: Finding | null = null;
  readonly #startedMs = performance.now();

  /** The method in upper case, the target as sent. */
  constructor(
    readonly method: string,
    readonly target: string,
  ) {
    [this.path, this.query] = splitTarget(target);
    this.key = parametersOf(this.query).get('api_key') ?? '';
  }

  /** Milliseconds since it arrived. */
  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }
}

export function readHead(message: IncomingMessage): Request {
  const request = new Request(message.method ?? '', message.url ?? '');
  const { headers, httpVersion } = message;
  request.headers = headers;
  request.rawHeaders = message.rawHeaders;
  request.bodyBytes = announcedBytes(message);
  if (httpVersion !== '1.1') return request;
  if (headers.host === undefined) {
    const why = 'HTTP/1.1 has a Host header; the request has none';
    request.refusal = unreadable('header/missing-host', 'header.host', why);
  } else if (headers.expect !== undefined && !waitsToSend(message)) {
    const why = `the server cannot meet "Expect: ${headers.expect}"`;
    request.refusal = unreadable('header/expect', 'header.expect', why);
  }
  return request;
}

/** Whether the client waits for `100 Continue` before it sends its body. */
export function waitsToSend({ headers, httpVersion }: IncomingMessage): boolean {
  return httpVersion === '1.1' && /\b100-continue\b/i.test(headers.expect ?? '');
}

/** What Node's HTTP parser says about bytes it cannot read. */
export type ParserError = NodeJS.ErrnoException & { rawPacket?: Buffer };

const parserReasons: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'its headers are larger than the server reads',
  ERR_HTTP_REQUEST_TIMEOUT: 'it did not come in time',
};

/** What can be told of bytes that are no request: the first line, where there is one. `null` when nothing came. */
export function readMalformed({ code = '', rawPacket }: ParserError): Request | null {
  if (code === 'ECONNRESET') return null;
  // What came last may be the middle of something: a header with a credential in it, or a body.
  const first = rawPacket?.toString('latin1', 0, 8_192) ?? '';
  const [, method = '', target = ''] = /^([A-Z]+) (\S+) HTTP\/\d\.\d\r\n/.exec(first) ?? [];
  const request = new Request(method, target);
  request.refusal = unreadable('request/malformed', 'request', parserReasons[code] ?? 'it is not HTTP');
  return request;
}

function unreadable(id: string, location: string, why: string): Finding {
  return { id, location, message: `The request cannot be read: ${why}.` };
}

/** The part of a request target before its query, and the query without its question mark. */
export function splitTarget(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  // A proxy's form of the target, `GET http://host/path`, names the host as well.
  return [path.startsWith('/') ? path : path.replace(/^https?:\/\/[^/]*/i, ''), query];
}

/** The parameters of a query. One that begins with another question mark has it in the name of its first. */
export const parametersOf = (query: string): URLSearchParams => new URLSearchParams(`?${query}`);

/** What percent-escapes stand for; `null` when they are none, or not of UTF-8. */
export function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Headers by their lower-case names, those sent more than once joined. `raw` has names and values in turn. */
export function joinHeaders(raw: readonly string[], secret?: ReadonlySet<string>): Record<string, string> {
  // Without a prototype: a header may have the name of anything.
  const headers = Object.create(null) as Record<string, string>;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = secret?.has(name) ? '[redacted]' : (raw[index + 1] ?? '');
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

/** The announced length of a body; 0 also when it comes without saying how long it is. */
function announcedBytes({ headers }: IncomingMessage): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : 0;
}

/**
 * Reads a body up to a limit, in bytes. Calls back once, when it is complete or over the limit, and never if the client
 * hangs up before. What comes over the limit is thrown away, so that the client can finish sending and read the answer. A promise in the place of the
 * callback costs a POST a twentieth of its time.
 */
export function readBody(
  message: IncomingMessage,
  limit: number,
  done: (bytes: Buffer, tooLarge: boolean) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const giveUp = (): void => {
    message.off('data', take).off('end', finish);
    message.resume();
    done(Buffer.concat(chunks), true);
  };
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > limit) return giveUp();
    chunks.push(chunk);
  };
  const finish = (): void => done(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), false);
  if (announcedBytes(message) > limit) return giveUp();
  message.on('data', take).on('end', finish);
}
