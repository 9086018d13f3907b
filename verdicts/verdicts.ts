/** What a verdict says about the run: it holds, it is allowed, it is bad news, nobody can tell, or there was nothing to tell. */
export type Tone = 'good' | 'note' | 'bad' | 'unknown' | 'quiet';

/** What JUnit calls it; `null` is a case that passed. */
export type JunitElement = 'failure' | 'error' | 'skipped' | null;

export interface VerdictRow {
  /** One character that tells the verdict without colour. */
  glyph: string;
  /** One or two words. */
  label: string;
  /** What it means, for a legend. */
  meaning: string;
  tone: Tone;
  junit: JunitElement;
  /** How much it says against the SDK or the run: of several rounds the worst is shown. */
  severity: number;
  /** Whether it could be judged if the behaviour holds. */
  judged: boolean;
}

/** Every verdict there is, in the order of reports. Whatever shows or weighs one reads its row. */
export const verdictTable = {
  passed: {
    ...{ glyph: '✓', label: 'passed', tone: 'good', junit: null, severity: 2, judged: true },
    meaning: 'The behaviour holds.',
  },
  known: {
    ...{ glyph: '◆', label: 'known', tone: 'note', junit: 'skipped', severity: 3, judged: true },
    meaning:
      'It fails, and that is allowed: by the list of known divergences, or because the release fails it as well.',
  },
  failed: {
    ...{ glyph: '✕', label: 'failed', tone: 'bad', junit: 'failure', severity: 4, judged: true },
    meaning: 'The SDK does not do what the contract says.',
  },
  'suite-bug': {
    ...{ glyph: '?', label: 'suite bug', tone: 'unknown', junit: 'error', severity: 8, judged: false },
    meaning: 'The behaviour itself is at fault, not the SDK.',
  },
  'driver-error': {
    ...{ glyph: '!', label: 'driver error', tone: 'unknown', junit: 'error', severity: 6, judged: false },
    meaning: 'The driver broke, so nothing is known of the SDK.',
  },
  crashed: {
    ...{ glyph: '†', label: 'crashed', tone: 'unknown', junit: 'error', severity: 7, judged: false },
    meaning: 'The process ended before it answered.',
  },
  'timed-out': {
    ...{ glyph: '∞', label: 'timed out', tone: 'unknown', junit: 'error', severity: 5, judged: false },
    meaning: 'The call did not end in time.',
  },
  'not-applicable': {
    ...{ glyph: '–', label: 'not applicable', tone: 'quiet', junit: 'skipped', severity: 0, judged: false },
    meaning: 'The SDK does not offer what it needs.',
  },
  'not-run': {
    ...{ glyph: '○', label: 'not run', tone: 'quiet', junit: 'skipped', severity: 1, judged: false },
    meaning: 'The SDK could not run here.',
  },
} as const satisfies Record<string, VerdictRow>;

export type Verdict = keyof typeof verdictTable;

export const verdicts = Object.keys(verdictTable) as Verdict[];

/** The row of a verdict, as every reader of it sees it. */
export function rowOf(verdict: Verdict): VerdictRow {
  return verdictTable[verdict];
}

/** `✕ failed`. */
export function glyphAndLabel(verdict: Verdict): string {
  return `${verdictTable[verdict].glyph} ${verdictTable[verdict].label}`;
}

/** Whether it is bad news that nothing allows: the SDK failed, or nobody can tell. */
export function isTrouble(verdict: Verdict): boolean {
  const { tone } = rowOf(verdict);
  return tone === 'bad' || tone === 'unknown';
}

/** Whether the behaviour ran: it was neither left out nor impossible. */
export function applies(verdict: Verdict): boolean {
  return verdict !== 'not-applicable' && verdict !== 'not-run';
}

/** How many there are of each verdict; every verdict is a key. */
export function countVerdicts(results: readonly { verdict: Verdict }[]): Record<Verdict, number> {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}
