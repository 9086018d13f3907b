import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { outsideMark } from './files.js';
import { ensureInstalled, findInstalled } from './install.js';
import { InstallError } from './install-error.js';
import type { Runner, Source } from './runner.js';
import { toyRunner } from '../testing/toy.js';

let folder: string;
let cacheDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-'));
  cacheDir = join(folder, 'cache');
  vi.stubEnv('SDK_CONFORMANCE_CACHE', cacheDir);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const toy = (change: Partial<Runner> = {}): Runner => toyRunner(folder, change);
const builds = (): string[] => (existsSync(join(cacheDir, 'builds')) ? readdirSync(join(cacheDir, 'builds')) : []);

async function failureOf(runner: Runner, source: Source = {}): Promise<InstallError> {
  const error: unknown = await ensureInstalled(runner, source).catch((reason: unknown) => reason);
  if (!(error instanceof InstallError)) throw new Error(`No installation failure, but ${String(error)}`);
  return error;
}

test('versions, and a changed runner, have builds of their own', async () => {
  const install = (source: Source): ReturnType<typeof ensureInstalled> => ensureInstalled(toy(), source);
  const old = await install({ version: '1.0.0' });
  const recent = await install({ version: '2.0.0' });
  expect(readFileSync(join(old.directory, 'sdk'), 'utf8')).toBe('1.0.0\n');
  expect(recent.directory).not.toBe(old.directory);
  writeFileSync(join(folder, 'runners', 'toy', 'driver.mjs'), '// changed');
  expect((await install({ version: '2.0.0' })).directory).not.toBe(recent.directory);
});

test.each(['with git', 'without git'])('reports in a checkout %s are no part of it, whoever looks', async (how) => {
  const checkout = join(folder, 'toy-sdk');
  mkdirSync(checkout, { recursive: true });
  writeFileSync(join(checkout, 'toy.json'), '{"name": "toy-sdk"}');
  if (how === 'with git') execFileSync('git', ['init', '--quiet', checkout]);
  const source = { checkout } as const;
  const reports = join(checkout, 'reports');
  const { directory } = await ensureInstalled(toy(), source, { exclude: [reports] });
  mkdirSync(reports);
  writeFileSync(join(reports, '.gitignore'), outsideMark);
  writeFileSync(join(reports, 'results.json'), '{}');
  expect(await findInstalled(toy(), source)).toBe(directory);
});

test('a checkout is copied, never written to, and built again when its files change', async () => {
  const checkout = join(folder, 'toy-sdk');
  mkdirSync(join(checkout, 'node_modules'), { recursive: true });
  writeFileSync(join(checkout, 'toy.json'), '{"name": "toy-sdk"}');
  writeFileSync(join(checkout, '.gitignore'), 'ignored\n');
  writeFileSync(join(checkout, 'ignored'), 'of no account');
  execFileSync('git', ['init', '--quiet', checkout]);
  const install = (): ReturnType<typeof ensureInstalled> =>
    ensureInstalled(toy(), { checkout }, { exclude: [join(checkout, 'reports')] });
  const first = await install();
  expect(readFileSync(join(first.directory, 'sdk'), 'utf8')).toContain('toy-sdk');
  expect(readdirSync(join(first.directory, 'checkout')).sort()).toEqual(['.gitignore', 'toy.json']);
  writeFileSync(join(checkout, 'ignored'), 'still of no account');
  // Nobody told git to ignore it, and yet it is no part of the SDK.
  writeFileSync(join(checkout, 'node_modules', 'tool.js'), '');
  mkdirSync(join(checkout, 'reports'));
  writeFileSync(join(checkout, 'reports', 'results.json'), '{}');
  expect((await install()).directory).toBe(first.directory);
  writeFileSync(join(checkout, 'toy.json'), '{"name": "toy-sdk", "version": 2}');
  expect((await install()).directory).not.toBe(first.directory);
  expect(readdirSync(checkout).sort()).toEqual([
    '.git',
    '.gitignore',
    'ignored',
    'node_modules',
    'reports',
    'toy.json',
  ]);
});

