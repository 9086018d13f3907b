import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Browser } from 'playwright-core';

import { renderHtml } from '../report/formats/html.js';
import { findBrowser, launchBrowser, noBrowser } from '../testing/browser.js';
import type { Bench } from './bench.js';
import { compare, median, skipped } from './measure.js';
import { largeRun } from './reports.js';
import { inFolder } from './workplace.js';

const rounds = 5;
const measure = 'page of 10,000 cells';
const bound = { atMost: 1 };
/** Larger than this it would be no file to send to somebody. */
const mostMegabytes = 5;
const limitMs = 1_000;

/**
 * The page with the whole matrix is opened. Interactive is what answers: right after `load`, one behaviour is searched for by its name, and the clock stops when
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
      const html = renderHtml(results);
      writeFileSync(file, html);
      const wanted = results.behaviours[617]?.id ?? '';
      const browser = await launchBrowser(executable);
      try {
        const spent: number[] = [];
        say(`${rounds} times opened and searched`);
        for (let round = 0; round < rounds; round += 1)
          spent.push(await answer(browser, pathToFileURL(file).href, wanted));
        const [ours, note] = [median(spent), 'from load to the first search that is answered, against a second'];
        const megabytes = Buffer.byteLength(html) / 2 ** 20;
        return [
          compare({ measure, ours, other: limitMs, bound, note }),
          compare({
            measure: `size of that page`,
            ours: megabytes,
            other: mostMegabytes,
            bound,
            show: (value) => `${value.toFixed(1)} MiB`,
          }),
        ];
      } finally {
        await browser.close();
      }
    });
  },
};

/** Milliseconds from the `load` event to the answer. */
async function answer(browser: Browser, url: string, wanted: string): Promise<number> {
  // The page's own policy would refuse what asks it whether it has answered.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${url}#/matrix`, { waitUntil: 'load' });
  await page.getByRole('searchbox').fill(wanted);
  // As text, because this project knows no types of a browser.
  await page.waitForFunction('document.querySelectorAll("tbody tr").length === 1');
  const spent = Number(
    await page.evaluate('performance.now() - performance.getEntriesByType("navigation")[0].loadEventStart'),
  );
  await context.close();
  return spent;
}
