import type { Finding } from '../spec/exchange.js';
import type { Observation } from '../suites/observation.js';
import { cutText, prettyCut } from './cut.js';
import type { FailureRecord } from './model.js';
import { type Verdict, verdictTable } from './verdicts.js';

/** What one observation means, before anybody asks whether a failure is known. */
export interface Judgement {
  verdict: Exclude<Verdict, 'known' | 'not-run'>;
  /** What to tell of an observation that is not plain success. */
  failure?: FailureRecord;
}

/** The one judge. @param strict whether a behaviour that holds but strays on the wire has failed. */
export function judge({ ending, exchanges }: Observation, { strict }: { strict: boolean }): Judgement {
  switch (ending.kind) {
    case 'held': {
      const deviations = strict ? exchanges.flatMap((exchange) => exchange.deviations) : [];
      if (deviations.length === 0) return { verdict: 'passed' };
      return { verdict: 'failed', failure: { message: sentencesOf(deviations), blame: 'wire' } };
    }
    case 'broken': {
      const { message, step, sent, rule } = ending;
      const compares = 'expected' in ending || 'actual' in ending;
      const comparison = compares ? { expected: shown(ending.expected), actual: shown(ending.actual) } : {};
      const more = { ...(sent === undefined ? {} : { sent }), ...(rule === undefined ? {} : { rule }) };
      return { verdict: 'failed', failure: { message, step, ...comparison, ...more } };
    }
    case 'server':
      return { verdict: 'failed', failure: { message: ending.message, blame: 'server' } };
    case 'driver': {
      const { failure, message, step, stderr } = ending;
      return { verdict: failure, failure: { message, step, stderr: stderr.join('\n') } };
    }
    case 'not-applicable':
      return { verdict: 'not-applicable', failure: { message: ending.reason } };
    case 'bug':
      return { verdict: 'suite-bug', failure: { message: ending.message } };
  }
}

/** Words for people stand without quotes; what could be taken for JSON, such as "22", does not. */
function shown(value: unknown): string {
  return typeof value === 'string' && !isJson(value) ? cutText(value) : prettyCut(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Each once. */
function sentencesOf(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ message }) => message))].join(' ');
}

/** The index of the one to show of several rounds of a behaviour: the first of the worst. */
export function worst(rounds: readonly { verdict: Verdict }[]): number {
  const weight = ({ verdict }: { verdict: Verdict }) => verdictTable[verdict].severity;
  return rounds.reduce((at, round, index) => (weight(round) > weight(rounds[at]!) ? index : at), 0);
}
