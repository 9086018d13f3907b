import { describe, expect, it } from 'vitest';

import { openReports } from '../testing/report-page.js';
import { sampleResults } from '../testing/sample-results.js';

const open = openReports();

describe('parity', () => {
  it('shows the lines that differ, a few of them, and twenty differences until the rest is asked for', async () => {
    const results = sampleResults();
    const told = (sdk: string, word: string) => ({
      sdks: [sdk],
      account: ['get(a) → done', ...Array.from({ length: 8 }, (_, line) => `get(b${line}) → ${word}`)],
    });
    results.parity = results.behaviours.flatMap(({ id: behaviour }, number) =>
      Array.from({ length: 5 }, (_, at) => ({
        behaviour,
        outcomes: [told('go', `go-${number}-${at}`), told('python', `python-${number}-${at}`)],
        wire: [],
      })),
    );
    const page = await open(results, '#/parity');
    const side = page.locator('section.parity').first();
    await expect.poll(() => side.locator('article').count()).toBe(20);
    expect(await side.locator('article').first().locator('dd').allTextContents()).toHaveLength(12);
    expect(await side.locator('article').first().textContent()).not.toContain('get(a)');
    expect(await side.locator('article').first().textContent()).toContain('and 3 more');
    await side.getByRole('button', { name: 'Show 5 more' }).click();
    expect(await side.locator('article').count()).toBe(25);
  });
});

describe('coverage', () => {
  it('counts nothing for an SDK that did not run', async () => {
    const page = await open(sampleResults(), '#/coverage');
    const row = page.locator('tbody tr').first();
    await row.waitFor();
    const columns = await page.getByRole('columnheader').allTextContents();
    const cells = await row.locator('td').allTextContents();
    expect(cells[columns.indexOf('java') - 1]).toBe('○not run');
    expect(cells[columns.indexOf('python') - 1]).not.toContain('○');
  });
});

describe('what to fix', () => {
  it('begins with what several SDKs share, once, with a link to each', async () => {
    const results = sampleResults();
    const cause = results.causes.find(({ status }) => status === 'known')!;
    results.causes = [cause, { ...cause, sdk: 'go' }, { ...cause, sdk: 'python', sentence: 'Alone.' }];
    const page = await open(results, '#/fix');
    const shared = page.getByRole('region', { name: 'Shared by several SDKs' });
    expect(await shared.locator('li').count()).toBe(1);
    expect(await shared.textContent()).toContain(cause.sentence);
    expect(await shared.getByRole('link').allTextContents()).toEqual(['go', cause.sdk]);
    await shared.getByRole('link', { name: 'go' }).click();
    expect(page.url()).toMatch(/&on=go$/);
    results.causes.push({ ...cause, status: 'new', sdk: 'go', sentence: 'New.' });
    const other = await open(results, '#/fix');
    expect(await other.getByRole('region', { name: 'Shared by several SDKs' }).locator('li:visible').count()).toBe(0);
  });
});

describe('the filter of causes', () => {
  it('offers them in their own words', async () => {
    const page = await open(sampleResults(), '#/fix');
    const choice = page.getByRole('combobox', { name: 'Only one cause' });
    expect(await choice.locator('option').allTextContents()).toContain('JavaScript numbers lose digits over 2^53');
    await choice.selectOption({ label: 'JavaScript numbers lose digits over 2^53' });
    expect(page.url()).toMatch(/cause=javascript-numbers-lose-digits/);
  });
});

describe('a cause', () => {
  it('does not tell to do what the contract says, which it quotes', async () => {
    const results = sampleResults();
    const cause = results.causes.find(({ rule, status }) => rule && status === 'new')!;
    const hash = `#/fix?why=${cause.key}&on=${cause.sdk}`;
    const titles = async (remedy: string) => {
      const page = await open({ ...results, causes: [{ ...cause, remedy }] }, hash);
      const facts = page.getByRole('dialog').locator('.facts').first();
      await facts.waitFor();
      return facts.locator('dt').allTextContents();
    };
    expect(await titles(`Do what the contract says: ${cause.rule!.sentence}`)).not.toContain('What to change');
    expect(await titles('Escape it.')).toContain('What to change');
  });
});
