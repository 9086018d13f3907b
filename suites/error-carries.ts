import type { ErrorEntry } from '../spec/contract.js';
import { behaviour, type Given, type Id } from './behaviour.js';
import type { Step } from './observation.js';

/**
 * Declares what every error of the API is due: the application can read its status and its code.
 * @param ids Of the behaviour about the status, and of the one about the code.
 * @param what Ends the sentence: `a conflict`.
 * @param provoke Makes the API answer with the error, and returns what the application saw.
 */
export function errorCarries(
  ids: { status: Id; code: Id },
  what: string,
  { status, code }: ErrorEntry,
  provoke: (given: Given) => Promise<Step>,
): void {
  const sentence = (told: string) => `the application can read ${told} off the error of ${what}`;
  behaviour(ids.status, 'errorShape', sentence(`status ${status}`), async (given) => {
    await given.expect(provoke(given)).toCarry({ status });
  });
  behaviour(ids.code, 'errorShape', sentence(`code ${code}`), async (given) => {
    await given.expect(provoke(given)).toCarry({ code });
  });
}
