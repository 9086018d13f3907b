import type { Observation } from '../suites/observation.js';
import { prettyCut } from './cut.js';
import type { FailureRecord, Verdict } from './model.js';

/** What one observation means. */
export function verdictOf({ ending, exchanges }: Observation): Verdict {
  switch (ending.kind) {
    case 'held':
      return exchanges.some(({ deviations }) => deviations.length > 0) ? 'tolerated' : 'passed';
    case 'broken':
    case 'server':
      return 'failed';
    case 'driver':
      return ending.failure;
    case 'not-applicable':
      return 'not-applicable';
    case 'bug':
      return 'suite-bug';
  }
}

/** What to tell of an observation that is not plain success. */
export function failureOf({ ending }: Observation): FailureRecord | undefined {
  switch (ending.kind) {
    case 'held':
      return undefined;
    case 'broken': {
      const { message, expected, actual, step } = ending;
      const compares = 'expected' in ending || 'actual' in ending;
      return { message, step, ...(compares ? { expected: prettyCut(expected), actual: prettyCut(actual) } : {}) };
    }
    case 'server':
      return { message: ending.message, blame: 'server' };
    case 'driver':
      return { message: ending.message, step: ending.step, stderr: ending.stderr.join('\n') };
    case 'not-applicable':
      return { message: ending.reason };
    case 'bug':
      return { message: ending.message };
  }
}

/** From the one that says least against an SDK to the one that says most against the run. */
const severity: readonly Verdict[] = [
  'not-applicable',
  'not-run',
  'passed',
  'tolerated',
  'failed',
  'timed-out',
  'driver-error',
  'crashed',
  'suite-bug',
];

/** The index of the one to show of several rounds of a behaviour: the first of the worst, what is known after the rest. */
export function worst(rounds: readonly { verdict: Verdict; known?: unknown }[]): number {
  const weight = ({ verdict, known }: (typeof rounds)[number]) => severity.indexOf(verdict) - (known ? 0.5 : 0);
  return rounds.reduce((at, round, index) => (weight(round) > weight(rounds[at]!) ? index : at), 0);
}
