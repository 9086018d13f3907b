import type { Exchange, Finding } from '../spec/exchange.js';

import { splitTarget } from './raw-request.js';
import type { Prepared } from './prepare.js';
import { findSecret, holdsSecret } from './secrets.js';
import { summarizeToken } from './tokens.js';

/** How much of a body is kept, in bytes. */
const keptBodyBytes = 64 * 1024;

/** Headers that hold a credential; their values are never shown. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** A rough cost of a recording besides its texts, so that a flood of tiny requests is bounded too. */
const baseBytes = 1_024;

/**
 * One exchange as it happens. Only what is at hand is kept; it is put into the shape of the record when somebody
 * reads it, which most are not.
 */
export class Recording {
  readonly bytes: number;
  prepared: Prepared | null = null;
  /** Set once the request has been judged; until then what `prepared` says counts. */
  violations: readonly Finding[] | null = null;
  /** Why the contract forbids the answer, which only a deployment's can be. */
  readonly faults: Finding[] = [];
  readonly #refusals: Finding[] = [];
  readonly #tolerated: Finding[] = [];
  readonly #startedAt = Date.now();
  readonly #startedMs = performance.now();
  #secret = '';
  #secretInRest = false;
  #body: Buffer | null = null;
  #bodyBytes = 0;
  #response: { status: number; headers: Record<string, string>; body: string; durationMs: number } | null = null;
  #endedMs: number | null = null;

  constructor(
    readonly sequence: number,
    readonly method: string,
    readonly url: string,
    /** Names and values in turn, as sent. */
    readonly rawHeaders: readonly string[],
    /** `null` when it is not known yet. */
    expectedBodyBytes: number | null,
  ) {
    this.bytes = baseBytes + url.length + Math.min(expectedBodyBytes ?? keptBodyBytes, keptBodyBytes);
  }

  /** Milliseconds since the request arrived. */
  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  /** Keeps the start of a body; a copy when it is cut, so that the rest can be let go. */
  setBody(body: Buffer, totalBytes: number): void {
    this.#body = body.length <= keptBodyBytes ? body : Buffer.from(body.subarray(0, keptBodyBytes));
    this.#bodyBytes = totalBytes;
  }

  /**
   * The secret of the app it came to, for which it is searched when somebody reads it. What of a body is not kept is
   * searched at once.
   */
  search(secret: string, body: Buffer | null): void {
    this.#secret = secret;
    this.#secretInRest = body !== null && body.length > keptBodyBytes && holdsSecret(secret, body);
  }

  refuse(finding: Finding): void {
    this.#refusals.push(finding);
  }

  tolerate(finding: Finding): void {
    this.#tolerated.push(finding);
  }

  answered(status: number, headers: Record<string, string>, body: string): void {
    this.#response = { status, headers, body, durationMs: this.elapsedMs };
  }

  /** The connection ended, with or without an answer. */
  ended(): void {
    this.#endedMs ??= this.elapsedMs;
  }

  toExchange(): Exchange {
    const [path, query] = splitTarget(this.url);
    const response = this.#response;
    const token = this.prepared?.token ?? '';
    const durationMs = response?.durationMs ?? this.#endedMs ?? this.elapsedMs;
    return {
      sequence: this.sequence,
      startedAt: new Date(this.#startedAt).toISOString(),
      durationMs: Math.round(durationMs * 1000) / 1000,
      operation: this.prepared?.operation ?? null,
      request: {
        method: this.method,
        path,
        query: [...new URLSearchParams(query)],
        headers: readHeaders(this.rawHeaders),
        token: token === '' ? null : summarizeToken(token),
        body: this.#body?.toString('utf8') ?? null,
        bodyBytes: this.#bodyBytes,
      },
      response: response && { status: response.status, headers: response.headers, body: response.body },
      violations: [...(this.violations ?? this.prepared?.violations ?? []), ...this.#refusals],
      deviations: [...(this.prepared?.deviations ?? []), ...this.#tolerated, ...this.#secrets()],
      ...(this.faults.length > 0 ? { faults: this.faults } : {}),
    };
  }

  #secrets(): Finding[] {
    const secret = this.#secret;
    const secretInBody = this.#secretInRest || (this.#body !== null && holdsSecret(secret, this.#body));
    return findSecret(secret, { url: this.url, rawHeaders: this.rawHeaders, secretInBody });
  }
}

/**
 * Lets recordings share one list of headers as long as a client sends the same again, as clients do: it is by far the
 * largest part of what is kept of a small request.
 */
export function createHeaderSharing(): (rawHeaders: readonly string[]) => readonly string[] {
  let last: readonly string[] = [];
  return (rawHeaders) => {
    const same = rawHeaders.length === last.length && rawHeaders.every((text, index) => text === last[index]);
    if (!same) last = rawHeaders;
    return last;
  };
}

function readHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = secretHeaders.has(name) ? '[redacted]' : (raw[index + 1] ?? '');
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}
