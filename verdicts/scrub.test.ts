import { describe, expect, it } from 'vitest';

import { scrubSecrets } from './scrub.js';
import { plantedSecret, plantedToken } from '../testing/hostile-results.js';
import { sampleResults } from '../testing/sample-results.js';

function withMessage(message: string) {
  const results = sampleResults();
  results.verdict.sentence = message;
  return results;
}

const scrub = (message: string): string => scrubSecrets(withMessage(message), [plantedSecret]).verdict.sentence;

describe('scrubSecrets', () => {
  it('returns results without secrets as they are', () => {
    const results = sampleResults();
    expect(scrubSecrets(results, [plantedSecret])).toBe(results);
  });

  it.each([
    ['as it is', plantedSecret],
    ['percent-encoded', encodeURIComponent(plantedSecret)],
    ['in JSON', JSON.stringify(plantedSecret).slice(1, -1)],
    ['in base64', Buffer.from(plantedSecret).toString('base64')],
    ['in base64url', Buffer.from(plantedSecret).toString('base64url')],
  ])('replaces a given secret %s', (_spelling, text) => {
    expect(scrub(`before ${text} after`)).toMatch(/^before \[redacted\]=* after$/);
  });

  it('replaces a token, whole, cut short, and after a percent-encoded space', () => {
    expect(scrub(`a ${plantedToken}, b`)).toBe('a [redacted], b');
    expect(scrub(plantedToken.slice(0, 50))).toBe('[redacted]');
    expect(scrub(`jwt%20${plantedToken}`)).toBe('jwt%20[redacted]');
  });

  it('replaces secrets in keys, and headers that carry credentials whatever they hold', () => {
    const results = sampleResults();
    const [first] = results.results;
    if (first?.exchanges[0]) {
      first.exchanges[0].request.headers = { authorization: 'Basic dXNlcjpwYXNz', cookie: 'a=b', [plantedToken]: 'x' };
      first.steps[0] = { call: 'create', args: { nested: [{ [plantedSecret]: 1 }] }, outcome: null, durationMs: 1 };
    }
    const scrubbed = scrubSecrets(results, [plantedSecret]).results[0];
    expect(scrubbed?.exchanges[0]?.request.headers).toEqual({
      authorization: '[redacted]',
      cookie: '[redacted]',
      '[redacted]': 'x',
    });
    expect(scrubbed?.steps[0]?.args).toEqual({ nested: [{ '[redacted]': 1 }] });
  });

  it('does not change what it was given', () => {
    const results = withMessage(plantedToken);
    scrubSecrets(results);
    expect(results.verdict.sentence).toBe(plantedToken);
  });

  it('leaves ordinary words alone when a secret is too short to be one', () => {
    expect(scrubSecrets(withMessage('a key'), ['key']).verdict.sentence).toBe('a key');
  });
});
