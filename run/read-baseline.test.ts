import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

import { expect, test } from 'vitest';

import { parseBaseline } from '../verdicts/baseline.js';
import { packagedRunners } from '../runners/load.js';
import { loadContract } from '../spec/contract.js';
import { digestOf, madeOf } from '../spec/made.js';
import { packageRoot } from '../spec/package-root.js';
import { behaviours } from '../suites/catalogue.js';
import { packagedBaseline, readBaseline } from './read-baseline.js';

const ids = packagedRunners.map(({ id }) => id);

test('the packaged list is the same whether it was built or is read', () => {
  const text = readFileSync(packagedBaseline, 'utf8');
  const known = {
    sdks: ids,
    behaviours: behaviours.map(({ id }) => id),
    rules: [...loadContract().rules.keys()],
    today: '2026-01-01',
    nearest: () => undefined,
  };
  expect(madeOf(digestOf(text), 'known-divergences'), 'npm run build').toEqual(
    parseBaseline(text, relative(packageRoot, packagedBaseline), known),
  );
  expect(readBaseline(packagedBaseline, ids)).toEqual(parseBaseline(text, packagedBaseline, known));
});
