import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import {
  loadManifest,
  loadManifests,
  ManifestError,
  pinnedVersion,
  runnerFile,
  runnerFolders,
  runnersFolder,
} from './manifest.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const valid = `
id: toy
language: Toy
package: toy-sdk
registry: ToyShop
example: example.toy
toolchain:
  - { command: [node, --version], version: '>=18', remedy: Install Node.js. }
pinned: { file: pins.txt, pattern: '^toy-sdk==(\\S+)' }
install: { release: [[node, --version]] }
environment: { driver: { TOY: '1' } }
driver: [node, driver.mjs]
`;

/** Writes a runner and returns its folder. */
function runner(id: string, manifest: string, files: Record<string, string> = {}): string {
  const own = join(folder, id);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'manifest.yaml'), manifest);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text);
  return own;
}

test('the manifests of the package are valid, and their example code is there', () => {
  const manifests = loadManifests();
  expect(manifests.map(({ id }) => id)).toContain('reference');
  for (const manifest of manifests) {
    expect(runnerFile(manifest, manifest.example), manifest.id).toBeDefined();
    expect(() => pinnedVersion(manifest)).not.toThrow();
  }
});

test('the manifest in the documentation is valid, and says what the real one says', () => {
  const page = readFileSync(join(packageRoot, 'docs', 'driver-protocol.md'), 'utf8');
  const manifest = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
  const own = runner('python', manifest);
  expect({ ...loadManifest(own), folders: [] }).toEqual({
    ...loadManifest(join(runnersFolder, 'python')),
    folders: [],
  });
});

test('runners are found in a folder of runners, and in a folder that is one', () => {
  const own = runner('toy', valid);
  runner('another', valid.replace('id: toy', 'id: another'));
  expect(loadManifests([folder]).map(({ id }) => id)).toEqual(['another', 'toy']);
  expect(loadManifests([own])).toMatchObject([{ id: 'toy', folders: [own] }]);
});

test('the environment names further folders of runners', () => {
  expect(runnerFolders({})).toEqual([runnersFolder]);
  const named = [folder, join(folder, 'more')].join(delimiter);
  expect(runnerFolders({ SDK_CONFORMANCE_RUNNERS: named })).toEqual([runnersFolder, folder, join(folder, 'more')]);
});

test('the pinned version is read from the language own manifest', () => {
  const manifest = loadManifest(runner('toy', valid, { 'pins.txt': 'left-pad==1\ntoy-sdk==2.3.4\n' }));
  expect(pinnedVersion(manifest)).toBe('2.3.4');
});

test('a pin that is not found is the manifest own fault', () => {
  const manifest = loadManifest(runner('toy', valid, { 'pins.txt': 'toy==1\n' }));
  expect(() => pinnedVersion(manifest)).toThrow(
    /^Failed to read the pinned version of toy-sdk: \^toy-sdk==\(\\S\+\) finds nothing in /,
  );
});

test('a manifest that extends another inherits what it does not say', () => {
  runner('toy', valid, { 'pins.txt': 'toy-sdk==2.3.4\n', 'driver.mjs': '' });
  const own = runner('toy-async', "id: toy-async\nextends: toy\nenvironment: { driver: { ASYNC: '1' } }\n", {
    'example.toy': '',
  });
  const manifest = loadManifest(own);
  expect(manifest).toMatchObject({
    id: 'toy-async',
    language: 'Toy',
    driver: ['node', 'driver.mjs'],
    environment: { driver: { TOY: '1', ASYNC: '1' } },
    folders: [join(folder, 'toy'), own],
  });
  expect(pinnedVersion(manifest)).toBe('2.3.4');
  expect(runnerFile(manifest, 'example.toy')).toBe(join(own, 'example.toy'));
  expect(runnerFile(manifest, 'driver.mjs')).toBe(join(folder, 'toy', 'driver.mjs'));
});

test.each([
  ['an unknown key', valid.replace('driver: [', 'drivr: ['), /unknown key drivr\. Did you mean driver\?$/],
  [
    'an unknown key in a nested place',
    valid.replace('release:', 'relase:'),
    /unknown key relase in install\. Did you mean release\?$/,
  ],
  ['an added key', `${valid}instal: []\n`, /unknown key instal\. Did you mean install\?$/],
  ['a key like no other', `${valid}favouriteColour: red\n`, /unknown key favouriteColour\. Use one of id, language, /],
  [
    'no driver',
    valid.replace(/driver: \[.*\n/, ''),
    /it must have required property 'driver'\. See runners\/manifest\.schema\.json\.$/,
  ],
  [
    'a range that is none',
    valid.replace('>=18', 'recent'),
    /recent of node --version is no semver range\. Write it like ">=3\.9"\.$/,
  ],
  ['a pattern that is none', valid.replace('(\\S+)', '(\\S+'), /Invalid regular expression.*Correct the pattern\.$/],
  [
    'another id than its folder',
    valid.replace('id: toy', 'id: joy'),
    /its id is joy, its folder is toy\. Give both the same name\.$/,
  ],
  [
    'a base that is not there',
    `${valid}extends: nobody\n`,
    /Failed to read .*nobody\/manifest\.yaml, which .*toy\/manifest\.yaml extends: ENOENT/,
  ],
  ['a list', '- id: toy\n', /it is not a mapping\. Start with "id:"\.$/],
  ['broken YAML', 'id: [toy\n', /Failed to read .*manifest\.yaml: .*Correct it\.$/s],
])('a manifest with %s is refused', (_, text, message) => {
  const own = runner('toy', text);
  expect(() => loadManifest(own)).toThrow(ManifestError);
  expect(() => loadManifest(own)).toThrow(message);
});

test('a folder without runners, and two runners of one id, are refused', () => {
  expect(() => loadManifests([folder])).toThrow(/^Failed to load runners: no manifest\.yaml in /);
  expect(() => loadManifests([join(folder, 'nowhere')])).toThrow(/there is no folder .*nowhere/);
  const own = runner('toy', valid);
  expect(() => loadManifests([folder, own])).toThrow(/its id toy is taken by /);
});

test('the schema keeps to its own schema', () => {
  const schema = JSON.parse(readFileSync(join(runnersFolder, 'manifest.schema.json'), 'utf8')) as object;
  expect(new Ajv2020().validateSchema(schema)).toBe(true);
});
