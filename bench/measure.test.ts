import { describe, expect, it } from 'vitest';

import { isMet } from './bench.js';
import { compare, inTurns, median, skipped } from './measure.js';

describe('the median', () => {
  it('is the middle value, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is half-way between the two in the middle', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('of nothing is refused', () => {
    expect(() => median([])).toThrow('nothing was measured');
  });
});

describe('turns', () => {
  it('go forwards and backwards, and keep apart what was measured', async () => {
    const order: string[] = [];
    const values = await inTurns(3, ['a', 'b'], async (thing) => order.push(thing));
    expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
    expect([values('a'), values('b')]).toEqual([
      [1, 4, 5],
      [2, 3, 6],
    ]);
  });
});

describe('a bound', () => {
  it('of at least is met from there on', () => {
    const met = (ours: number) => isMet(compare({ measure: '', ours, other: 2, bound: { atLeast: 1 } }));
    expect([met(1.99), met(2), met(3)]).toEqual([false, true, true]);
  });

  it('of at most is met up to there', () => {
    const met = (ours: number) => isMet(compare({ measure: '', ours, other: 2, bound: { atMost: 1.5 } }));
    expect([met(2.9), met(3), met(3.1)]).toEqual([true, true, false]);
  });

  it('is neither met nor missed by what was not measured', () => {
    expect(isMet(skipped('', { atMost: 1 }, 'no browser'))).toBeNull();
  });
});
