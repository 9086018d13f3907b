import type { CallName, CallValue, Credential, SdkError } from '../runners/protocol/messages.js';
import type { OperationId, Rule } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import type { Divergence } from './baseline.js';
import type { Changes } from './changes.js';
import type { Verdict } from './verdicts.js';

/** The shape of `results.json`, version 2. `results.schema.json` beside this file is its JSON Schema. */
export interface Results {
  schemaVersion: 2;
  contract: { title: string; version: string; digest: string };
  suite: SuiteRecord;
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  /** One verdict for the run. */
  verdict: RunVerdict;
  /** What to fix: all of an SDK that fails in the same way together. New ones first, those that explain most before others. */
  causes: CauseRecord[];
  sdks: SdkRecord[];
  behaviours: BehaviourRecord[];
  results: ResultRecord[];
  /** Only behaviours in which SDKs differ from each other. */
  parity: ParityRecord[];
  coverage: CoverageRecord[];
  /** The deployment that the SDKs were sent to; absent: the mock. */
  target?: string;
  /** The signal that ended the run before its end; what it left out is `not-run`. */
  interrupted?: EndingSignal;
  /** How it was judged; what is merged is judged again by the same. */
  policy?: PolicyRecord;
  /** Present when this is one part of a run that was divided by `--shard`. */
  shard?: ShardRecord;
  /** Present after a gate that compared with a release: what changed since then. */
  changes?: Changes;
}

export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface SuiteRecord {
  version: string;
  /** How many behaviours were chosen. */
  behaviours: number;
  /** How many there are. */
  of: number;
  /** What the documents that it generates come from; `--seed` sets it. */
  seed?: number;
  /** Present when not all were chosen: the flags that chose, such as `--only conflict`. */
  part?: string;
}

export interface PolicyRecord {
  /** Whether nothing was allowed: no deviation on the wire, no known divergence. */
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
  /** 0 all that applies holds or is known; 1 an SDK failed; 3 could not judge. */
  exitCode: 0 | 1 | 3;
  /** Twelve words at most: the heading of every report. */
  heading: string;
  /** One sentence anyone understands. */
  sentence: string;
  /** The command that shows the worst alone. */
  command?: string;
  /** Number of results of the SDKs under test by verdict; every verdict is a key. */
  counts: Record<Verdict, number>;
}

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
  /** Whether its driver was contained (docs/decisions/containment.md); absent when it did not run. */
  containment?: ContainmentRecord;
  /** Why it did not run, and what to do about it. */
  reason?: string;
  remedy?: string;
  credentials: Credential[];
  calls: CallName[];
  /** The example code that ran. */
  example: { file: string; text: string } | null;
  /** A release that is newer than the pinned one, as far as the registry was asked on this machine. */
  newer?: string;
  /** Of a checkout: which, such as `commit 1a2b3c4, with uncommitted changes`. */
  build?: string;
  /** In a gate: the id of the release that it is compared with. That release is not under test itself. */
  against?: string;
}

/** By what it was contained, or why it was not. */
export type ContainmentRecord = { contained: true; by: string } | { contained: false; reason: string; remedy?: string };

export interface BehaviourRecord {
  /** `suite/kebab-name`. */
  id: string;
  suite: string;
  /** What must hold, in the present tense. */
  sentence: string;
  /** The rule of the contract it rests on. */
  rule: Rule;
  /** The version of the suites that it came with; absent: it has been there from the first. */
  since?: string;
}

export interface ResultRecord {
  sdk: string;
  behaviour: string;
  suite: string;
  verdict: Verdict;
  durationMs: number;
  /** How many expectations were checked. */
  checks: number;
  /** What was there before, a sentence each: `the API holds john-doe {"name":"John Doe"}`. */
  before: string[];
  steps: StepRecord[];
  exchanges: ExchangeRecord[];
  /** Present unless passed: what went wrong, or why it does not apply or did not run. */
  failure?: FailureRecord;
  /** Present when the failure is allowed: who allows it and why. */
  known?: KnownRecord;
  /** The verdict of each round, when they do not all agree. Of `--repeat` the worst is shown, after a retry the last. */
  rounds?: Verdict[];
  /** How it failed before it was run again, alone, and held. */
  firstFailure?: FailureRecord;
  /** What is compared between SDKs and between runs; absent when it did not run to an end. */
  accounts?: AccountsRecord;
  /** The command that runs just this again. */
  command: string;
}

export interface KnownRecord {
  /**
   * A list of known divergences; the release compared with, which fails it as well; or that the behaviour is newer than
   * the list, and nobody has accepted it yet.
   */
  by: 'list' | 'release' | 'newer';
  reason: string;
  /** What to change in the SDK. */
  remedy?: string;
  owner?: string;
  link?: string;
  /** It comes and goes by chance. */
  intermittent?: boolean;
  /** Position of the entry in its list, from 0. */
  entry?: number;
}

/** What people act on: all results of one SDK that fail in the same way, whatever values they fail with. */
export interface CauseRecord {
  /** Stable between runs, and the same for every build of an SDK: `query/boolean-spelling:query.get_or_create`. */
  key: string;
  sdk: string;
  /**
   * `failure`: behaviours do not hold. `unjudged`: they came to no end. `deviation`: they hold or not, and the wire strays
   * from the contract although the API accepts it.
   */
  kind: 'failure' | 'unjudged' | 'deviation';
  /** `new` counts against the SDK. `known` is allowed, see `known`. `accepted`: the API accepts it, and so does the run. */
  status: 'new' | 'known' | 'accepted';
  /** What it is, in one sentence. */
  sentence: string;
  /** What the application suffers. */
  effect: string;
  /** What to change in the SDK. */
  remedy: string;
  /** The sentence of the contract that it breaks, and where that comes from; absent for a crash. */
  rule?: Rule;
  /** What was seen, the most frequent first. */
  evidence: EvidenceRecord[];
  /** Ids of the behaviours that it explains. */
  behaviours: string[];
  /** The one of them to look at first. */
  example: string;
  /** The command that shows the example alone. */
  command: string;
  /** Present when `status` is `known`. */
  known?: KnownRecord;
}

export interface EvidenceRecord {
  /** Stable between runs. A list of known divergences may name it as `cause`. */
  key: string;
  /** One line: `22 → 1`, or the sentence of a finding with its value. */
  text: string;
  behaviours: string[];
}

/** Short readable accounts, one line a call or exchange, equal for those that do the same. */
export interface AccountsRecord {
  /** What the application saw. */
  outcome: string[];
  /** What went over the wire. */
  wire: string[];
  /** Present when calls were made at once: the order of requests is chance, and the lines are sorted. */
  atOnce?: true;
}

export interface FailureRecord {
  /** One sentence. */
  message: string;
  /** `server`: the deployment it was sent to answered outside the contract. `wire`: it holds, but for deviations. */
  blame?: 'server' | 'wire';
  /** Indented JSON, or plain words; absent when the check compares nothing. */
  expected?: string;
  actual?: string;
  /** Index into `steps` of the call it speaks of. */
  step?: number;
  /** What a call sent instead of its own request, which explains the rest: `create sends get_or_create=True, as getOrCreate does`. */
  sent?: string;
  /** Key of the rule that it breaks, where that is another than the behaviour's. */
  rule?: string;
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
