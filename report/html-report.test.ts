import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { hostileResults } from '../testing/hostile-results.js';
import { largeResults } from '../testing/large-results.js';
import { openReports } from '../testing/report-page.js';
import { sampleResults } from '../testing/sample-results.js';

const failed = '#/matrix?at=conflict/keeps-the-stored-user&on=javascript';
const open = openReports();

const cell = (page: Page, behaviour: string, sdk: string) =>
  page.getByRole('row', { name: behaviour }).getByRole('link', { name: new RegExp(`^${sdk},`) });
const rows = (page: Page) => page.locator('tbody tr');
const card = (page: Page, sdk: string) => page.getByRole('region', { name: sdk, exact: true });

describe('what to fix', () => {
  it('is the first that is seen: of each SDK its causes, new ones first', async () => {
    const page = await open(sampleResults());
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(sampleResults().verdict.heading);
    expect(await page.locator('.cards h2').allTextContents()).toEqual(['javascript', 'go', 'python', 'java']);
    const [fresh, known] = await card(page, 'javascript').locator('li').allTextContents();
    expect(fresh).toMatch(/^Adding the taken id .*\. Expected an error with status 409, got a user 1 behaviour$/);
    expect(known).toMatch(/^JavaScript numbers lose digits over 2\^53 +1 behaviour$/);
    expect(await card(page, 'java').textContent()).toContain('did not run. Maven was not found on this machine.');
    expect(await card(page, 'python').textContent()).toContain('4 of 4 hold');
  });

  it('opens a cause: what it means, what to change, what was seen, and its example', async () => {
    const page = await open(sampleResults());
    await card(page, 'python')
      .getByRole('link', { name: /get_or_create is "False"/ })
      .click();
    const cause = page.getByRole('dialog');
    // Its example is in what the page unpacks when it is first asked for.
    await cause.getByText('return client.users.add(user_id, data)').first().waitFor();
    const text = await cause.textContent();
    expect(text).toContain('Spell booleans in the query in lower case: true and false.');
    expect(text).toContain('query/boolean-spelling:query.get_or_create');
    expect(text).toContain('create/stores-a-user');
    expect(page.url()).toContain('why=query/boolean-spelling:query.get_or_create&on=python');
    await page.reload();
    expect(await page.getByRole('dialog').getByRole('heading', { level: 2 }).first().textContent()).toContain(
      '"False"',
    );
  });
});

describe('a gate', () => {
  it('begins with what changed, and why the release is held', async () => {
    const page = await open();
    expect(await page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents()).toEqual([
      'Changes',
      'What to fix',
      'Matrix',
      'Parity',
      'Coverage',
    ]);
    const [first] = await page.locator('main h2').allTextContents();
    expect(first).toBe('python sends get_or_create=True where 5.3.1 sends False');
    expect(await page.locator('main .change').first().textContent()).toContain('1 behaviour no longer holds');
    expect(await page.locator('.diff .after').last().textContent()).toContain('create(john-doe) → done');
  });
});

