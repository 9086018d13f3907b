import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { doubles } from '../fixtures/doubles/doubles.js';
import { mockDefects } from '../fixtures/mock-defects.js';
import { packageRoot } from '../spec/package-root.js';
import { loadContract } from '../spec/contract.js';
import { behaviours, means, suites } from './catalogue.js';

const folder = join(packageRoot, 'suites');
const sources = readdirSync(folder)
  .filter((name) => !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const contract = loadContract();
const ids = behaviours.map(({ id }) => id);
/** Every text in quotes of the suites, with how often and where it stands. */
const quoted = new Map<string, string[]>();
for (const { name, text } of sources) {
  for (const [, word = ''] of text.matchAll(/'([^'\n]+)'/g)) quoted.set(word, [...(quoted.get(word) ?? []), name]);
}

describe('the catalogue', () => {
  it('has its suites in the order of reports', () => {
    expect(suites).toEqual([
      'create',
      'conflict',
      'get-or-create',
      'retrieve',
      'update',
      'delete',
      'size-limit',
      'reference',
      'activities',
      'enrichment',
      'authentication',
      'fidelity',
      'shape',
      'ids',
      'timestamps',
      'errors',
      'answers',
      'faults',
      'wire',
      'permissions',
      'state',
      'clients',
    ]);
  });
  it('gives every behaviour an id of its own, by its suite and a kebab-case name', () => {
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, suite } of behaviours) expect(id).toMatch(new RegExp(`^${suite}/[a-zA-Z0-9_]+(-[a-zA-Z0-9_]+)*$`));
  });
  it('rests every behaviour on a sentence of the contract, and every sentence on a behaviour', () => {
    const rested = new Set(behaviours.map(({ rule }) => rule));
    expect([...rested].filter((rule) => !contract.rules.has(rule))).toEqual([]);
    expect([...contract.rules.keys()].filter((rule) => !rested.has(rule))).toEqual(rulesOfTheMock);
  });
  it('says in a present-tense sentence what must hold', () => {
    for (const { sentence } of behaviours) expect(sentence).not.toMatch(/\bshould\b|\.$/);
  });
  it('spells every id once, as text, in the file of its suite', () => {
    for (const { id, suite } of behaviours) expect(quoted.get(id), id).toEqual([`${suite}.suite.ts`]);
  });
  it('has every behaviour that a double or a defect of the mock names', () => {
    const named = [...Object.values(doubles), ...Object.values(mockDefects)].map(({ caughtBy }) => caughtBy);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

it.each([
  ['authentication/wrong-secret-fails-get', ['authentication/wrong-secret-fails-get']],
  [
    'authentication/wrong-secret-fails-g',
    ['authentication/wrong-secret-fails-get', 'authentication/wrong-secret-fails-get-or-create'],
  ],
])('%s means that behaviour alone, or all that begin so', (name, meant) => {
  expect(ids.filter((id) => means(name, id)).sort()).toEqual(meant);
});

/** Rules about the server alone: its own tests hold it to them, and no SDK can show them. */
const rulesOfTheMock = ['userIdLength', 'order'];
