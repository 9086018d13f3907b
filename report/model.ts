import type { CallName, CallValue, Credential, SdkError } from '../runners/protocol/messages.js';
import type { OperationId, Rule } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import type { Divergence } from './baseline.js';
import type { Changes } from './changes.js';

/** The shape of `results.json`, version 1. `results.schema.json` beside this file is its JSON Schema. */
export interface Results {
  schemaVersion: 1;
  contract: { title: string; version: string; digest: string };
  suite: { version: string; behaviours: number };
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  /** One verdict for the run. */
  verdict: RunVerdict;
  sdks: SdkRecord[];
  behaviours: BehaviourRecord[];
  results: ResultRecord[];
  /** Only behaviours in which SDKs differ from each other. */
  parity: ParityRecord[];
  coverage: CoverageRecord[];
  /** The deployment that the SDKs were sent to; absent: the mock. */
  target?: string;
  /** The signal that ended the run before its end; what it left out is `not-run`. */
  interrupted?: 'SIGINT' | 'SIGTERM' | 'SIGHUP';
  /** How it was judged; what is merged is judged again by the same. */
  terms?: TermsRecord;
  /** Present when this is one part of a run that was divided by `--shard`. */
  shard?: ShardRecord;
  /** Present after a gate that compared with a release: what changed since then. */
  changes?: Changes;
}

export interface TermsRecord {
  /** Whether nothing was allowed: no tolerated deviation, no known divergence. */
  strict: boolean;
  /** How often each behaviour ran. */
  repeat: number;
  /** The known divergences that were allowed. */
  baseline: Divergence[];
}

export interface ShardRecord {
  /** From 1 to `of`. */
  index: number;
  of: number;
  /** SHA-256, in hex, of the plan that divided the run: only parts of one plan belong together. */
  plan: string;
}

export interface RunVerdict {
  /** 0 all that applies passed, is tolerated or is a known divergence; 1 an SDK failed; 3 could not judge. */
  exitCode: 0 | 1 | 3;
  /** One sentence anyone understands. */
  sentence: string;
  /** How many results failed as a baseline lists them. */
  known: number;
  /** Number of results by verdict; every verdict is a key. */
  counts: Record<Verdict, number>;
}

export const verdicts = [
  'passed',
  'tolerated',
  'failed',
  'driver-error',
  'crashed',
  'timed-out',
  'not-applicable',
  'not-run',
  'suite-bug',
] as const;
export type Verdict = (typeof verdicts)[number];

export interface SdkRecord {
  /** `python`, or `python@5.2.0` / `python=stream-python` when another build than the pinned release is tested. */
  id: string;
  /** The runner it belongs to: `python`. */
  runner: string;
  language: string;
  /** Package name: `stream-python`. */
  name: string;
  /** As the driver said; `null` when it did not run. */
  version: string | null;
  runtime: string | null;
  status: 'ran' | 'not-run';
  /** Whether its driver was held in (docs/decisions/containment.md); absent when it did not run. */
  contained?: boolean;
  /** Why it did not run, and what to do about it. */
  reason?: string;
  remedy?: string;
  credentials: Credential[];
  calls: CallName[];
  /** The example code that ran. */
  example: { file: string; text: string } | null;
}

export interface BehaviourRecord {
  /** `suite/kebab-name`. */
  id: string;
  suite: string;
  /** What must hold, in the present tense. */
  sentence: string;
  /** The rule of the contract it rests on. */
  rule: Rule;
}

export interface ResultRecord {
  sdk: string;
  behaviour: string;
  suite: string;
  verdict: Verdict;
  durationMs: number;
  /** How many expectations were checked. */
  checks: number;
  steps: StepRecord[];
  exchanges: ExchangeRecord[];
  /** Present unless passed, tolerated: what went wrong, or why it does not apply or did not run. */
  failure?: FailureRecord;
  /** Present when the failure is listed in a baseline. */
  known?: { reason: string; owner?: string; link?: string };
  /** With `--repeat`: the verdict of each round, when they do not all agree. */
  rounds?: Verdict[];
  /** How it failed before it was run again alone, and held: chance decides, or a busy machine. */
  unsteady?: { verdict: Verdict; failure?: FailureRecord };
  /** What is compared between SDKs and between runs; absent when it did not run to an end. */
  accounts?: AccountsRecord;
  /** The command that runs just this again. */
  command: string;
}

/** Short readable accounts, one line a call or exchange, equal for those that do the same. */
export interface AccountsRecord {
  /** What the application saw. */
  outcome: string[];
  /** What went over the wire. */
  wire: string[];
}

export interface FailureRecord {
  /** One sentence. */
  message: string;
  /** Present when it is no doing of the SDK: the deployment that it was sent to answered outside the contract. */
  blame?: 'server';
  /** Pretty-printed JSON, for a diff; absent when the check compares nothing. */
  expected?: string;
  actual?: string;
  /** Index into `steps` of the call it speaks of. */
  step?: number;
  /** The driver's own last lines, for `driver-error`, `crashed` and `timed-out`. */
  stderr?: string;
}

export interface StepRecord {
  call: CallName;
  /** Long values are cut, see `cut`. */
  args: unknown;
  /** What the application saw; `null` when no answer came. */
  outcome: { ok: CallValue } | { error: SdkError } | null;
  durationMs: number;
}

/** An exchange, and the step that caused it where that is known for sure. */
export interface ExchangeRecord extends Exchange {
  step: number | null;
}

export interface ParityRecord {
  behaviour: string;
  /** What applications see: SDKs with the same outcome together, the most common first. Empty when all agree. */
  outcomes: ParityGroup[];
  /** What goes over the wire, likewise. */
  wire: ParityGroup[];
}

export interface ParityGroup {
  sdks: string[];
  /** A short readable account that is equal for exactly these SDKs. */
  account: string[];
}

export interface CoverageRecord {
  operation: OperationId;
  status: number;
  /** SDK id → ids of the behaviours whose exchanges had this status. */
  sdks: Record<string, string[]>;
}