test.each([
  ['/nowhere/at/all', 'there is no such folder'],
  [import.meta.filename, 'it is not a folder'],
  [tmpdir(), 'it is no checkout of toy-sdk, because it has no toy.json'],
])('%s is no checkout: %s', async (path, cause) => {
  const failure = await failureOf(toy(), { checkout: path });
  expect(failure.failure.fault).toBe('no-checkout');
  expect(failure.message).toBe(
    `Failed to install toy-sdk from ${path}: ${cause}. Name the folder of a checkout of toy-sdk.`,
  );
});

test.each<[Source, Partial<Runner>, string]>([
  [{ version: '1.0.0' }, { versions: undefined }, 'version. Add "versions" to the runner, and have'],
  [{ checkout: '.' }, { identify: undefined }, 'checkout. Add "identify" to the runner, and have'],
])('a source that the runner does not know is refused: %j', async (source, change, sentence) => {
  const failure = await failureOf(toy(change), source);
  expect(failure.failure.fault).toBe('not-supported');
  expect(failure.message).toContain(`its runner installs no ${sentence}`);
});

test('a version that does not exist is refused before anything runs, with the newest that do', async () => {
  const versions = async (): Promise<string[]> => ['0.9.0', '1.0.0', '1.9.0', '1.10.0', '2.0.0-rc.1', '2.0.0', '2.3.4'];
  const failure = await failureOf(toy({ versions }), { version: '99.0.0' });
  expect(failure.failure.fault).toBe('not-published');
  expect(failure.message).toBe(
    'Failed to install toy-sdk 99.0.0: ToyShop has no such version. The newest it has: 2.3.4, 2.0.0, 1.10.0, 1.9.0, 1.0.0.',
  );
  expect(existsSync(join(cacheDir, 'steps.log'))).toBe(false);
  expect(builds()).toEqual([]);
});

test('a registry that cannot be asked keeps no version from being installed, such as one that was downloaded before', async () => {
  const versions: Runner['versions'] = async ({ $ }) => {
    await $`echo connect ECONNREFUSED; false`;
    return [];
  };
  const installed = await ensureInstalled(toy({ versions }), { version: '1.0.0' });
  expect(readFileSync(join(installed.directory, 'sdk'), 'utf8')).toBe('1.0.0\n');
});

test('the latest is installed as the version that it is, and nothing is asked for what is installed', async () => {
  const asked: (string | undefined)[] = [];
  const versions: Runner['versions'] = async ({ version }) => {
    asked.push(version);
    return ['2.3.4', '3.0.0'];
  };
  const latest = await ensureInstalled(toy({ versions }), { version: 'latest' });
  expect(readFileSync(join(latest.directory, 'sdk'), 'utf8')).toBe('3.0.0\n');
  expect(asked).toEqual([undefined, '3.0.0']);
  await ensureInstalled(toy({ versions }), { version: '3.0.0' });
  await ensureInstalled(toy({ versions }), {});
  expect(asked).toHaveLength(2);
});

test.each(['latest', '2.3.4'])(
  'the pinned version is the pinned release, also when it is asked for as %s',
  async (version) => {
    const { directory } = await ensureInstalled(toy(), {});
    const asked = await ensureInstalled(toy(), { version });
    expect(asked).toMatchObject({ directory });
  },
);

test.each<[Source, string]>([
  [
    { version: '1.0.0' },
    'Failed to install toy-sdk 1.0.0: the "install" of its runner does not read the version that it is given. Have it install this version.',
  ],
  [
    { checkout: '.' },
    'Failed to install toy-sdk from FOLDER: the "install" of its runner does not read the checkout that it is given. Have it install this checkout.',
  ],
])('a runner that never looks at what it is to install is refused: %j', async ({ version, checkout }, sentence) => {
  const install: Runner['install'] = async ({ $ }) => void (await $`echo release > sdk`);
  writeFileSync(join(folder, 'toy.json'), '{"name": "toy-sdk"}');
  const { failure, message } = await failureOf(toy({ install }), { version, checkout: checkout && folder });
  expect(failure.fault).toBe('runner-fails');
  expect(message.replace(folder, 'FOLDER')).toBe(sentence);
  expect(builds()).toEqual([]);
});
