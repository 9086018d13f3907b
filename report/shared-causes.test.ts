import { expect, it } from 'vitest';

import { type Cell, runOf } from '../testing/run-of.js';
import { acrossSdks } from './shared-causes.js';

const reason = 'An id with ? reaches another user.';
const known = (remedy: string): Cell => ({ verdict: 'known', known: { by: 'list', reason, remedy, entry: 0 } });

it('tells what to change by the name of the SDK where that differs', () => {
  const { causes } = runOf({
    ruby: { 'retrieve/x': known('Call url_encode') },
    go: { 'retrieve/x': known('Call url.PathEscape.') },
    php: { 'retrieve/x': known('Call url_encode') },
  });
  const [shared, ...others] = acrossSdks(causes, 'known');
  expect(others).toEqual([]);
  expect(shared).toMatchObject({ sdks: ['go', 'php', 'ruby'], behaviours: 1 });
  expect(shared?.remedy).toBe('php and ruby: Call url_encode. go: Call url.PathEscape.');
});

it('tells it once where it is the same', () => {
  const { causes } = runOf({ go: { 'retrieve/x': known('Escape it.') }, java: { 'retrieve/x': known('Escape it.') } });
  expect(acrossSdks(causes, 'known').map(({ remedy }) => remedy)).toEqual(['Escape it.']);
});
