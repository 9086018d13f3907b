import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'vite';

import { packageRoot } from '../spec/package-root.js';

/** Builds the page of the HTML report from its sources, apart from `dist/`. */
export async function buildTemplate(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'report-page-'));
  await build({ configFile: join(packageRoot, 'report', 'html', 'vite.config.ts'), build: { outDir } });
  return readFileSync(join(outDir, 'template.html'), 'utf8');
}
