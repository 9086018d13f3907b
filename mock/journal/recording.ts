import type { Exchange, Finding } from '../../spec/exchange.js';

import { describeFault } from '../api/faults.js';
import type { Reply } from '../api/reply.js';
import type { Call } from '../contract/call.js';
import { elapsedMs, joinHeaders, type Request } from '../http/request.js';
import { findSecret, holdsSecret } from './secrets.js';

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
  /** What it may come to weigh. */
  readonly bytes: number;
  /** Set once it is judged. */
  call: Call | null = null;
  readonly #startedAt = Date.now();
  #secretInBody: boolean | null = null;
  #sent: Reply | null = null;
  #durationMs: number | null = null;

  constructor(
    readonly sequence: number,
    readonly request: Request,
  ) {
    const { target, bodyBytes, headers } = request;
    const expected = headers['transfer-encoding'] === undefined ? bodyBytes : keptBodyBytes;
    this.bytes = baseBytes + target.length + Math.min(expected, keptBodyBytes);
  }

  /** What went out, `null` when nothing did. What is not kept of a body is searched for the app's secret, and let go. */
  answered(sent: Reply | null): void {
    this.#sent = sent;
    this.#durationMs = elapsedMs(this.request);
    const { body } = this.request;
    if (body === null || body.length <= keptBodyBytes) return;
    this.#secretInBody = holdsSecret(this.#secret, body.toString());
    // A copy, so that the rest can be let go.
    this.request.body = Buffer.from(body.subarray(0, keptBodyBytes));
  }

  /** The connection ended, with or without an answer. */
  ended(): void {
    this.#durationMs ??= elapsedMs(this.request);
  }

  toExchange(): Exchange {
    const { request, call } = this;
    const sent = this.#sent;
    const durationMs = this.#durationMs ?? elapsedMs(request);
    return {
      sequence: this.sequence,
      startedAt: new Date(this.#startedAt).toISOString(),
      durationMs: Math.round(durationMs * 1000) / 1000,
      operation: call?.operation ?? null,
      request: {
        method: request.method,
        path: request.path,
        query: [...new URLSearchParams(request.query)],
        headers: joinHeaders(request.rawHeaders, secretHeaders),
        token: call?.tokenSummary ?? null,
        body: request.body?.toString('utf8', 0, keptBodyBytes) ?? null,
        bodyBytes: request.bodyBytes,
      },
      response: sent && { status: sent.status, headers: sent.headers, body: sent.content.toString() },
      violations: [...(call?.violations ?? (request.refusal ? [request.refusal] : []))],
      deviations: [...(call?.deviations ?? []), ...this.#secrets()],
      ...(call && call.answerFaults.length > 0 ? { faults: [...call.answerFaults] } : {}),
      ...(call?.fault ? { injected: describeFault(call.fault) } : {}),
    };
  }

  get #secret(): string {
    return this.call?.app?.secret ?? '';
  }

  #secrets(): Finding[] {
    const inBody = this.#secretInBody ?? holdsSecret(this.#secret, this.request.body?.toString() ?? '');
    return findSecret(this.#secret, this.request, inBody);
  }
}
