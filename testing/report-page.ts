import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';

import { renderHtml } from '../report/formats/html.js';
import type { Results } from '../verdicts/model.js';
import { scrubSecrets } from '../verdicts/scrub.js';
import { findBrowser, launchBrowser, noBrowser, pageUrl } from './browser.js';
import { buildTemplate } from './build-template.js';
import { sampleChanges } from './sample-parts.js';
import { sampleResults } from './sample-results.js';

export type OpenReport = (results?: Results, hash?: string, options?: BrowserContextOptions) => Promise<Page>;

/**
 * How the tests of a file open reports in a browser, which is started before them. Without one they are skipped, or fail
 * where REQUIRE_CHROMIUM is set; and a page that complains or asks the network for anything fails its test.
 */
export function openReports(): OpenReport {
  const executable = findBrowser();
  let browser: Browser | undefined;
  let template = '';
  /** What a page said or asked for that it should not have. */
  let complaints: string[] = [];

  beforeAll(async () => {
    if (!executable) {
      if (process.env.REQUIRE_CHROMIUM) throw new Error(noBrowser);
      process.stderr.write(`The HTML report was not tested in a browser. ${noBrowser}\n`);
      return;
    }
    template = await buildTemplate();
    browser = await launchBrowser(executable);
  });

  beforeEach((context) => {
    complaints = [];
    context.skip(!executable, noBrowser);
  });

  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
    expect(complaints).toEqual([]);
  });

  afterAll(() => browser?.close());

  async function open(
    results: Results = { ...sampleResults(), changes: sampleChanges },
    hash = '',
    options: BrowserContextOptions = {},
  ): Promise<Page> {
    if (!browser) throw new Error(noBrowser);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url()) || (request.url().startsWith('file:') && !request.isNavigationRequest()))
        complaints.push(request.url());
    });
    await page.goto(pageUrl(renderHtml(scrubSecrets(results), template)) + hash);
    await page.locator('main').waitFor();
    return page;
  }
  return open;
}
