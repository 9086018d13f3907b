import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { renderHtml } from './formats/html.js';
import type { Results } from '../verdicts/model.js';
import { scrubSecrets } from '../verdicts/scrub.js';
import { findBrowser, launchBrowser, noBrowser, pageUrl } from './testing/browser.js';
import { buildTemplate } from './testing/build-template.js';
import { hostileResults } from './testing/hostile-results.js';
import { largeResults } from './testing/large-results.js';
import { sampleChanges } from './testing/sample-parts.js';
import { sampleResults } from './testing/sample-results.js';

const executable = findBrowser();
const failed = '#/matrix?at=conflict/keeps-the-stored-user&on=javascript';
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

const cell = (page: Page, behaviour: string, sdk: string) =>
  page.getByRole('row', { name: behaviour }).getByRole('link', { name: new RegExp(`^${sdk},`) });
const rows = (page: Page) => page.locator('.behaviour');

describe('finding', () => {
  it('says the verdict first', async () => {
    const page = await open();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(sampleResults().verdict.sentence);
    expect(await rows(page).count()).toBe(5);
    expect(await page.getByText('java did not run.').isVisible()).toBe(true);
  });

  it('searches sentences, rules and messages, from the key / on', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('digits');
    expect(await rows(page).count()).toBe(1);
    expect(await page.locator('output').textContent()).toBe('1 of 5 behaviours');
    await page.getByRole('searchbox').fill('SIGSEGV');
    expect(await rows(page).textContent()).toContain('a new user is stored');
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByRole('button', { name: 'Show everything' }).click();
    expect(await rows(page).count()).toBe(5);
  });

  it('filters by SDK, suite and verdict, and keeps the filter in the address', async () => {
    const page = await open();
    await page.locator('summary', { hasText: 'SDK' }).click();
    await page.getByRole('checkbox', { name: 'python' }).check();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('columnheader').count()).toBe(2);
    await page.locator('summary', { hasText: 'Suite' }).click();
    await page.getByRole('checkbox', { name: 'create' }).check();
    expect(await rows(page).count()).toBe(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('button', { name: /1 failed/ }).click();
    expect(await rows(page).textContent()).toContain('adding a taken id fails');
    expect(page.url()).toContain('#/matrix?verdict=failed');
    await page.reload();
    expect(await rows(page).count()).toBe(1);
  });
});

describe('a story', () => {
  it('opens from its cell and gives the focus back', async () => {
    const page = await open();
    await cell(page, 'adding a taken id', 'javascript').click();
    const story = page.getByRole('dialog');
    expect(await story.getByRole('heading', { level: 2 }).textContent()).toBe(
      'adding a taken id fails and leaves the stored user as it was',
    );
    expect(await story.locator('blockquote').textContent()).toContain(
      'If the user already exists an error is returned',
    );
    expect(await story.locator('.diff .minus').allTextContents()).toContainEqual(
      expect.stringContaining('"status": 409'),
    );
    expect(await story.locator('mark.violation').first().textContent()).toBe('get_or_create=true');
    expect(await story.locator('.line.failing').allTextContents()).toContainEqual(
      expect.stringContaining('export async function create'),
    );
    expect(
      await story.getByLabel('the curl that sends this request again', { exact: true }).last().textContent(),
    ).toContain('curl --path-as-is -X POST');
    expect(await story.locator('.others').textContent()).toContain('create did not answer within 5 s.');
    await page.keyboard.press('Escape');
    expect(await story.count()).toBe(0);
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^javascript, failed/);
  });

  it('is reached by its link, and left by Back', async () => {
    const page = await open(undefined, '');
    const start = page.url();
    await cell(page, 'a new user is stored', 'python').click();
    const link = page.url();
    expect(link).toContain('at=create/stores-a-user&on=python');
    await page.goBack();
    expect(page.url()).toBe(start);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto(link);
    await page.reload();
    expect(await page.getByRole('dialog').getByRole('heading', { level: 2 }).textContent()).toBe(
      'a new user is stored with its data',
    );
    expect(await page.locator('.notes').first().textContent()).toContain('no boolean in the contract');
  });

  it('copies the command, the curl and its link', async () => {
    const page = await open(undefined, failed, { permissions: ['clipboard-read', 'clipboard-write'] });
    const copied = async (name: string): Promise<unknown> => {
      const button = page.getByRole('button', { name });
      await button.last().click();
      await button.last().getByText('Copied').waitFor();
      return page.evaluate('navigator.clipboard.readText()');
    };
    expect(await copied('Copy the command that runs this again')).toBe(
      'sdk-conformance run --sdk javascript --only conflict/keeps-the-stored-user',
    );
    expect(await copied('Copy the curl that sends this request again')).toContain('--data-raw \'{"id":"john-doe"');
    expect(await copied('Copy link to this story')).toBe(page.url());
  });

  it('that this run does not know says so', async () => {
    const page = await open(undefined, '#/matrix?at=gone/long-ago&on=cobol');
    expect(await page.getByRole('dialog').textContent()).toContain('This run does not know the behaviour.');
  });
});

