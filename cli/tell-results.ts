import { join, resolve } from 'node:path';

import type { Divergence } from '../verdicts/baseline.js';
import { formats } from '../report/formats.js';
import { uncoveredVersions } from '../verdicts/apply-baseline.js';
import type { Results } from '../verdicts/model.js';
import { scrubSecrets } from '../verdicts/scrub.js';
import { renderTerminal } from '../report/terminal.js';
import { wrap } from '../report/terminal-text.js';
import { replacedWhole } from '../run/report-folder.js';
import { writeReports } from '../run/write-reports.js';
import type { Console } from './console.js';
import { tellGithub } from './tell-github.js';

export interface Telling {
  console: Console;
  /** Folder for the reports, as the user named it. */
  out: string;
  /** Entries of a baseline that allow nothing any more. */
  stale?: readonly Divergence[];
  /** Values that must not reach any file or log. */
  secrets?: readonly string[];
  /** Every cause in full, and the stories of what failed. */
  verbose?: boolean;
  /** The table of suites against SDKs. */
  matrix?: boolean;
}

/** Writes every report, and tells the run on the terminal and to GitHub: the verdict last, below it only where to read on. */
export function tellResults(told: Results, { console, out, stale = [], secrets = [], verbose, matrix }: Telling): void {
  const results = scrubSecrets(told, secrets);
  const note = replacedWhole(out, results);
  const unwritten = attempt(() => writeReports(resolve(out), results));
  if (note !== undefined) console.note(note);
  for (const sentence of staleSentences(stale, results)) console.out(`${sentence}\n`);
  for (const sentence of uncoveredVersions(results)) console.out(`${wrap(sentence, console.width).join('\n')}\n`);
  tellGithub(results, console);
  console.out(renderTerminal(results, { colors: console.colors, width: console.width, verbose, matrix }));
  // A disk that is full takes no verdict away.
  if (unwritten) throw unwritten;
  console.note(`Every detail: ${join(out, formats.html.file)}, and for programs ${join(out, formats.json.file)}.`);
}

/** Where something new fails as well, that is why what is known does not show: then it is no advice yet. */
function staleSentences(stale: readonly Divergence[], { verdict, results }: Results): string[] {
  if (verdict.exitCode !== 0 && results.some((result) => result.verdict === 'failed')) {
    const many = stale.length === 1 ? 'A known divergence does' : `${stale.length} known divergences do`;
    return stale.length === 0 ? [] : [`${many} not show in this run, in which something new fails.`];
  }
  return stale.map(({ place, sdk, behaviour, cause }) => {
    const what = behaviour ?? `the cause ${cause ?? ''}`;
    return `${place}\n  ${what} of ${sdk} no longer fails. Take it off the list.`;
  });
}

function attempt(write: () => unknown): Error | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
