import { accessSync, constants, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** What is missing, and what to do about it. */
export const noBrowser =
  'No Chromium was found. Install one (Debian: "apt-get install chromium"), or set CHROMIUM_PATH to the one you have.';

/** The Chromium of this machine: `CHROMIUM_PATH`, or the first known name in `PATH`; `null` without one. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | null {
  if (environment.CHROMIUM_PATH) return environment.CHROMIUM_PATH;
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
}

/** Starts it without a window, and without anything that reaches for the network. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  const quiet = [
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', ...quiet] });
}

/** Writes a page where a browser can open it. */
export function pageUrl(html: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'index.html');
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
