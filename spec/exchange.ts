import type { OperationId } from './contract.js';

/** One HTTP request and its answer, as the mock recorded them. Secrets and tokens are not in it. */
export interface Exchange {
  /** Order of arrival at the server, from 1. */
  sequence: number;
  /** ISO 8601 with milliseconds. */
  startedAt: string;
  durationMs: number;
  /** The operation it was routed to; `null` when none matched. */
  operation: OperationId | null;
  request: ExchangeRequest;
  /** `null` when the connection ended before an answer. */
  response: ExchangeResponse | null;
  /** Why the contract rejects the request; empty when it does not. */
  violations: Finding[];
  /** What the API tolerates although the contract does not name it. */
  deviations: Finding[];
  /** Why the contract forbids the answer; only of a real deployment, and only when it does. */
  faults?: Finding[];
  /** What the mock was told to do wrong with it, in a sentence; only when it was. */
  injected?: string;
}

export interface ExchangeRequest {
  method: string;
  /** As sent, without the query: `/api/v1.0/user//john-doe/`. */
  path: string;
  /** In the order sent, decoded. */
  query: [name: string, value: string][];
  /** Lower-case names. `authorization` reads `[redacted]`; what the token says is in `token`. */
  headers: Record<string, string>;
  token: TokenSummary | null;
  /** Decoded as UTF-8 and cut after 64 KiB; `null` without a body. */
  body: string | null;
  bodyBytes: number;
}

/** What a token claims, never the token itself. */
export interface TokenSummary {
  kind: 'server' | 'user' | 'unreadable';
  algorithm: string | null;
  claims: Record<string, unknown>;
}

export interface ExchangeResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Decoded as UTF-8 and cut after 64 KiB; the header `content-length` says how long it was. */
  body: string;
}

/** Something about a request that the contract does not say. */
export interface Finding {
  /** Stable, `place/what`: `query/boolean-spelling`, `path/doubled-slash`. */
  id: string;
  /** Where: `path`, `query.get_or_create`, `header.content-type`, `body.data`. */
  location: string;
  /** A sentence with the value in it. */
  message: string;
}
