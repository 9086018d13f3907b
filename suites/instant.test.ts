import { describe, expect, it } from 'vitest';

import { instant } from './instant.js';

describe('instant', () => {
  it('is the same for one moment in two zones', () => {
    expect(instant('2018-04-06T11:56:15.833318+02:00')).toBe(instant('2018-04-06T09:56:15.833318Z'));
  });
  it('tells milliseconds from microseconds', () => {
    expect(instant('2018-04-06T09:56:15.833Z')).toBe('2018-04-06T09:56:15.833000Z');
  });
  it('is null for text without a zone, for dates and for nothing', () => {
    expect(['2018-04-06T09:56:15.833318', '2018-04-06', undefined].map(instant)).toEqual([null, null, null]);
  });
});
