import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { describeCheckout } from './describe-checkout.js';

const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a checkout is told by its commit, and whether it holds more than that', async () => {
  expect(await describeCheckout(folder)).toBe(undefined);
  const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words]);
  git('init', '--quiet');
  git(
    '-c',
    'user.name=A',
    '-c',
    'user.email=a@example.com',
    'commit',
    '--quiet',
    '--allow-empty',
    '--message',
    'Start',
  );
  expect(await describeCheckout(folder)).toMatch(/^commit [0-9a-f]{7,}$/);
  writeFileSync(join(folder, 'sdk.py'), '');
  expect(await describeCheckout(folder)).toMatch(/^commit [0-9a-f]{7,}, with uncommitted changes$/);
});
