import { describe, expect, it } from 'vitest';

import './matchers.js';

describe('toBeLaterThan', () => {
  const [earlier, later] = ['2018-04-06T09:56:15.833318Z', '2018-04-06T09:56:15.833319Z'];

  it('compares instants to the microsecond', () => {
    expect(later).toBeLaterThan(earlier);
    expect(() => expect(earlier).toBeLaterThan(earlier)).toThrow('it did not move');
  });

  it.each([undefined, '', 'yesterday'])('fails beside what is no instant: %s', (none) => {
    expect(() => expect(later).toBeLaterThan(none)).toThrow('it did not move');
    expect(() => expect(none).toBeLaterThan(earlier)).toThrow('it did not move');
  });
});
