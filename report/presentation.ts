import type { ResultRecord, Verdict } from './model.js';

/** How a verdict is shown. A known divergence is a failure that a baseline lists, and is shown apart. */
export const kinds = [
  'passed',
  'tolerated',
  'known',
  'failed',
  'suite-bug',
  'driver-error',
  'crashed',
  'timed-out',
  'not-applicable',
  'not-run',
] as const;
export type Kind = (typeof kinds)[number];

/** What a kind says about the run: it holds, it is bad news, nobody can tell, or there was nothing to tell. */
export type Tone = 'good' | 'note' | 'bad' | 'unknown' | 'quiet';

export interface Presentation {
  /** One character that tells the kind without colour. */
  glyph: string;
  /** One or two words. */
  label: string;
  /** What it means, for a legend. */
  meaning: string;
  tone: Tone;
}

export const presentations: Record<Kind, Presentation> = {
  passed: { glyph: '✓', label: 'passed', meaning: 'The behaviour holds.', tone: 'good' },
  tolerated: {
    glyph: '~',
    label: 'tolerated',
    meaning: 'It holds, but the wire strays from the contract.',
    tone: 'note',
  },
  known: { glyph: '◆', label: 'known', meaning: 'It fails, and a baseline lists it with a reason.', tone: 'note' },
  failed: { glyph: '✕', label: 'failed', meaning: 'The SDK does not do what the contract says.', tone: 'bad' },
  'suite-bug': {
    glyph: '?',
    label: 'suite bug',
    meaning: 'The behaviour itself is at fault, not the SDK.',
    tone: 'unknown',
  },
  'driver-error': {
    glyph: '!',
    label: 'driver error',
    meaning: 'The driver broke, so nothing is known of the SDK.',
    tone: 'unknown',
  },
  crashed: { glyph: '†', label: 'crashed', meaning: 'The process ended before it answered.', tone: 'unknown' },
  'timed-out': { glyph: '∞', label: 'timed out', meaning: 'The call did not end in time.', tone: 'unknown' },
  'not-applicable': {
    glyph: '–',
    label: 'not applicable',
    meaning: 'The SDK does not offer what it needs.',
    tone: 'quiet',
  },
  'not-run': { glyph: '○', label: 'not run', meaning: 'The SDK could not run here.', tone: 'quiet' },
};

/** How one result is shown. */
export function kindOf(result: Pick<ResultRecord, 'verdict' | 'known'>): Kind {
  return result.known !== undefined && !holds(result.verdict) ? 'known' : result.verdict;
}

/** Whether the behaviour holds, tolerated deviations or not. */
export function holds(verdict: Verdict): boolean {
  return verdict === 'passed' || verdict === 'tolerated';
}

/** `✕ failed`. */
export function glyphAndLabel(kind: Kind): string {
  return `${presentations[kind].glyph} ${presentations[kind].label}`;
}
