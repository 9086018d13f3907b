import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { sampleResults } from '../testing/sample-results.js';
import { claimFolder, replacedWhole } from './report-folder.js';
import { writeReports } from './write-reports.js';

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

test.each([
  ['a partial one', { interrupted: 'SIGINT' as const }],
  ['one of 5 (--only conflict)', { suite: { version: '1.0.0', behaviours: 5, of: 9, part: '--only conflict' } }],
])('a whole report is not replaced in silence by %s', (words, change) => {
  const whole = sampleResults();
  expect(replacedWhole(folder, { ...whole, ...change })).toBe(undefined);
  writeReports(folder, whole, ['json']);
  const sentence = `The report of all 5 behaviours in ${folder} is replaced by ${words}.`;
  expect(replacedWhole(folder, { ...whole, ...change })).toBe(sentence);
  expect(replacedWhole(folder, whole)).toBe(undefined);
  writeReports(folder, { ...whole, ...change });
  expect(readdirSync(folder)).not.toContain('badge.svg');
  expect(replacedWhole(folder, { ...whole, ...change })).toBe(undefined);
});
