import { expect, test } from 'vitest';

import { exchange } from '../testing/exchange.js';
import { harEntry } from './har.js';

test('the size of a body that was cut is that of the whole', () => {
  const sized = (headers: Record<string, string>) =>
    harEntry(exchange({ response: { status: 200, headers, body: '{"id"' } })).response.bodySize;
  expect([sized({ 'content-length': '80012' }), sized({})]).toEqual([80_012, 5]);
});