describe('finding', () => {
  it('searches sentences, rules, messages, causes and headers, from the key / on', async () => {
    const page = await open(undefined, '#/matrix');
    await page.keyboard.press('/');
    await page.keyboard.type('digits');
    expect(await rows(page).count()).toBe(1);
    expect(await page.locator('output').textContent()).toBe('1 of 5 behaviours');
    const search = page.getByRole('searchbox');
    for (const [text, count] of [
      ['SIGSEGV', 1],
      ['query/boolean-spelling', 2],
      ['js-team', 1],
      ['stream-python-5.3.1', 2],
      ['STREAM-AUTH-TYPE', 2],
    ] as const) {
      await search.fill(text);
      await expect.poll(() => rows(page).count(), { message: text }).toBe(count);
    }
    await search.fill('python');
    expect(await page.getByRole('columnheader').count()).toBeGreaterThan(2);
    expect(await page.locator('table').first().getByRole('columnheader').allTextContents()).toEqual([
      'Behaviour',
      'python',
    ]);
    await search.fill('nothing like it');
    await page.getByText('Nothing in this run is like that.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await rows(page).count()).toBe(5);
  });

  it('says of an SDK that nothing matches, not that nothing is to fix, and counts what matches', async () => {
    const page = await open(sampleResults(), '#/fix?q=zzzz+nothing');
    expect(await card(page, 'javascript').textContent()).toMatch(/Nothing here matches the search\.$/);
    expect(await page.getByText('Nothing to fix.').count()).toBe(0);
    await page.getByRole('searchbox').fill('boolean-spelling');
    await page.getByRole('combobox', { name: 'Only one suite' }).selectOption('create');
    expect(await card(page, 'python').locator('li small').allTextContents()).toEqual(['1 of 2 behaviours']);
  });

  it('filters by SDK, suite, verdict and deviation, and keeps the filter in the address', async () => {
    const page = await open(undefined, '#/matrix');
    await page.getByRole('combobox', { name: 'Only one SDK' }).selectOption('python');
    await page.getByRole('combobox', { name: 'Only one suite' }).selectOption('create');
    expect(await rows(page).count()).toBe(1);
    expect(page.url()).toContain('#/matrix?sdk=python&suite=create');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page
      .getByRole('combobox', { name: 'Only one cause' })
      .selectOption('query/boolean-spelling:query.get_or_create');
    expect(await rows(page).count()).toBe(2);
    await page.getByRole('combobox', { name: 'Only one verdict' }).selectOption('failed');
    expect(await rows(page).textContent()).toContain('adding a taken id fails');
    await page.reload();
    expect(await rows(page).count()).toBe(1);
  });
});

describe('a story', () => {
  it('tells what was there, what was called, what came, and gives the focus back', async () => {
    const results = sampleResults();
    for (const result of results.results) result.before = ['the API holds jane-doe {"name":"Jane"}'];
    const page = await open(results, '#/matrix');
    await cell(page, 'adding a taken id', 'javascript').click();
    const story = page.getByRole('dialog');
    expect(await story.getByRole('heading', { level: 2 }).textContent()).toBe(
      'adding a taken id fails and leaves the stored user as it was',
    );
    await story.getByText('the API holds jane-doe').waitFor();
    expect(await story.locator('.diff .before').allTextContents()).toContainEqual(
      expect.stringContaining('"status": 409'),
    );
    expect(await story.locator('blockquote').textContent()).toContain(
      'If the user already exists an error is returned',
    );
    expect(await story.textContent()).toContain('get_or_create is "true" although the application did not ask for it.');
    expect(await story.textContent()).toContain('export async function create');
    await page.keyboard.press('Escape');
    expect(await story.count()).toBe(0);
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^javascript, failed/);
  });

  it('is reached by its link, left by Back, and leads to the next', async () => {
    const page = await open(sampleResults(), '#/matrix');
    const start = page.url();
    await page.getByRole('link', { name: 'stores-a-user' }).click();
    const link = page.url();
    expect(link).toContain('at=create/stores-a-user&on=go');
    await page.goBack();
    expect(page.url()).toBe(start);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto(link);
    await page.reload();
    await page.getByRole('dialog').getByRole('link', { name: 'Next' }).click();
    expect(page.url()).toContain('at=conflict/keeps-the-stored-user&on=javascript');
    await page.getByRole('navigation', { name: 'SDKs' }).getByRole('link', { name: 'python' }).click();
    expect(page.url()).toContain('at=conflict/keeps-the-stored-user&on=python');
  });

  it('copies the command, and the curl with what it needs', async () => {
    const page = await open(undefined, failed, { permissions: ['clipboard-read', 'clipboard-write'] });
    const copied = async (name: string): Promise<unknown> => {
      const button = page.getByRole('dialog').getByRole('button', { name });
      await button.click();
      await button.getByText('Copied').waitFor();
      return page.evaluate('navigator.clipboard.readText()');
    };
    expect(await copied('Copy the command that runs this again')).toBe(
      'npx sdk-conformance run --sdk javascript --only conflict/keeps-the-stored-user',
    );
    await page.getByText('Its last request alone, with curl').click();
    expect(await copied('Copy the command that starts a mock')).toBe(
      'npx sdk-conformance mock --port 4010 --app key1:secret',
    );
    expect(await copied('Copy the curl that sends this request again')).toMatch(
      /^TOKEN=\$\(node -e .*\)\ncurl --path-as-is -X POST [^]*--data-raw '\{"id":"john-doe"/,
    );
    expect(await copied('Copy link to this')).toBe(page.url());
  });

  it('that this run does not know says so', async () => {
    const page = await open(undefined, '#/matrix?at=gone/long-ago&on=cobol');
    expect(await page.getByRole('dialog').textContent()).toContain('This run does not know it.');
  });
});

describe('every view', () => {
  const cause = '#/fix?why=query/boolean-spelling:query.get_or_create&on=python';
  const views = ['#/fix', '#/matrix', '#/changes', '#/parity', '#/coverage', failed, cause];
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

describe('on a phone', () => {
  const phone = { viewport: { width: 390, height: 844 } };

  it('a command breaks between its words only', async () => {
    const results = sampleResults();
    const command = 'npx sdk-conformance gate --sdk python --against python@5.3.1 --only conflict';
    const page = await open({ ...results, verdict: { ...results.verdict, command } }, '', phone);
    // At one width or another, a line would end within an option.
    for (let width = 330; width <= 390; width += 10) {
      await page.setViewportSize({ width, height: 844 });
      const lines = await page.evaluate<string[]>(`(() => {
        const walker = document.createTreeWalker(document.querySelector('header pre'), NodeFilter.SHOW_TEXT);
        const lines = new Map();
        const range = document.createRange();
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          for (let at = 0; at < node.length; at += 1) {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const { top } = range.getBoundingClientRect();
            lines.set(top, (lines.get(top) ?? '') + node.data[at]);
          }
        }
        return [...lines.values()].map((line) => line.trim()).filter((line) => line !== '');
      })()`);
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.join(' ')).toBe(command);
    }
  });

  it('the last filter reaches as far as its row', async () => {
    const page = await open(undefined, '', phone);
    const right = (selector: string) =>
      page.evaluate<number>(`Math.round(document.querySelector('${selector}').getBoundingClientRect().right)`);
    expect(await right('.filters select:last-of-type')).toBe(await right('.filters'));
  });
});

describe('a large run', () => {
  it('is real tables, which the browser searches and a screen reader reads, and lays out only what is in sight', async () => {
    const page = await open(largeResults(1_000, 10), '#/matrix');
    expect(await rows(page).count()).toBe(1_000);
    expect(await page.evaluate('document.querySelectorAll("td").length')).toBe(10_000);
    expect(await page.evaluate('window.find("set-user-is-own-999")')).toBe(true);
    const visibility = 'getComputedStyle(document.querySelector(".suite")).contentVisibility';
    expect(await page.evaluate(visibility)).toBe('auto');
  });
});

describe('what is planted', () => {
  it('runs nothing and adds no element, in any view', async () => {
    const page = await open(hostileResults());
    for (const hash of [
      '#/fix',
      '#/matrix',
      '#/parity',
      '#/coverage',
      failed,
      '#/matrix?at=update/keeps-numbers&on=javascript',
    ]) {
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
