import { existsSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { packagedRunners } from '../runners/load.js';
import { loadContract } from '../spec/contract.js';
import { madeFile } from '../spec/made.js';
import { behaviours } from '../suites/catalogue.js';
import { parseBaseline } from '../verdicts/baseline.js';
import { packagedBaseline, readBaseline } from './read-baseline.js';

test('the packaged list is the same whether it was built or is read', () => {
  const sdks = packagedRunners.map(({ id }) => id);
  const known = {
    ...{ sdks, nearest: () => undefined, today: '2026-01-01' },
    behaviours: behaviours.map(({ id }) => id),
    rules: [...loadContract().rules.keys()],
  };
  expect(existsSync(madeFile('known-divergences')), 'npm run build').toBe(true);
  const text = readFileSync(packagedBaseline, 'utf8');
  expect(readBaseline(packagedBaseline, sdks)).toEqual(parseBaseline(text, packagedBaseline, known));
});
