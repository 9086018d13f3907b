import type { Exchange, Finding } from '../../spec/exchange.js';

import { describeFault } from '../api/inject.js';
import type { Call } from '../contract/call.js';
import { elapsedMs, joinHeaders, type Request } from '../http/request.js';
import type { Sent } from '../http/send.js';
import type { Fault } from '../store/apps.js';
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
  call: Call | null = null;
  fault: Fault | null = null;
  /** Why the contract forbids the answer, which only a deployment's can be. */
  readonly faults: Finding[] = [];
  readonly #startedAt = Date.now();
  #secretInBody = false;
  #sent: Sent | null = null;
  #durationMs: number | null = null;

  constructor(
    readonly sequence: number,
    readonly request: Request,
  ) {
    const { target, bodyBytes, headers } = request;
    const expected = headers['transfer-encoding'] === undefined ? bodyBytes : keptBodyBytes;
    this.bytes = baseBytes + target.length + Math.min(expected, keptBodyBytes);
  }

  /** Once the whole body is there: what is not kept of it is searched for the app's secret now, and let go. */
  judged(call: Call): void {
    this.call = call;
    const { body } = this.request;
    if (body === null || body.length <= keptBodyBytes) return;
    this.#secretInBody = call.app !== null && holdsSecret(call.app.secret, body.toString());
  }

  answered(sent: Sent | null): void {
    this.#sent = sent;
    this.#durationMs = elapsedMs(this.request);
    const { body } = this.request;
    // A copy, so that the rest can be let go.
    if (body && body.length > keptBodyBytes) this.request.body = Buffer.from(body.subarray(0, keptBodyBytes));
  }

  /** The connection ended, with or without an answer. */
  ended(): void {
    this.#durationMs ??= elapsedMs(this.request);
  }

  toExchange(): Exchange {
    const { request, call } = this;
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
      response: this.#sent && { ...this.#sent, body: this.#sent.body.toString() },
      violations: [...(call?.violations ?? (request.refusal ? [request.refusal] : []))],
      deviations: [...(call?.deviations ?? []), ...this.#secrets()],
      ...(this.faults.length > 0 ? { faults: [...this.faults] } : {}),
      ...(this.fault ? { injected: describeFault(this.fault) } : {}),
    };
  }

  #secrets(): Finding[] {
    const { secret = '' } = this.call?.app ?? {};
    const body = this.request.body?.toString() ?? '';
    return findSecret(secret, this.request, this.#secretInBody || holdsSecret(secret, body));
  }
}
