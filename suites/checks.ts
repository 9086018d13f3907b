import { isDeepStrictEqual } from 'node:util';

import type { SdkError, UserValue } from '../runners/protocol/messages.js';
import type { ErrorEntry } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import { instant } from './instant.js';
import type { Outcome } from './observation.js';

/** An outcome, and the number of the step that had it. */
export interface CallResult {
  step: number;
  call: string;
  outcome: Outcome;
}

/** A behaviour that does not hold. Whatever else a behaviour throws is a fault of the suite. */
export class BrokenExpectation extends Error {
  override name = 'BrokenExpectation';
  /** Set only by checks that compare two values. */
  readonly comparison: { expected: unknown; actual: unknown } | undefined;
  readonly step: number | undefined;

  constructor(message: string, details: { comparison?: { expected: unknown; actual: unknown }; step?: number } = {}) {
    super(message);
    this.comparison = details.comparison;
    this.step = details.step;
  }
}

/** What an exchange is told apart by: `addUser 201`. */
export type WireLine = string;

/** The expectations of one behaviour, counted: one that checks nothing must not pass. */
export class Checks {
  count = 0;
  /** Errors that say neither status nor code: only the wire can tell which error they were. */
  readonly untold: { entry: ErrorEntry; result: CallResult }[] = [];

  holds(condition: boolean, message: string, step?: number): void {
    this.count += 1;
    if (!condition) throw new BrokenExpectation(message, { step });
  }

  equal(message: string, actual: unknown, expected: unknown, step?: number): void {
    this.count += 1;
    if (!isDeepStrictEqual(actual, expected)) {
      throw new BrokenExpectation(message, { comparison: { expected, actual }, step });
    }
  }

  /** The call succeeded, whatever it gave. */
  succeeds(result: CallResult): void {
    if ('ok' in result.outcome) {
      this.count += 1;
      return;
    }
    const { type, message } = result.outcome.error;
    this.holds(false, `${result.call} fails with ${type}: ${message}`, result.step);
  }

  /** The call gave the application a user. */
  user(result: CallResult): UserValue {
    this.succeeds(result);
    const value = 'ok' in result.outcome ? result.outcome.ok : null;
    if (value === null || !('user' in value)) {
      throw new BrokenExpectation(`${result.call} gives the application no user`, {
        comparison: { expected: { user: {} }, actual: value },
        step: result.step,
      });
    }
    return value.user;
  }

  /** The call gave the application this user; its timestamps are another check's business. */
  givesUser(result: CallResult, expected: { id: string; data: unknown }): UserValue {
    const user = this.user(result);
    this.equal(
      `${result.call} gives the application another user`,
      { id: user.id, data: user.data },
      expected,
      result.step,
    );
    return user;
  }

  /** A timestamp the SDK gave is this instant. One it does not give is the business of `returns-the-timestamps`. */
  sameInstant(message: string, text: string | undefined, expected: string | undefined, step?: number): void {
    if (text !== undefined) this.equal(message, instant(text), instant(expected), step);
  }

  /** The SDK gave both timestamps, as the API holds them. */
  timestamps(user: UserValue, held: { created_at: string; updated_at: string } | undefined): void {
    this.equal('created_at is another instant', instant(user.createdAt), instant(held?.created_at));
    this.equal('updated_at is another instant', instant(user.updatedAt), instant(held?.updated_at));
  }

  /** The call failed in the application, however it says so. */
  isError(result: CallResult): SdkError {
    this.count += 1;
    if ('error' in result.outcome) return result.outcome.error;
    throw new BrokenExpectation(`${result.call} succeeds although it must fail`, {
      comparison: { expected: { error: {} }, actual: result.outcome },
      step: result.step,
    });
  }

  /**
   * The call failed with this error of the API, as far as its status tells, or its code where the SDK exposes no status,
   * or the wire where it exposes neither.
   * Whether status and code can be read at all is checked by the behaviours that are named after it.
   */
  isApiError(result: CallResult, entry: ErrorEntry): SdkError {
    const error = this.isError(result);
    const message = `${result.call} fails with another error`;
    if (error.status !== undefined) this.equal(message, error.status, entry.status, result.step);
    else if (error.code !== undefined) this.equal(message, error.code, entry.code, result.step);
    else this.untold.push({ entry, result });
    return error;
  }

  /** The requests that went out and how they were answered, in order. */
  wire(exchanges: Exchange[], expected: WireLine[]): void {
    this.equal('the requests sent are others', exchanges.map(wireLine), expected);
  }
}

export function wireLine(exchange: Exchange): WireLine {
  return `${exchange.operation ?? `${exchange.request.method} elsewhere`} ${exchange.response?.status ?? 'unanswered'}`;
}
