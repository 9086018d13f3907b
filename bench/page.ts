import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Browser } from 'playwright-core';

import { renderHtml } from '../report/formats/html.js';
import { findBrowser, launchBrowser, noBrowser } from '../report/testing/browser.js';
import type { Bench } from './bench.js';
import { compare, median, skipped } from './measure.js';
import { largeRun } from './reports.js';
import { inFolder } from './workplace.js';

const rounds = 5;
const measure = 'page of 10,000 cells';
const bound = { atMost: 1 };
const limitMs = 1_000;

/**
 * Interactive is what answers: right after `load`, one behaviour is searched for by its name, and the clock stops when
 * the page shows it alone. It includes the way from here to the browser and back.
 */
export const page: Bench = {
  name: 'page',
  summary: 'how soon the HTML report of 10,000 cells answers in Chromium',
  run: async (say) => {
    const executable = findBrowser();
    if (!executable) return [skipped(measure, bound, noBrowser)];
    return inFolder(async (folder) => {
      const file = join(folder, 'index.html');
      const results = largeRun();
      writeFileSync(file, renderHtml(results));
      const wanted = results.behaviours[617]?.id ?? '';
      const browser = await launchBrowser(executable);
      try {
        const spent: number[] = [];
        say(`${rounds} times opened and searched`);
        for (let round = 0; round < rounds; round += 1)
          spent.push(await answer(browser, pathToFileURL(file).href, wanted));
        const [ours, note] = [median(spent), 'from load to the first search that is answered, against a second'];
        return [compare({ measure, ours, other: limitMs, bound, note })];
      } finally {
        await browser.close();
      }
    });
  },
};

/** Milliseconds from the `load` event to the answer. */
async function answer(browser: Browser, url: string, wanted: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url, { waitUntil: 'load' });
  await page.getByRole('searchbox').fill(wanted);
  // As text, because this project knows no types of a browser.
  await page.waitForFunction('document.querySelectorAll(".behaviour").length === 1');
  const spent = Number(
    await page.evaluate('performance.now() - performance.getEntriesByType("navigation")[0].loadEventStart'),
  );
  await page.close();
  return spent;
}
