import type { CallArguments, CallValue } from '../../runners/protocol/messages.js';
import type { ApiCall } from '../../suites/calls.js';
import type { Operator } from '../operator.js';
import type { Context, Fault, Hooks } from '../plant.js';

/** What happens around a call. */
export type Around = NonNullable<Hooks['call']>;
export type Row = [id: string, defect: string, rules: readonly string[], calls: readonly ApiCall[], around: Around];

export const aroundCalls = (rows: readonly Row[]): Operator[] =>
  rows.map(([id, defect, rules, calls, call]) => ({
    ...{ id, defect, place: 'call', rules, calls },
    hooks: () => ({ call }),
  }));

/** Does something else when the API answers with a status. */
export const on =
  (status: number, other: (args: CallArguments, context: Context) => Promise<CallValue>): Around =>
  async (args, run, context) => {
    try {
      return await run(args);
    } catch (error) {
      if ((error as Fault).status === status) return other(args, context);
      throw error;
    }
  };

/** Something else, and then the call. */
export const before =
  (first: (args: CallArguments, context: Context) => Promise<unknown>): Around =>
  async (args, run, context) => {
    await first(args, context).catch(() => undefined);
    return run(args);
  };

/** Something else. */
export const instead =
  (other: (args: CallArguments, context: Context) => Promise<CallValue>): Around =>
  (args, _run, context) =>
    other(args, context);

/** An error of its own, before anything is sent. */
export const refusing =
  (when: (args: CallArguments) => boolean, status: number, code: number): Around =>
  (args, run) => {
    if (when(args)) throw Object.assign(new Error('refused before it was sent'), { status, code });
    return run(args);
  };