describe('the keyboard', () => {
  it('moves in the matrix, opens, goes on to the next story, and closes', async () => {
    const page = await open();
    const focused = () => page.locator(':focus').getAttribute('aria-label');
    await page.locator('[role="grid"] [tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toMatch(/^python, tolerated/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^python, tolerated/);
    await page.keyboard.press('Home');
    expect(await focused()).toMatch(/^javascript, failed/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('n');
    expect(page.url()).toContain('at=conflict/keeps-the-stored-user&on=python');
    await page.keyboard.press('Escape');
    expect(await focused()).toMatch(/^javascript, failed/);
    await page.keyboard.press('Control+End');
    expect(await focused()).toMatch(/^java, not run/);
  });

  it('has one stop in the matrix, and a way past the head of the page', async () => {
    const page = await open();
    expect(await page.locator('[role="grid"] [tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toContain('Skip to the results');
    await page.keyboard.press('Enter');
    expect(await page.locator('main:focus').count()).toBe(1);
  });
});

describe('every view', () => {
  const views = ['#/matrix', '#/changes', '#/parity', '#/coverage', failed, '#/matrix?verdict=failed'];
  const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

  it.each(views.flatMap((view) => (['light', 'dark'] as const).map((scheme) => [view, scheme] as const)))(
    '%s has no accessibility violation in %s',
    async (view, colorScheme) => {
      // The rules are put into the page by the test, which its policy would refuse.
      const page = await open(undefined, view, { colorScheme, bypassCSP: true });
      await page.evaluate(axe);
      const found = await page.evaluate<{
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
      }>('axe.run()');
      expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual(
        [],
      );
    },
  );

  it.each(views)('%s fits a phone of 390 px', async (view) => {
    const page = await open(undefined, view, { viewport: { width: 390, height: 844 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(
      await page.evaluate(
        'Math.max(0, ...[...document.querySelectorAll("dialog")].map((dialog) => dialog.scrollWidth - dialog.clientWidth))',
      ),
    ).toBe(0);
  });
});

describe('the theme', () => {
  const background = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor');

  it('follows the system, and then the button', async () => {
    const page = await open(undefined, '', { colorScheme: 'dark' });
    const dark = await background(page);
    const button = page.getByRole('button', { name: /^Theme/ });
    await button.click();
    await expect.poll(() => background(page)).not.toBe(dark);
    await button.click();
    await expect.poll(() => background(page)).toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => background(page)).toBe(dark);
    await page.reload();
    await expect.poll(() => background(page)).toBe(dark);
  });
});

describe('a large run', () => {
  it('draws only what is in sight of 10,000 cells, and reaches all of them', async () => {
    const page = await open(largeResults(2_000, 5));
    expect(await page.evaluate('document.querySelectorAll("#app *").length')).toBeLessThan(3_000);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('2006');
    await page.locator('[role="grid"] [tabindex="0"]').focus();
    await page.keyboard.press('Control+End');
    expect(await page.locator('.behaviour', { has: page.locator(':focus') }).textContent()).toContain('case 1999');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').getByRole('heading', { level: 2 }).textContent()).toContain('case 1999');
  });

  it('keeps the focus when its row is scrolled out of sight', async () => {
    const page = await open(largeResults(2_000, 5));
    await page.locator('[role="grid"] [tabindex="0"]').focus();
    await page.evaluate('scrollTo(0, 40_000)');
    await page.getByText(', case 870').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.behaviour', { has: page.locator(':focus') }).textContent()).toContain('case 1');
  });
});

describe('what is planted', () => {
  it('runs nothing and adds no element, in any view', async () => {
    const page = await open(hostileResults());
    for (const hash of ['#/parity', '#/coverage', failed, '#/matrix?at=update/keeps-numbers&on=javascript']) {
      await page.goto(page.url().replace(/#.*|$/, hash));
      await page.reload();
      expect(
        await page
          .locator(
            'img, iframe, main script, dialog script, main a[href^="javascript:"], dialog a[href^="javascript:"]',
          )
          .count(),
      ).toBe(0);
    }
    await page.getByRole('button', { name: 'Close' }).click();
  });
});
