import type { DriverFailure } from '../runners/failures.js';
import type { CallArguments, CallName, CallValue, SdkError } from '../runners/protocol/messages.js';
import type { Exchange } from '../spec/exchange.js';

/** What the SDK told the application. */
export type Outcome = { ok: CallValue } | { error: SdkError };

export interface Step {
  call: CallName;
  args: CallArguments;
  /** `null` when no answer came. */
  outcome: Outcome | null;
  /** Milliseconds since 1970, with fractions. */
  startedAt: number;
  durationMs: number;
}

/** How a behaviour ended, before anybody calls it a verdict. */
export type Ending =
  | { kind: 'held' }
  | { kind: 'broken'; message: string; expected?: unknown; actual?: unknown; step?: number }
  /** A deployment answered outside the contract: nothing is known of the SDK. */
  | { kind: 'server'; message: string }
  | { kind: 'driver'; failure: DriverFailure['verdict']; message: string; stderr: string[]; step?: number }
  | { kind: 'not-applicable'; reason: string }
  | { kind: 'bug'; message: string };

/** Everything seen while one behaviour ran on one SDK. */
export interface Observation {
  behaviour: string;
  durationMs: number;
  /** How many expectations were checked. */
  checks: number;
  /** What was there before, a sentence each: `the API holds john-doe {"name":"John Doe"}`. */
  before?: string[];
  steps: Step[];
  exchanges: Exchange[];
  ending: Ending;
}
