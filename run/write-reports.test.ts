import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { sample } from '../report/testing/sample-results.js';
import { claimFolder, writeReports } from './write-reports.js';

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

test('a report that cannot be written leaves the one before as it was', () => {
  writeReports(folder, sample(), ['badge']);
  const file = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.json'))!,
  );
  const before = readFileSync(file, 'utf8');
  // In the place of a disk that is full.
  mkdirSync(`${file}.new`);
  expect(() => writeReports(folder, sample(), ['badge'])).toThrow(
    /^Failed to write the report .*\. Name another folder/,
  );
  expect(readFileSync(file, 'utf8')).toBe(before);
});
