import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { checkLimits, driverRules } from '../../driver-check/rules.js';
import { packageRoot } from '../../spec/package-root.js';
import { faultOf } from './answers.js';
import { calls, seconds } from './messages.js';

const page = readFileSync(join(packageRoot, 'docs', 'driver-protocol.md'), 'utf8');
/** As a reader sees it, whatever the lines and the emphasis. */
const text = page.replaceAll('**', '').replaceAll(/\s+/g, ' ');

const examples = [...page.matchAll(/^ {4}([→←]) (.*(?:\n {5,}.*)*)/gm)].map(([, way, json]) => [way, json] as const);

test.each(examples)('the example %s %s is a line of the protocol', (way, json) => {
  const line: unknown = JSON.parse(json!);
  expect(faultOf(way === '→' ? 'Request' : 'Response', line)).toBeUndefined();
});

test('the page has examples of both', () => {
  expect(examples.map(([way]) => way).join('')).toContain('→←→←');
});

test('the page names every call, and every limit in time', () => {
  for (const call of calls) expect(page).toMatch(new RegExp(`^\\| \`${call}\` `, 'm'));
  const { start, call, stop, whole, slow } = checkLimits;
  for (const limit of [start, call, stop, whole])
    expect(page).toMatch(new RegExp(`^\\|.*\\| ${seconds(limit)} +\\|$`, 'm'));
  expect(text).toContain(`takes more than ${seconds(slow)} `);
  expect(driverRules.time).toBe('The hello comes in 60 s, an answer in 30 s, all of this check in 115 s.');
});

const folder = join(packageRoot, 'fixtures', 'drivers');
const doubles = readdirSync(folder).filter((file) => file.endsWith('.mjs') && file !== 'good-peer.mjs');

test.each(doubles)('what %s says it breaks stands on the page', (file) => {
  const [first = ''] = readFileSync(join(folder, file), 'utf8').split('\n');
  expect(first).toMatch(/^\/\/ Breaks/);
  for (const [, quoted = ''] of first.matchAll(/"([^"]+)"/g)) {
    for (const part of quoted.split(' … ')) expect(text).toContain(part);
  }
});
