import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { prepareCache } from './cache.js';
import { ensureInstalled } from './install.js';
import { InstallError } from './install-error.js';
import { packagedRunners } from './load.js';
import type { Runner } from './runner.js';
import { toyRunner } from '../testing/toy.js';
import { askRegistry, newerThanPinned, newest, rememberedNewer } from './registry.js';

let folder: string;
let cacheDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'versions-'));
  cacheDir = join(folder, 'cache');
  vi.stubEnv('SDK_CONFORMANCE_CACHE', cacheDir);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const toy = (versions: Runner['versions']): Runner => toyRunner(folder, { versions });
/** A registry whose client prints this and fails. */
const failing = (printed: string): Runner =>
  toy(async ({ $ }) => {
    await $`node -e ${'console.error(process.argv[1]); process.exit(1)'} ${printed}`;
    return [];
  });

test('a registry that answers names its versions, newest first, and nothing is left behind', async () => {
  const seen = join(folder, 'seen.json');
  const code =
    'fs.writeFileSync(process.argv[1], JSON.stringify([process.env.TOY_CACHE, process.cwd(), fs.readdirSync(".")]))';
  const runner = toy(async ({ $, version }) => {
    await $`node -e ${code} ${seen}`;
    return ['2.3.4', '2.10.0', '2.10.0', version ?? '0'];
  });
  expect(await askRegistry(runner, { version: '3.0.0-rc.1' })).toEqual(['3.0.0-rc.1', '2.10.0', '2.3.4']);
  const [cache, directory, files] = JSON.parse(readFileSync(seen, 'utf8')) as [string, string, string[]];
  expect(files).toContain('pins.txt');
  expect(cache).toBe(join(directory, 'cache'));
  expect(existsSync(directory)).toBe(false);
  expect(existsSync(cacheDir)).toBe(false);
});

async function failureOf(asked: Promise<unknown>): Promise<InstallError> {
  const error: unknown = await asked.catch((reason: unknown) => reason);
  if (!(error instanceof InstallError)) throw new Error(`No installation failure, but ${String(error)}`);
  return error;
}

test.each([
  [
    'registry-unreachable',
    'working on it\nerror: connect ECONNREFUSED 127.0.0.1:1\nsee the log',
    'connect ECONNREFUSED',
  ],
  ['not-found', 'error E404 no such package', 'E404 no such package'],
  ['runner-fails', 'No module named toy', 'No module named toy'],
  ['runner-fails', '', 'it exited with 1'],
  ['registry-unreachable', 'Could not reach host shop.example. Check your network', 'Could not reach host'],
  ['registry-unreachable', 'curl error 6 while downloading https://shop.example/packages.json: Co', 'curl error 6'],
  ['registry-unreachable', 'Could not find metadata toy:toy/maven-metadata.xml in local', 'Could not find metadata'],
  ['not-found', "Could not find gem 'toy-sdk (= 9)' in rubygems repository", 'Could not find gem'],
  ['registry-unreachable', 'could not resolve host of http://user:hunter2@shop.example/', 'http://shop.example/'],
])('a registry is %s when its client says %j', async (fault, printed, detail) => {
  const { failure } = await failureOf(askRegistry(failing(printed)));
  expect(failure).toMatchObject({ fault, detail: expect.stringContaining(detail) as string });
  expect(failure.detail).not.toContain('hunter2');
});

test('a registry that does not answer in time is unreachable', async () => {
  const runner = toy(async ({ $ }) => {
    await $`node -e ${'setInterval(() => undefined, 1000)'}`;
    return [];
  });
  const { failure } = await failureOf(askRegistry(runner, { timeoutMs: 300 }));
  expect(failure).toMatchObject({ fault: 'registry-unreachable', cause: 'no answer of ToyShop within 0.3 s' });
});

test.each([
  ['throws', async () => JSON.parse('{') as string[]],
  ['gives what are no versions', async () => [{ version: '1.0' }, { version: '2.0' }] as unknown as string[]],
])('a runner that %s says nothing of its registry', async (_, versions) => {
  const { failure } = await failureOf(askRegistry(toy(versions)));
  expect(failure).toMatchObject({
    fault: 'runner-fails',
    cause: expect.stringMatching(/^its runner fails, /) as string,
  });
});

test('a registry that cannot be asked because of this machine or the runner is told as one', async () => {
  const environment = () => {
    throw new Error('nowhere to write');
  };
  const { failure } = await failureOf(askRegistry(toyRunner(folder, { versions: async () => ['1.0.0'], environment })));
  expect(failure).toMatchObject({ fault: 'runner-fails', cause: 'ToyShop could not be asked, nowhere to write' });
});

test('every runner of the package with a pinned release can ask for others', () => {
  for (const { id, pinned, versions } of packagedRunners) expect(Boolean(versions), id).toBe(Boolean(pinned));
});

test.each([
  [['5.10.0', '5.9.0', '5.2.1'], '5.10.0'],
  [['2.0.0-rc.1', '1.2', '1.0.0'], '1.2'],
  [['2.0.0b2', '2.0.0a1'], '2.0.0b2'],
])('of %j the newest is %s', (versions, expected) => {
  expect(newest(versions)).toBe(expected);
});

test('a release is newer than the pinned one, the same, or older', () => {
  const runner = toy(undefined);
  expect(newerThanPinned(runner, ['2.3.10', '2.3.4'])).toBe('2.3.10');
  expect(newerThanPinned(runner, ['2.3.4'])).toBeUndefined();
  expect(newerThanPinned(runner, ['2.3.3'])).toBeUndefined();
});

test('what a registry said is remembered where there is a cache, and nobody is asked again', async () => {
  await prepareCache();
  const runner = toy(async () => ['2.3.4', '3.0.0']);
  expect(await rememberedNewer(runner)).toBeUndefined();
  await askRegistry(runner);
  expect(await rememberedNewer(failing('nobody asks'))).toBe('3.0.0');
});

test.each([
  [
    'nobody answers',
    () => failing('connect ECONNREFUSED'),
    'registry-unreachable',
    /ToyShop does not say which versions there are \(.*ECONNREFUSED\)\. .*, or name a version\.$/,
  ],
  ['the client fails', () => failing('no module named toy'), 'runner-fails', /ToyShop does not say .*no module named/],
  ['there is none', () => toy(async () => []), 'not-found', /ToyShop has no version/],
  ['the runner does not ask', () => toy(undefined), 'not-supported', /Add "versions" to it\.$/],
])('the latest is not to be had when %s', async (_, make, fault, message) => {
  const error = await failureOf(ensureInstalled(make(), { version: 'latest' }));
  expect(error.failure.fault).toBe(fault);
  expect(error.message).toMatch(/^Failed to install the newest toy-sdk: /);
  expect(error.message).toMatch(message);
});
