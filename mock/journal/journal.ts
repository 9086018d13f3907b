import type { Exchange, Finding, TokenSummary } from '../../spec/exchange.js';
import { LRUCache } from '../../spec/libraries/serving.js';

import type { Call } from '../contract/call.js';
import { describeFault } from '../http/fault.js';
import type { Reply } from '../http/reply.js';
import { joinHeaders, parametersOf, type Request } from '../http/request.js';
import { findSecret } from '../store/secrets.js';

/** How much of a body is kept, in bytes. */
const keptBodyBytes = 64 * 1024;

/** Headers that hold a credential; their values are never shown. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** A rough cost of a recording besides its texts, so that a flood of tiny requests is bounded too. */
const baseBytes = 1_024;
/** The same of a text besides its characters. */
const textBytes = 64;

/**
 * One exchange as it happens. Only what is at hand is kept; it is put into the shape of the record when somebody
 * reads it, which most are not.
 */
export class Recording {
  /** Of the call as it is judged, what is told; set once there is one. */
  call: Pick<
    Call,
    'operation' | 'tokenSummary' | 'violations' | 'deviations' | 'answerFaults' | 'fault' | 'app'
  > | null = null;
  /** What it weighed last. */
  bytes = 0;
  readonly #startedAt = Date.now();
  #secretInBody: boolean | null = null;
  #sent: Reply | null = null;
  #durationMs: number | null = null;

  constructor(
    readonly sequence: number,
    readonly request: Request,
  ) {}

  /** Weighs what is kept now, with a body that is still to come. Returns how much that is more than before. */
  weigh(): number {
    const { target, rawHeaders, body, bodyBytes, headers } = this.request;
    const expected = headers['transfer-encoding'] === undefined ? bodyBytes : keptBodyBytes;
    const { violations = [], deviations = [], answerFaults = [], tokenSummary } = this.call ?? {};
    const findings = [...violations, ...deviations, ...answerFaults];
    const texts = [target, tokenSummary ?? '', this.#sent?.content ?? '', ...rawHeaders];
    for (const { id, location, message } of findings) texts.push(id, location, message);
    const before = this.bytes;
    this.bytes = texts.reduce((sum, text) => sum + text.length + textBytes, baseBytes);
    this.bytes += body?.length ?? Math.min(expected, keptBodyBytes);
    return this.bytes - before;
  }

  /** What went out, `null` when nothing did. What is not kept of a body is searched for the app's secret, and let go. */
  answered(sent: Reply | null): void {
    this.#sent = sent && { ...sent, content: cut(sent.content) };
    const { body, elapsedMs } = this.request;
    if (body !== null && body.length > keptBodyBytes) {
      this.#secretInBody = this.call?.app?.holdsSecret(body.toString()) ?? false;
      // A copy, so that the rest can be let go.
      this.request.body = Buffer.from(body.subarray(0, keptBodyBytes));
    }
    // It may have ended while it was judged.
    if (this.#durationMs !== null) this.ended();
    else this.#durationMs = elapsedMs;
  }

  /** The connection ended, with or without an answer. */
  ended(): void {
    this.#durationMs ??= this.request.elapsedMs;
    if (!this.call) return;
    const { operation, tokenSummary, violations, deviations, answerFaults, fault, app } = this.call;
    // The rest, such as what was read of the body, is let go.
    this.call = { operation, tokenSummary, violations, deviations, answerFaults, fault, app };
    this.request.headers = {};
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
        query: [...parametersOf(request.query)],
        headers: joinHeaders(request.rawHeaders, secretHeaders),
        token: call?.tokenSummary ? (JSON.parse(call.tokenSummary) as TokenSummary) : null,
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

/** The part of a body that is kept. */
function cut(content: string | Buffer): string | Buffer {
  if (Buffer.byteLength(content) <= keptBodyBytes) return content;
  return Buffer.from(Buffer.from(content).subarray(0, keptBodyBytes));
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
    this.#keep(key, kept, recording);
    return recording;
  }

  /** The exchange is over, answered or not. */
  end(recording: Recording): void {
    recording.ended();
    const { key } = recording.request;
    const kept = this.#kept.get(key);
    // It may have been forgotten by now.
    if (kept?.recordings.includes(recording)) this.#keep(key, kept, recording);
    for (const { apiKey, tell } of this.#followers) {
      if (apiKey === null || apiKey === key) tell(recording.toExchange());
    }
  }

  /** Makes room for what one of them weighs now. */
  #keep(key: string, kept: Kept, recording: Recording): void {
    kept.bytes += recording.weigh();
    while (kept.recordings.length > this.#exchanges || kept.bytes > keptBytesPerKey) {
      kept.dropped += 1;
      kept.bytes -= kept.recordings.shift()?.bytes ?? 0;
    }
    // A copy: the library weighs what it has already only once.
    this.#kept.set(key, { ...kept }, { size: kept.bytes + 1 });
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
