import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { claimFolder } from './write-reports.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a new folder for reports is marked as no part of the source around it', () => {
  const reports = join(folder, 'of', 'today');
  claimFolder(reports);
  claimFolder(reports);
  expect(readFileSync(join(reports, '.gitignore'), 'utf8')).toBe('*\n');
  expect(readdirSync(join(folder, 'of'))).toEqual(['today']);
});

test('a folder with files in it is left as it is', () => {
  writeFileSync(join(folder, 'README.md'), '');
  claimFolder(folder);
  expect(readdirSync(folder)).toEqual(['README.md']);
});
