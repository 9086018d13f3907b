import type { Definition } from './behaviour.js';
import type { CallResult } from './checks.js';
import type { BehaviourContext } from './context.js';

interface ErrorShape extends Pick<Definition, 'calls' | 'credential'> {
  /** Begins the names, where a suite has several errors: `wrong-secret-`. */
  prefix?: string;
  /** Ends the sentence: `a conflict`. */
  of: string;
  status: number;
  code: number;
  /** Has the API answer with the error, and returns what the application saw. */
  provoke: (context: BehaviourContext) => Promise<CallResult>;
}

/** What every error of the API is due: the application can read its status and its code. */
export function errorCarries({
  prefix = '',
  of,
  provoke,
  calls,
  credential,
  ...entry
}: ErrorShape): Record<string, Definition> {
  const carries = (what: 'status' | 'code'): Definition => ({
    sentence: `the application can read ${what} ${entry[what]} off the error of ${of}`,
    rule: 'errorShape',
    calls,
    credential,
    async run(context) {
      const result = await provoke(context);
      context.check.equal(
        `the error carries another ${what}`,
        context.check.isError(result)[what],
        entry[what],
        result.step,
      );
    },
  });
  return {
    [`${prefix}error-carries-the-status`]: carries('status'),
    [`${prefix}error-carries-the-code`]: carries('code'),
  };
}
