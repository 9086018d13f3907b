import { join, resolve } from 'node:path';

import type { Divergence } from '../report/baseline.js';
import { formats } from '../report/formats.js';
import type { Results } from '../report/model.js';
import { scrubSecrets } from '../report/scrub.js';
import { renderTerminal } from '../report/terminal.js';
import type { Console } from './console.js';
import { writeReports } from '../run/write-reports.js';
import { tellGithub } from './tell-github.js';

export interface Telling {
  console: Console;
  /** Folder for the reports, as the user named it. */
  out: string;
  /** Entries of a baseline that allow nothing any more. */
  stale?: readonly Divergence[];
  /** Values that must not reach any file or log. */
  secrets?: readonly string[];
}

/** Writes every report, and tells the run on the terminal and to GitHub. The verdict is the last of what is printed. */
export function tellResults(told: Results, { console, out, stale = [], secrets = [] }: Telling): void {
  const results = scrubSecrets(told, secrets);
  writeReports(resolve(out), results);
  for (const { place, sdk, behaviour } of stale) {
    console.out(`${place}\n  ${behaviour} of ${sdk} no longer fails. Take it off the list.\n`);
  }
  tellGithub(results, console);
  console.note(`Every detail: ${join(out, formats.html.file)}, and for programs ${join(out, formats.json.file)}.\n`);
  console.out(renderTerminal(results, console.colors));
}
