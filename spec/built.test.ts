import { expect, it } from 'vitest';

import { compiledCode, isBuilt, loadBuilt } from './built.js';

it('what the build made is loaded once, and what V8 makes of it can be kept', () => {
  const tokens = loadBuilt('tokens.cjs');
  expect(tokens).toHaveProperty('SignJWT');
  expect(loadBuilt('tokens.cjs')).toBe(tokens);
  const kept = [...compiledCode()].find(([file]) => file.endsWith('tokens.cjs.v8'));
  expect(kept?.[1].length).toBeGreaterThan(1_000);
});

it('what was never built is not taken', () => {
  expect(isBuilt('nothing.cjs')).toBe(false);
});
