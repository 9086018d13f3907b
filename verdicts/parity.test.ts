import { describe, expect, it } from 'vitest';

import { runOf } from '../testing/run-of.js';
import { parityOf } from './parity.js';

const seen = (outcome: string, wire: string) => ({
  'create/x': { verdict: 'passed' as const, outcome: [outcome], wire: [wire] },
});
const parity = (cells: Parameters<typeof runOf>[0]) => parityOf(['create/x'], runOf(cells).results);

describe('where SDKs differ', () => {
  it('is told of those that saw or sent something else', () => {
    const cells = { go: seen('get(a) → done', 'GET /a'), java: seen('get(a) → no answer', 'GET /a') };
    expect(parity(cells)).toMatchObject([{ outcomes: [{ sdks: ['go'] }, { sdks: ['java'] }], wire: [] }]);
  });

  it('is not in the name of the user that a client with its credential may write', () => {
    const secret = seen('get(by-secret-1) → user {"id":"by-secret-1"}', 'GET /by-secret-1/');
    const token = (status: string) => seen('get(by-token-1) → user {"id":"by-token-1"}', `GET /by-token-1/${status}`);
    expect(parity({ go: secret, java: token('') })).toEqual([]);
    expect(parity({ go: secret, java: token('?a=1') })).toMatchObject([
      { outcomes: [], wire: [{ account: ['GET /by-…-1/'] }, { account: ['GET /by-…-1/?a=1'] }] },
    ]);
  });
});
