import type { HeldRule } from '../runners/protocol/answers.js';
import { defaultTimeouts, seconds } from '../runners/protocol/messages.js';

/** How long a check of a driver waits, in milliseconds. */
export const checkLimits = {
  ...defaultTimeouts,
  /** An answer that takes longer is told at once, although it is no breach. */
  slow: 5_000,
  /** How long the API waits for the second of two calls that are to be made at the same time. */
  together: 4_000,
  /** The whole check. The end of the driver comes on top: together they take two minutes. */
  whole: 115_000,
};
export type CheckLimits = typeof checkLimits;

const { start, call, whole } = checkLimits;

/** The rules of docs/driver-protocol.md, in the order they are checked; the last four hold all the time. */
export const driverRules = {
  hello: 'The first line out is the hello of this version.',
  calls: 'Each call that the hello names yields what is due, with each credential that it names.',
  errors: 'What the SDK throws is answered as an error, with its type.',
  'unknown-call': 'A call that it does not have is a driverError.',
  order: 'Several calls in one line are answered in their order.',
  concurrent: 'It makes the calls of one line at the same time, if its hello says so.',
  empty: 'A line without calls is answered with no results.',
  clients: 'A client is made once, when its name is first used, and kept by its name.',
  'large-line': 'A line may be larger than a megabyte.',
  'non-ascii': 'Lines are UTF-8 in both directions.',
  end: 'At the end of its input it finishes what it is doing, and exits with 0.',
  time: `The hello comes in ${seconds(start)}, an answer in ${seconds(call)}, all of this check in ${seconds(whole)}.`,
  lines: 'Standard output holds nothing but lines of JSON.',
  schema: 'Each line is in the schema of the protocol.',
  answers: 'Each line is answered by one line with a result for each call, and no line comes unasked.',
} as const satisfies Record<HeldRule, string> & Record<string, string>;
export type DriverRule = keyof typeof driverRules;
