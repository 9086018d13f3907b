import type { Answer } from '../mock/mock.js';
import type { Call } from '../mock/contract/call.js';
import type { CallName } from '../runners/protocol/messages.js';
import { type UserCall, userCalls } from '../suites/calls.js';
import type { Hooks, Place } from './plant.js';

/** One kind of defect. It is planted on each of its calls alone, and on all of them. */
export interface Operator {
  /** In kebab case. */
  id: string;
  /** What it does wrong, as the end of a sentence that begins with a call. */
  defect: string;
  place: Place;
  /** Keys of `x-rules` that it breaks: a behaviour that rests on another has not named it. */
  rules: readonly string[];
  calls: readonly CallName[];
  /** Made anew for each mutant, so that what it remembers is its own. */
  hooks?: () => Hooks;
  /** For the mock: `applies` says whether a call is one of those it is planted on. */
  decorate?: (applies: (call: Call) => boolean) => (answer: Answer) => Answer;
}

export const all: readonly UserCall[] = userCalls;
export const giving: readonly UserCall[] = userCalls.filter((call) => call !== 'delete');
export const writing: readonly UserCall[] = ['create', 'getOrCreate', 'update', 'setUser'];
/** `setUser` takes its id from the token. */
export const naming: readonly UserCall[] = userCalls.filter((call) => call !== 'setUser');
/** What the reference gives as text, whatever an SDK may give. */
export const textOf = (given: unknown): string => (typeof given === 'string' ? given : '');
/** What the mock can tell apart. */
export const served: readonly UserCall[] = naming;
