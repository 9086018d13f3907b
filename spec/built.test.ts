import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { codeCaches, isBuilt, loadBuilt } from './built.js';
import { packageRoot } from './package-root.js';

it('what the build made is loaded once, and what V8 makes of it can be kept', () => {
  const tokens = loadBuilt('tokens.cjs');
  expect(tokens).toHaveProperty('SignJWT');
  expect(loadBuilt('tokens.cjs')).toBe(tokens);
  const kept = [...codeCaches()].find(([file]) => file.includes('tokens.cjs'));
  expect(kept?.[1].length).toBeGreaterThan(1_000);
});

it('what is loaded later is where it is looked for', () => {
  const folder = join(packageRoot, 'dist', 'built');
  const code = readdirSync(folder).filter((name) => name.endsWith('.cjs'));
  const texts = code.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const later = Array.from(texts.matchAll(/require\.module\(.([^)]+).\)/g), ([, path = '']) => path);
  expect(later).toContain('../mock/contract/prepare.js');
  expect(later.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  expect(/\bimport\(.{0,80}/.exec(texts)).toBeNull();
});

it('what was never built is not taken', () => {
  expect(isBuilt('nothing.cjs')).toBe(false);
});
