import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cut, duration, oneLine, plainJson, plural, visible, withoutMarkup } from './text.js';
import { hostileText } from '../testing/hostile-results.js';

describe('visible', () => {
  it('spells out what drives terminals, reorders or hides text, and half characters', () => {
    expect(visible('a\u001b[31m\u202eb\u200bc\ud800d\u{e0041}')).toBe(
      'a\\u001b[31m\\u202eb\\u200bc\\ud800d\\udb40\\udc41',
    );
  });

  it('leaves letters, line feeds, tabs and emoji with their joiners', () => {
    expect(visible('äöü 漢字\n\t👩‍👩‍👧')).toBe('äöü 漢字\n\t👩‍👩‍👧');
  });

  it('oneLine leaves no line end', () => {
    expect(oneLine(' a\r\n  b\u2028c ')).toBe('a\\u000d b\\u2028c');
  });
});

describe('JSON made harmless', () => {
  it.each([plainJson, withoutMarkup])('keeps every value', (escape) => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })), (value) => {
        expect(JSON.parse(escape(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(JSON.parse(escape(JSON.stringify({ [hostileText]: hostileText })))).toEqual({ [hostileText]: hostileText });
  });

  it('that is embedded holds no markup', () => {
    expect(withoutMarkup(JSON.stringify('</script><!-- &lt;'))).toBe('"\\u003c/script>\\u003c!-- &lt;"');
  });
});

describe('cut', () => {
  it('counts what it cuts, and cuts no character in half', () => {
    expect(cut('abcdef', 4)).toBe('abcd… (2 more characters)');
    expect(cut('ab👩c', 3)).toBe('ab… (3 more characters)');
    expect(cut('abc', 3)).toBe('abc');
  });
});

it('numbers read as people write them', () => {
  const counts = [0, 1, 999, 1000, 10_000, 123_456, 1_234_567];
  const asIsCustom = counts.map((count) => `${count.toLocaleString('en')} ${count === 1 ? 'check' : 'checks'}`);
  expect(counts.map((count) => plural(count, 'check'))).toEqual(asIsCustom);
  expect([duration(4.25), duration(812.6), duration(2_400), duration(200_000)]).toEqual([
    '4.3 ms',
    '813 ms',
    '2.4 s',
    '3 min 20 s',
  ]);
});
