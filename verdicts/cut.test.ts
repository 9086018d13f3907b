import { describe, expect, it } from 'vitest';

import { cutText } from './cut.js';

describe('cutText', () => {
  it('leaves a short text as it is', () => {
    expect(cutText('😀'.repeat(200))).toBe('😀'.repeat(200));
  });

  it.each([0, 1])('tells what was cut, and cuts no character in half, whatever stands before: %d', (before) => {
    const text = 'a'.repeat(before) + '😀'.repeat(400) + 'a'.repeat(before);
    const cut = cutText(text);
    expect(cut).toMatch(new RegExp(`…😀+a* \\[${text.length} characters, sha256 [0-9a-f]{8}\\]$`, 'u'));
    expect(JSON.stringify(cut)).not.toMatch(/\\ud[89a-f]/);
  });
});
