import { expect, test } from 'vitest';

import { redact } from './quote.js';

const token = `eyJhbGciOiJIUzI1NiJ9.${'x'.repeat(20)}.${'y'.repeat(20)}`;

test.each([
  [`sent ${token}, refused`, 'sent [token], refused'],
  [`jwt%20${token}`, 'jwt%20[token]'],
  [token.slice(0, 30), '[token]'],
  ['hushed, not quiet', '[secret]ed, not quiet'],
])('what a foreign program printed is shown without tokens and secrets: %s', (text, shown) => {
  expect(redact(text, ['hush', 'not'])).toBe(shown);
});
