import { join } from 'node:path';

import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { type Cell, type Cells, runOf } from '../testing/run-of.js';
import { renderTerminal } from './terminal.js';
import { sampleResults } from '../testing/sample-results.js';

it('tells a run as it is read on a terminal', async () => {
  const golden = join(packageRoot, 'fixtures', 'terminal', 'run.txt');
  await expect(`${renderTerminal(sampleResults())}\n`).toMatchFileSnapshot(golden);
});

it('says of which SDK a newer release is out', () => {
  const results = sampleResults();
  results.sdks[0]!.newer = '99.0.0';
  const told = renderTerminal(results);
  expect(told.match(/99\.0\.0 is out$/gm)).toHaveLength(1);
  expect(told).toMatch(new RegExp(`^${results.sdks[0]!.id} .*\\s+99\\.0\\.0 is out$`, 'm'));
});

it('says with colour what it says without', () => {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
  const colored = renderTerminal(sampleResults(), { colors: pc.createColors(true) });
  expect(colored).toMatch(escapes);
  expect(colored.replaceAll(escapes, '')).toBe(renderTerminal(sampleResults()));
});

describe('a run with nothing new, of nine SDKs', () => {
  const names = ['go', 'java', 'javascript', 'javascript-client', 'php', 'python', 'python-async', 'ruby', 'rust'];
  const known = (entry: number, reason: string, remedy: string): Cell => ({
    verdict: 'known',
    message: 'it fails',
    known: { by: 'list', reason, remedy, entry },
  });
  const long = 'Some words that are said before the colon: many words that explain what somebody found out about it.';
  const cells = (count: number): Cells =>
    Object.fromEntries(
      names.map((name) => [
        name,
        Object.fromEntries(
          Array.from({ length: count }, (_, at) => [
            `create/${at}`,
            known(at, long.replace('Some', `${at}`), 'Mend it.'),
          ]),
        ),
      ]),
    );

  it('fits 40 lines of 80 columns with the path of the report below, and cuts no word', () => {
    const lines = renderTerminal(runOf(cells(50))).split('\n');
    expect(lines.length).toBeLessThanOrEqual(39);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(lines).toContainEqual(
      expect.stringMatching(/^◆ all 9 SDKs {2}7 words that are said before the colon \(1\)$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}\d+ more in the report, or with --verbose\.$/));
    expect(lines.join('\n')).not.toContain('…');
  });

  it('tells all of what fits', () => {
    const text = renderTerminal(runOf(cells(20)));
    expect(text.match(/^◆/gm)).toHaveLength(20);
    expect(text).not.toContain('more in the report');
  });

  it('names SDKs by those that are left out, where that is shorter', () => {
    expect(renderTerminal(runOf({ ...cells(1), rust: { 'create/0': 'passed' } }))).toMatch(
      /^◆ all but rust {2}0 words/m,
    );
  });
});
