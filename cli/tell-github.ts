import { appendFileSync } from 'node:fs';

import type { Results } from '../verdicts/model.js';
import { scrubSecrets } from '../verdicts/scrub.js';
import { render } from '../run/write-reports.js';
import type { Console } from './console.js';

/** Tells a run where GitHub Actions shows it: annotations in the log, and the summary of the job. */
export function tellGithub(
  results: Results,
  console: Pick<Console, 'out' | 'note'>,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  if (environment.GITHUB_ACTIONS !== 'true') return;
  const scrubbed = scrubSecrets(results);
  console.out(render(scrubbed, 'annotations').trimEnd());
  const summary = environment.GITHUB_STEP_SUMMARY;
  if (!summary) return;
  try {
    appendFileSync(summary, render(scrubbed, 'markdown'));
  } catch (error) {
    // The verdict stands without it.
    console.note(`Failed to write the summary of the job to ${summary}: ${(error as Error).message}.`);
  }
}
