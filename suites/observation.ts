import type { DriverFailure } from '../runners/driver.js';
import type {
  ActivityValue,
  CallArguments,
  CallName,
  CallValue,
  Credential,
  SdkError,
  UserValue,
} from '../runners/protocol/messages.js';
import type { ErrorEntry } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';

/** What the SDK told the application. */
export type Outcome = { ok: CallValue } | { error: SdkError };

/** One call of the SDK. */
export interface Step {
  call: CallName;
  args: CallArguments;
  /** What its client was made with. */
  credential?: Credential;
  /** It was not sent to the API. */
  elsewhere?: true;
  /** What the call made of its data, where it is not as it was given. */
  changed?: unknown;
  /** `null` when no answer came. */
  outcome: Outcome | null;
  /** Milliseconds since 1970, with fractions. */
  startedAt: number;
  durationMs: number;
  /** The API's error that it had to fail with; the wire tells whether it did where the SDK's error says neither status nor code. */
  due?: ErrorEntry;
}

/** How a behaviour ended, before anybody calls it a verdict. */
export type Ending =
  | { kind: 'held' }
  /**
   * `expected` and `actual` are words when they are text, values to compare otherwise. `rule` is what it breaks when that
   * is another rule of the contract than the behaviour's; `sent` what a call sent instead of its own request.
   */
  | {
      kind: 'broken';
      message: string;
      expected?: unknown;
      actual?: unknown;
      step?: number;
      rule?: string;
      sent?: string;
    }
  /** A target answered outside the contract: nothing is known of the SDK. */
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
  /** What was there before, each as a sentence: `the API holds john-doe {"name":"John Doe"}`. */
  before: string[];
  steps: Step[];
  exchanges: Exchange[];
  ending: Ending;
  /** How the behaviour failed before it was run again, alone, and held. */
  failedFirst?: Observation;
}

export const succeeded = ({ outcome }: Step): boolean => outcome !== null && 'ok' in outcome;

export const errorOf = ({ outcome }: Step): SdkError | undefined =>
  outcome !== null && 'error' in outcome ? outcome.error : undefined;

/** The user that a call gave the application; `undefined` when it gave none. */
export function userOf({ outcome }: Step): UserValue | undefined {
  if (outcome === null || !('ok' in outcome)) return undefined;
  return outcome.ok !== null && 'user' in outcome.ok ? outcome.ok.user : undefined;
}

/** The users that a call gave, those in the places of references among them, all by the names of the protocol. */
export function usersOf(step: Step): UserValue[] {
  const user = userOf(step);
  const places = (activitiesOf(step) ?? []).flatMap(({ actor, object }) => [actor, object]);
  const embedded = places.filter((place): place is Embedded => typeof place === 'object' && place !== null);
  return [
    ...(user ? [user] : []),
    ...embedded.map(({ created_at: createdAt, updated_at: updatedAt, ...rest }) => ({ ...rest, createdAt, updatedAt })),
  ];
}

interface Embedded {
  id?: string;
  data?: unknown;
  created_at?: string;
  updated_at?: string;
}

/** The activities that a call gave the application, one or several; `undefined` when it gave none. */
export function activitiesOf({ outcome }: Step): ActivityValue[] | undefined {
  if (outcome === null || !('ok' in outcome) || outcome.ok === null) return undefined;
  if ('activity' in outcome.ok) return [outcome.ok.activity];
  return 'activities' in outcome.ok ? (outcome.ok.activities ?? undefined) : undefined;
}
