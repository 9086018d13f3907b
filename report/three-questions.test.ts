/** What people come with is answered by what they see first, in each format. */
import { join } from 'node:path';

import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';

import { packageRoot } from '../spec/package-root.js';
import type { Results } from '../verdicts/model.js';
import { renderHtml } from './formats/html.js';
import { formatNames, renderFiles, renderReport } from './formats.js';
import { renderAnnotations } from './formats/annotations.js';
import { renderMarkdown } from './formats/markdown.js';
import { renderTerminal } from './terminal.js';
import { changeLines, countChanges } from './terminal-changes.js';
import { findBrowser, launchBrowser, pageUrl } from '../testing/browser.js';
import { buildTemplate } from '../testing/build-template.js';
import { calmRun, heldRelease, runWithJava, sinceYesterday } from '../testing/three-runs.js';

const golden = (name: string) => join(packageRoot, 'fixtures', 'terminal', name);
const written = (name: string) => join(packageRoot, 'fixtures', 'answers', name);
const executable = findBrowser();
let browser: Browser | undefined;
let template = '';

beforeAll(async () => {
  if (!executable) return;
  template = await buildTemplate();
  browser = await launchBrowser(executable);
});
afterAll(() => browser?.close());

/** What of a format is seen first; of one that is not here, all of it. */
const firstSeen: Record<string, (text: string) => string> = {
  markdown: (text) => text.split('<details>')[0]!,
  junit: (text) => text.replace(/<testcase[\s\S]*?(?=<\/testsuite>)/g, ''),
  har: (text) => `${text.split('"pages"')[0]!}\n${(text.match(/"title":"[^"]*"/g) ?? []).join('\n')}\n`,
};

/** The formats that are text. The page is looked at in a browser, the picture of a badge says what its JSON does. */
function firstScreens(results: Results): string {
  const told = formatNames.filter((name) => !['html', 'badge-svg', 'json'].includes(name));
  const files = told.flatMap((name) => renderFiles(results, name).map((one) => ({ ...one, name })));
  return files
    .map(({ name, file, text }) => `=== ${file}\n${firstSeen[name]?.(String(text)) ?? String(text)}`)
    .join('\n');
}

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
      'Failed: 1 behaviour in java does not hold.',
      `java: ${causes[0]}`,
      'go%2C java: An id with ? reaches another user',
      'java: Requests do not name the SDK',
      'java: The token\'s action is "write"',
    ]);
  });

  it.each([
    [9, false],
    [10, true],
  ])('in annotations, that the summary has what GitHub drops: beside the verdict %i causes', (count, dropped) => {
    const results = runWithJava();
    const [lost] = results.causes.filter(({ status }) => status === 'new');
    const causes = Array.from({ length: count }, (_, at) => ({ ...lost!, sentence: `create is sent ${at + 2} times` }));
    const lines = renderAnnotations({ ...results, causes })
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(count + 1);
    expect(lines[0]?.includes('the summary of the job has every cause')).toBe(dropped);
  });

  it('in every format, as it was agreed', async () => {
    await expect(firstScreens(runWithJava())).toMatchFileSnapshot(written('java.txt'));
  });

  it('in JUnit, by the properties of its suite; in HAR, by its comment', () => {
    const [, java = ''] = renderReport(runWithJava(), 'junit').split('name="java"');
    for (const cause of causes)
      expect(java.split('</properties>')[0]).toContain(cause.replaceAll('"', '&quot;').replaceAll("'", '&apos;'));
    expect(renderReport(runWithJava(), 'har')).toContain(`java: ${causes[0]}`);
  });

  it('a badge has room for how many, not for which', () => {
    const badge = renderFiles(runWithJava(), 'badge-json').find(({ file }) => file === 'badge-java.json');
    expect(badge?.text).toContain('"message":"1 new cause","color":"red"');
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

  it('in every format, as it was agreed', async () => {
    await expect(firstScreens(heldRelease())).toMatchFileSnapshot(written('held.txt'));
  });

  it('in JUnit and HAR by the change, on a badge by how many hold it', () => {
    const clause = `${why}, so 4 behaviours no longer hold.`;
    expect(renderReport(heldRelease(), 'junit').split('</properties>')[0]).toContain(`name="new" value="${clause}"`);
    expect(renderReport(heldRelease(), 'har').split('"entries"')[0]).toContain(clause);
    expect(renderReport(heldRelease(), 'badge-json')).toContain('"message":"held by 1 change","color":"red"');
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
    expect(text).toContain('java fails: create is sent twice after a lost connection');
  });

  it('no, in every format, as it was agreed: what fails is on the list', async () => {
    await expect(firstScreens(calmRun())).toMatchFileSnapshot(written('calm.txt'));
    expect(renderReport(calmRun(), 'junit')).not.toContain('name="new"');
    expect(renderReport(calmRun(), 'annotations')).not.toMatch(/^::error/m);
    expect(renderReport(calmRun(), 'badge-json')).toContain('hold, nothing new"');
    expect(renderReport(calmRun(), 'markdown')).not.toContain('What to fix');
    expect(renderTerminal(calmRun())).not.toContain('What to fix');
  });

  it.skipIf(!executable)('no, on the page, on a desk and on a phone, without scrolling', async () => {
    const told = [
      'Passed: nothing new fails.',
      'Every behaviour that applies to go and java holds, but for 3 that are known.',
    ].join('\n');
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      expect(await firstScreen(calmRun(), width, height)).toContain(told);
    }
  });

  it('no, where nothing is', () => {
    expect(countChanges({ ...sinceYesterday(), items: [], causes: [] })).toBe(
      'No difference between yesterday and today.',
    );
  });
});
