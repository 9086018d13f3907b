import type { Exchange, Finding } from '../../spec/exchange.js';
import { LRUCache } from '../../spec/libraries/serving.js';

import type { Call } from '../contract/call.js';
import { describeFault } from '../http/fault.js';
import type { Reply } from '../http/reply.js';
import { joinHeaders, type Request } from '../http/request.js';
import { findSecret } from '../store/secrets.js';

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
    this.#durationMs = this.request.elapsedMs;
    const { body } = this.request;
    if (body === null || body.length <= keptBodyBytes) return;
    this.#secretInBody = this.call?.app?.holdsSecret(body.toString()) ?? false;
    // A copy, so that the rest can be let go.
    this.request.body = Buffer.from(body.subarray(0, keptBodyBytes));
  }

  /** The connection ended, with or without an answer. */
  ended(): void {
    this.#durationMs ??= this.request.elapsedMs;
  }

  toExchange(): Exchange {
    const { request, call } = this;
    const sent = this.#sent;
    const durationMs = this.#durationMs ?? request.elapsedMs;
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

  #secrets(): Finding[] {
    const { holdsSecret } = this.call?.app ?? {};
    if (!holdsSecret) return [];
    const inBody = this.#secretInBody ?? holdsSecret(this.request.body?.toString() ?? '');
    return findSecret(holdsSecret, this.request, inBody);
  }
}

/** How much of what went over the wire is kept; the oldest goes first, and is counted. */
export interface JournalLimits {
  /** Exchanges of one key; 500 when absent. A behaviour sends a few dozen. */
  exchanges?: number;
}

const defaultExchanges = 500;
const keptBytesPerKey = 16 * 2 ** 20;
/** How much is kept altogether; the key not heard of for longest loses its exchanges first. */
const keptBytes = 256 * 2 ** 20;
/** Of how many keys without exchanges it is still known how many they had, and how long these keys are together. */
const keptCounts = { max: 100_000, maxSize: 8 * 2 ** 20 };

/** What was recorded for one `api_key`. */
export interface Recorded {
  exchanges: Exchange[];
  /** How many older ones were forgotten to make room. */
  dropped: number;
}

/** The newest recordings of one key, and how many there were before. */
interface Kept {
  recordings: Recording[];
  bytes: number;
  dropped: number;
}

/** The exchanges of a mock, by the `api_key` they came with, whether or not such an app exists; '' without one. */
export class Journal {
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: keptBytes,
    dispose: ({ dropped, recordings }, key, why) => {
      if (why === 'evict') this.#counts.set(key, dropped + recordings.length);
    },
  });
  /** How many exchanges the keys had whose exchanges were all dropped to make room. */
  readonly #counts = new LRUCache<string, number>({ ...keptCounts, sizeCalculation: (_count, key) => key.length + 1 });
  readonly #followers = new Set<{ apiKey: string | null; tell: (exchange: Exchange) => void }>();
  readonly #exchanges: number;
  #sequence = 0;

  constructor({ exchanges = defaultExchanges }: JournalLimits = {}) {
    this.#exchanges = exchanges;
  }

  /** Records a request as it arrives, before anything is made of it. */
  begin(request: Request): Recording {
    const { key } = request;
    const recording = new Recording(++this.#sequence, request);
    const kept = this.#kept.get(key) ?? { recordings: [], bytes: 0, dropped: this.#counts.get(key) ?? 0 };
    kept.recordings.push(recording);
    kept.bytes += recording.bytes;
    while (kept.recordings.length > this.#exchanges || kept.bytes > keptBytesPerKey) {
      kept.dropped += 1;
      kept.bytes -= kept.recordings.shift()?.bytes ?? 0;
    }
    // A copy: the library weighs what it has already only once.
    this.#kept.set(key, { ...kept }, { size: kept.bytes + 1 });
    return recording;
  }

  /** The exchange is over, answered or not. */
  end(recording: Recording): void {
    recording.ended();
    for (const { apiKey, tell } of this.#followers) {
      if (apiKey === null || apiKey === recording.request.key) tell(recording.toExchange());
    }
  }

  /** Tells of every exchange of a key, or of all, once it is over. Returns how to stop that. */
  follow(apiKey: string | null, tell: (exchange: Exchange) => void): () => void {
    const follower = { apiKey, tell };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** What is kept for a key, in order of arrival, and how many older ones are not. */
  read(key: string): Recorded {
    const { recordings = [], dropped = this.#counts.get(key) ?? 0 } = this.#kept.get(key) ?? {};
    return { exchanges: recordings.map((recording) => recording.toExchange()), dropped };
  }

  /** Forgets a key for good, with what is not kept of it. */
  forget(key: string): void {
    this.#kept.delete(key);
    this.#counts.delete(key);
  }
}
