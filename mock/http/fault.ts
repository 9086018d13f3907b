import type { Request } from './request.js';

/** As the header `content-encoding` names them. */
export const encodings = ['gzip', 'deflate', 'br'] as const;
export type Encoding = (typeof encodings)[number];

/** Which requests a fault befalls; what is absent does not matter. */
export interface FaultMatch {
  method?: string;
  /** The path as sent, without the query; a star stands for any text. */
  path?: string;
  /** The `api_key`. */
  key?: string;
}

/**
 * An injected fault: what the mock is told to do wrong. With a `status`, `code` or `body`, that is the answer and the
 * request takes no effect, unless `effect` says so. Without one, the request takes effect and the API's own answer is
 * delivered as the rest of the fault has it. Whatever is injected is judged and recorded all the same, as `injected`.
 *
 * @example
 * { status: 503, headers: { 'retry-after': '1' }, times: 2 }              // two answers with the API's error body
 * { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }
 * { chunks: [40, 1], delayMs: 1000 }                                       // the API's own answer, late, in pieces
 * { disconnect: 'after', when: { method: 'POST' } }                        // takes effect, and nobody hears of it
 * { status: 307, headers: { location: 'http://127.0.0.1:9/' } }
 */
export interface Fault {
  /** 200 to 599; 500 when absent and there is a `code` or a `body`. */
  status?: number;
  /** The API's error code, where the contract has several for the status or none at all. */
  code?: number;
  /** Sent as it is when it is text, else as JSON. Absent: the API's error body. */
  body?: unknown;
  /** In the place of the answer's own, or more of them. */
  headers?: Record<string, string>;
  /** Whether the request takes effect although it is answered otherwise. */
  effect?: boolean;
  /** The body is compressed so, and says so. It is recorded as it was before. */
  encoding?: Encoding;
  /** How many requests it befalls; 1 when absent. */
  times?: number;
  /** Only these requests. */
  when?: FaultMatch;
  /** How long the answer is held back. */
  delayMs?: number;
  /** The answer never comes, and the connection stays open. */
  hang?: boolean;
  /** The body is sent in pieces of so many bytes; what is left is the last. */
  chunks?: number[];
  /** How long to wait before each piece but the first; 10 when absent. */
  chunkDelayMs?: number;
  /**
   * Closes the connection: `before` the request takes effect (as `true` does), `within` the answer after half of its
   * body, or `after` the effect without an answer.
   */
  disconnect?: boolean | 'before' | 'within' | 'after';
}

/** Takes the first fault that is about a request, of those that wait, in the order they were injected. */
export function takeFault(waiting: Fault[], request: Request): Fault | null {
  const index = waiting.findIndex(({ when }) => !when || matches(when, request));
  const fault = waiting[index];
  if (!fault) return null;
  const { times = 1 } = fault;
  if (times > 1) fault.times = times - 1;
  else waiting.splice(index, 1);
  return fault;
}

function matches({ method, path, key }: FaultMatch, request: Request): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (key !== undefined && key !== request.key) return false;
  if (path === undefined) return true;
  const pattern = path.split('*').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`, 's').test(request.path);
}

/** What was done to an exchange, in a sentence for its record. */
export function describeFault(fault: Fault): string {
  const { status, code, body, headers, encoding, delayMs, hang, chunks, disconnect, effect } = fault;
  const done: string[] = [];
  if (status !== undefined || code !== undefined || body !== undefined) done.push(`answered ${status ?? 500}`);
  else if (headers) done.push(`answered with headers ${Object.keys(headers).join(', ')}`);
  if (effect !== undefined) done.push(effect ? 'after the request took effect' : 'without effect');
  if (encoding) done.push(`encoded with ${encoding}`);
  if (delayMs !== undefined) done.push(`held back for ${delayMs} ms`);
  if (chunks) done.push(`sent in pieces of ${chunks.join(', ')} bytes and the rest`);
  if (hang) done.push('never answered');
  if (disconnect)
    done.push(
      `closed the connection ${disconnect === true ? 'before' : disconnect} the ${disconnect === 'within' ? 'answer' : 'effect'}`,
    );
  return `Injected: ${done.join(', ')}.`;
}
