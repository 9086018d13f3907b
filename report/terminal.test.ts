import { join } from 'node:path';

import pc from 'picocolors';
import { expect, it } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { renderTerminal } from './terminal.js';
import { sampleResults } from './testing/sample-results.js';

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
