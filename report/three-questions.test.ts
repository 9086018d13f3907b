/** What people come with is answered by what they see first, in each format. */
import { join } from 'node:path';

import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';

import { packageRoot } from '../spec/package-root.js';
import type { Results } from '../verdicts/model.js';
import { renderHtml } from './formats/html.js';
import { renderAnnotations } from './formats/annotations.js';
import { renderMarkdown } from './formats/markdown.js';
import { renderTerminal } from './terminal.js';
import { changeLines, countChanges } from './terminal-changes.js';
import { findBrowser, launchBrowser, pageUrl } from '../testing/browser.js';
import { buildTemplate } from '../testing/build-template.js';
import { heldRelease, runWithJava, sinceYesterday } from '../testing/three-runs.js';

const golden = (name: string) => join(packageRoot, 'fixtures', 'terminal', name);
const executable = findBrowser();
let browser: Browser | undefined;
let template = '';

beforeAll(async () => {
  if (!executable) return;
  template = await buildTemplate();
  browser = await launchBrowser(executable);
});
afterAll(() => browser?.close());

/** What the page shows without scrolling. */
async function firstScreen(results: Results, width: number, height: number): Promise<string> {
  const page = await browser!.newPage({ viewport: { width, height } });
  await page.goto(pageUrl(renderHtml(results, template)));
  await page.locator('main').waitFor();
  const seen = await page.evaluate<string>(
    `[...document.querySelectorAll('h1, h2, h3, p, li, pre')].filter((one) => one.getBoundingClientRect().bottom <= ${height}).map((one) => one.textContent).join('\\n')`,
  );
  await page.close();
  return seen;
}

describe('what do I fix in Java?', () => {
  const causes = [
    'create is sent twice after a lost connection',
    'Requests do not name the SDK: it sends no X-Stream-Client.',
    'The token\'s action is "write"; the contract says "*".',
  ];

  it('on the terminal, in 80 columns and 24 rows', async () => {
    const text = renderTerminal(runWithJava());
    await expect(`${text}\n`).toMatchFileSnapshot(golden('java.txt'));
    expect(text.split('\n').length).toBeLessThanOrEqual(24);
    for (const line of text.split('\n')) if (!line.includes('npx ')) expect(line.length).toBeLessThanOrEqual(80);
    for (const cause of causes) expect(text).toContain(cause);
  });

  it('in Markdown, before any table of suites', () => {
    const [first = ''] = renderMarkdown(runWithJava()).split('<details>');
    expect(first).toContain('`java`: **create is sent twice after a lost connection**');
    expect(first).toContain('Send X-Stream-Client.');
  });

  it('in annotations, one for each cause', () => {
    const lines = renderAnnotations(runWithJava()).trimEnd().split('\n');
    expect(lines.map((line) => /title=([^:]*)/.exec(line)?.[1]?.replaceAll('%3A', ':'))).toEqual([
      'Failed: 1 behaviour of java does not hold.',
      `java: ${causes[0]}`,
      'go%2C java: An id with ? reaches another user',
      'java: Requests do not name the SDK',
      'java: The token\'s action is "write"',
    ]);
  });

  it.skipIf(!executable)('on the page, without scrolling', async () => {
    const seen = await firstScreen(runWithJava(), 1440, 900);
    for (const cause of causes) expect(seen).toContain(cause);
  });
});

describe('why is my release held?', () => {
  const why = 'python=. sends get_or_create=True where python@5.3.1 sends False';

  it('on the terminal, in 24 rows, the sentence last', async () => {
    const text = renderTerminal(heldRelease());
    await expect(`${text}\n`).toMatchFileSnapshot(golden('held.txt'));
    expect(text.split('\n').length).toBeLessThanOrEqual(23);
    expect(text.replace(/\s+/g, ' ')).toMatch(/Held: python=\. sends .* so 4 behaviours no longer hold\.$/);
  });

  it('in Markdown and annotations', () => {
    expect(renderMarkdown(heldRelease()).slice(0, 900)).toContain('4 behaviours no longer hold');
    expect(renderAnnotations(heldRelease()).split('\n')[0]).toContain('sends get_or_create=True');
  });

  it.skipIf(!executable)('on the page, on a desk and on a phone, without scrolling', async () => {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      const seen = await firstScreen(heldRelease(), width, height);
      expect(seen).toContain(why);
      expect(seen).toContain('4 behaviours no longer hold');
    }
  });
});

describe('is anything new since yesterday?', () => {
  it('on the terminal: what, and since when', async () => {
    const changes = sinceYesterday();
    const options = { colors: pc.createColors(false), width: 80, verbose: false };
    const text = [...changeLines(changes, options), countChanges(changes)].join('\n\n');
    await expect(`${text}\n`).toMatchFileSnapshot(golden('diff.txt'));
    expect(text).toContain('java create is sent twice after a lost connection');
  });

  it('no, where nothing is', () => {
    expect(countChanges({ ...sinceYesterday(), items: [], causes: [] })).toBe(
      'No difference between yesterday and today.',
    );
  });
});
