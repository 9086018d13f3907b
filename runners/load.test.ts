import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { loadRunner, loadRunners, packagedRunners, pinnedVersion, runnerFile, runnersFolder } from './load.js';
import { SetupError } from './install-error.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runners-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const valid = `export default {
  id: 'toy',
  language: 'Toy',
  package: 'toy-sdk',
  registry: 'ToyShop',
  example: 'example.toy',
  tools: [{ command: ['node', '--version'], version: '>=18', remedy: 'Install Node.js.' }],
  pinned: { file: 'pins.txt', pattern: /^toy-sdk==(\\S+)/m },
  install: async () => undefined,
  driver: ['node', 'driver.mjs'],
};
`;

/** Writes a runner and returns its folder. */
function write(id: string, text: string, files: Record<string, string> = {}): string {
  const own = join(folder, id);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'runner.mjs'), text);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(own, name), content);
  return own;
}

test('each runner of the package is loaded, with its folder, its pinned release and its example code', () => {
  const folders = readdirSync(runnersFolder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && readdirSync(join(runnersFolder, entry.name)).includes('runner.ts'),
  );
  expect(packagedRunners.map(({ id }) => id)).toEqual(folders.map(({ name }) => name).sort());
  for (const runner of packagedRunners) {
    expect(runnerFile(runner, runner.example), runner.id).toBeDefined();
    expect(() => pinnedVersion(runner)).not.toThrow();
  }
});

test('runners are found in a folder of runners, and in a folder that is one, beside those of the package', async () => {
  const own = write('toy', valid);
  write('another', valid.replace("'toy'", "'another'"));
  const ids = packagedRunners.map(({ id }) => id);
  expect((await loadRunners([])).map(({ id }) => id)).toEqual(ids);
  expect((await loadRunners([folder])).map(({ id }) => id)).toEqual([...ids, 'another', 'toy'].sort());
  expect(await loadRunners([own])).toContainEqual(expect.objectContaining({ id: 'toy', folders: [own], foundIn: own }));
});

test('a folder that is named twice is loaded once', async () => {
  const own = write('toy', valid);
  expect((await loadRunners([folder, own])).filter(({ id }) => id === 'toy')).toHaveLength(1);
});

test('folders of runners are named by flags, and by the environment', async () => {
  const own = write('toy', valid);
  const others = [write('one', valid.replace("'toy'", "'one'")), write('two', valid.replace("'toy'", "'two'"))];
  const before = process.env.SDK_CONFORMANCE_RUNNERS;
  process.env.SDK_CONFORMANCE_RUNNERS = ['', ...others].join(delimiter);
  try {
    const found = (await loadRunners([own])).flatMap(({ foundIn }) => foundIn ?? []);
    expect(found).toEqual([...others, own].sort());
  } finally {
    if (before === undefined) delete process.env.SDK_CONFORMANCE_RUNNERS;
    else process.env.SDK_CONFORMANCE_RUNNERS = before;
  }
});

test('the pinned version is read from the language own manifest', async () => {
  const runner = await loadRunner(write('toy', valid, { 'pins.txt': 'left-pad==1\ntoy-sdk==2.3.4\n' }));
  expect(pinnedVersion(runner)).toBe('2.3.4');
});

test('a pin that is not found is the runner own fault', async () => {
  const runner = await loadRunner(write('toy', valid, { 'pins.txt': 'toy==1\n' }));
  expect(() => pinnedVersion(runner)).toThrow(
    /^Failed to read the pinned version of toy-sdk: \/\^toy-sdk==\(\\S\+\)\/m finds nothing in /,
  );
});

test('a runner with a base takes over its files', async () => {
  write('toy', valid, { 'pins.txt': 'toy-sdk==2.3.4\n', 'driver.mjs': '' });
  const text =
    "import toy from '../toy/runner.mjs';\nexport default { ...toy, id: 'toy-async', language: 'Toy (async)', base: 'toy' };\n";
  const own = write('toy-async', text, { 'example.toy': '' });
  const runner = await loadRunner(own);
  expect(runner).toMatchObject({
    id: 'toy-async',
    language: 'Toy (async)',
    driver: ['node', 'driver.mjs'],
    folders: [join(folder, 'toy'), own],
  });
  expect(pinnedVersion(runner)).toBe('2.3.4');
  expect(runnerFile(runner, 'example.toy')).toBe(join(own, 'example.toy'));
  expect(runnerFile(runner, 'driver.mjs')).toBe(join(folder, 'toy', 'driver.mjs'));
});

test.each([
  ['a mistyped member', valid.replace('driver: [', 'drivr: ['), /It has no member "drivr"\. Did you mean driver\?$/m],
  ['a member like no other', valid.replace('id:', 'favouriteColour: 1, id:'), /Its members are id, language, /],
  [
    'no driver',
    valid.replace(/ {2}driver: \[.*\n/, ''),
    /: "driver" is missing\. It must be a program and its arguments/,
  ],
  [
    'a range that is none',
    valid.replace('>=18', 'recent'),
    /"tools" is \[.*"recent".* with a semver range as the version/,
  ],
  [
    'text for a pattern',
    valid.replace('/^toy-sdk==(\\S+)/m', "'toy'"),
    /"pinned" is \{.*\}\. It must be a file and a pattern/,
  ],
  ['a pattern that goes on where it stopped', valid.replace('/m }', '/gm }'), /"pinned" is \{.*gm"\}\. It must be/],
  [
    'an install that is no function',
    valid.replace('async () => undefined', "'npm ci'"),
    /"install" is "npm ci"\. It must be a function/,
  ],
  ['an id in capitals', valid.replace("'toy'", "'Toy'"), /"id" is "Toy"\. It must be small letters/],
  [
    'another id than its folder',
    valid.replace("'toy'", "'joy'"),
    /its id is joy, its folder is toy\. Give both the same name\.$/,
  ],
  [
    'a base that is not there',
    valid.replace('id:', "base: 'nobody', id:"),
    /its base is nobody, and there is no folder .*nobody\.$/,
  ],
  ['no default export', 'export const toy = 1;\n', /Its default export is no object\. Write: export default/],
  ['a mistake in its syntax', 'export default {\n', /^Failed to load .*runner\.mjs: .*Correct it\.$/s],
])('a runner with %s is refused', async (_, text, message) => {
  const own = write('toy', text);
  await expect(loadRunner(own)).rejects.toThrow(SetupError);
  await expect(loadRunner(own)).rejects.toThrow(message);
});

test('all that is wrong is told at once, in a sentence each', async () => {
  const own = write('toy', "export default { id: 'toy', language: '', instal: 1 };\n");
  const error: unknown = await loadRunner(own).catch((reason: unknown) => reason);
  const sentences = (error as Error).message.split('\n  - ');
  expect(sentences[0]).toMatch(/^Failed to load .*runner\.mjs:$/);
  expect(sentences.slice(1).map((sentence) => sentence.split('. ')[0])).toEqual([
    'It has no member "instal"',
    '"language" is ""',
    ...['package', 'registry', 'example', 'tools', 'install', 'driver'].map((name) => `"${name}" is missing`),
  ]);
});

test('a folder without runners, and two runners of one id, are refused', async () => {
  await expect(loadRunners([folder])).rejects.toThrow(/^Failed to load runners: no runner\.mjs in /);
  await expect(loadRunners([join(folder, 'nowhere')])).rejects.toThrow(/there is no folder .*nowhere/);
  write('python', valid.replace("'toy'", "'python'"));
  await expect(loadRunners([folder])).rejects.toThrow(/its id python is taken by .*runners\/python\. Rename one/);
});
