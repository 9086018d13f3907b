import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { outsideMark, prepareCache, withLock } from './cache.js';
import { ensureInstalled, findInstalled, type InstallProgress } from './install.js';
import { InstallError } from './install-error.js';
import { loadManifest, type Manifest } from './manifest.js';
import type { Source } from './source.js';

let folder: string;
let cacheDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-'));
  cacheDir = join(folder, 'cache');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Node.js in the place of a package tool: each step runs one of these lines. */
const script = (code: string): string[] => ['node', '-e', code];
const logs = "fs.appendFileSync(process.argv[1] + '/steps.log', 'step\\n');";

/** A runner whose steps note in the cache that they ran. */
function toy(change: Partial<Manifest> = {}): Manifest {
  const own = join(folder, 'runners', 'toy');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'pins.txt'), 'toy-sdk==2.3.4\n');
  const manifest = {
    id: 'toy',
    language: 'Toy',
    package: 'toy-sdk',
    registry: 'ToyShop',
    example: 'pins.txt',
    toolchain: [{ command: ['node', '--version'], version: '>=18', remedy: 'Install Node.js.' }],
    pinned: { file: 'pins.txt', pattern: '^toy-sdk==(\\S+)' },
    identify: { file: 'toy.json', pattern: '"toy-sdk"' },
    install: {
      release: [[...script(`${logs} console.log('fetching'); fs.writeFileSync('sdk', 'release')`), '{cache}']],
      version: [script("fs.writeFileSync('sdk', '{version}')")],
      checkout: [script("fs.copyFileSync('{checkout}/toy.json', 'sdk')")],
    },
    environment: { driver: { TOY_HOME: '{build}' } },
    driver: ['node', '{build}/driver.mjs'],
    ...change,
  };
  writeFileSync(join(own, 'manifest.yaml'), JSON.stringify(manifest));
  return loadManifest(own);
}

const builds = (): string[] => (existsSync(join(cacheDir, 'builds')) ? readdirSync(join(cacheDir, 'builds')) : []);

async function failureOf(manifest: Manifest, source: Source = { kind: 'release' }): Promise<InstallError> {
  const error: unknown = await ensureInstalled(manifest, source, { cacheDir }).catch((reason: unknown) => reason);
  if (!(error instanceof InstallError)) throw new Error(`No installation failure, but ${String(error)}`);
  return error;
}

test('a release is installed with visible progress, and then is there', async () => {
  const progress: InstallProgress[] = [];
  const install = (): ReturnType<typeof ensureInstalled> =>
    ensureInstalled(toy(), { kind: 'release' }, { cacheDir, onProgress: (event) => progress.push(event) });
  const first = await install();
  expect(progress).toEqual([
    { sdk: 'toy', event: 'step', step: 1, steps: 1, command: expect.stringMatching(/^node -e /) as string },
    { sdk: 'toy', event: 'output', line: 'fetching' },
    { sdk: 'toy', event: 'installed', what: 'toy-sdk 2.3.4' },
  ]);
  expect(first).toMatchObject({
    directory: join(cacheDir, 'builds', builds()[0] as string),
    command: ['node', join(first.directory, 'driver.mjs')],
    environment: { HOME: join(first.directory, 'home'), TOY_HOME: first.directory },
    sdkVersion: '2.3.4',
  });
  expect(readFileSync(join(first.directory, 'sdk'), 'utf8')).toBe('release');
  expect(readFileSync(join(first.directory, 'pins.txt'), 'utf8')).toContain('toy-sdk');
  expect(await install()).toEqual(first);
  expect(progress).toHaveLength(3);
  expect(readFileSync(join(cacheDir, '.gitignore'), 'utf8')).toBe('*\n');
});

test('two installations at once run the steps once', async () => {
  const manifest = toy();
  const [one, two] = await Promise.all([1, 2].map(() => ensureInstalled(manifest, { kind: 'release' }, { cacheDir })));
  expect(one).toEqual(two);
  expect(readFileSync(join(cacheDir, 'steps.log'), 'utf8')).toBe('step\n');
});

test('a run that has to wait for another says so', async () => {
  await prepareCache(cacheDir);
  const events: string[] = [];
  let installed: Promise<unknown> = Promise.resolve();
  await withLock(
    cacheDir,
    'toy',
    () => undefined,
    () =>
      new Promise<void>((release) => {
        const onProgress = ({ event }: InstallProgress): void => {
          events.push(event);
          if (event === 'waiting') release();
        };
        installed = ensureInstalled(toy(), { kind: 'release' }, { cacheDir, onProgress });
      }),
  );
  await installed;
  expect(events).toEqual(['waiting', 'step', 'output', 'installed']);
});

test('an installation that was interrupted is made again', async () => {
  const { directory } = await ensureInstalled(toy(), { kind: 'release' }, { cacheDir });
  rmSync(join(directory, 'complete.json'));
  writeFileSync(join(directory, 'half-installed'), '');
  await ensureInstalled(toy(), { kind: 'release' }, { cacheDir });
  expect(existsSync(join(directory, 'half-installed'))).toBe(false);
});

test('versions, and a changed runner, have builds of their own', async () => {
  const install = (source: Source): ReturnType<typeof ensureInstalled> => ensureInstalled(toy(), source, { cacheDir });
  const old = await install({ kind: 'version', version: '1.0.0' });
  const recent = await install({ kind: 'version', version: '2.0.0' });
  expect(readFileSync(join(old.directory, 'sdk'), 'utf8')).toBe('1.0.0');
  expect(old.sdkVersion).toBe('1.0.0');
  expect(recent.directory).not.toBe(old.directory);
  writeFileSync(join(folder, 'runners', 'toy', 'driver.mjs'), '// changed');
  expect((await install({ kind: 'version', version: '2.0.0' })).directory).not.toBe(recent.directory);
});

test.each(['with git', 'without git'])('reports in a checkout %s are no part of it, whoever looks', async (how) => {
  const checkout = join(folder, 'toy-sdk');
  mkdirSync(checkout, { recursive: true });
  writeFileSync(join(checkout, 'toy.json'), '{"name": "toy-sdk"}');
  if (how === 'with git') execFileSync('git', ['init', '--quiet', checkout]);
  const source = { kind: 'checkout', path: checkout } as const;
  const reports = join(checkout, 'reports');
  const { directory } = await ensureInstalled(toy(), source, { cacheDir, exclude: [reports] });
  mkdirSync(reports);
  writeFileSync(join(reports, '.gitignore'), outsideMark);
  writeFileSync(join(reports, 'results.json'), '{}');
  expect(await findInstalled(toy(), source, { cacheDir })).toBe(directory);
});

test('a checkout is copied, never written to, and built again when its files change', async () => {
  const checkout = join(folder, 'toy-sdk');
  mkdirSync(join(checkout, 'node_modules'), { recursive: true });
  writeFileSync(join(checkout, 'toy.json'), '{"name": "toy-sdk"}');
  writeFileSync(join(checkout, '.gitignore'), 'ignored\n');
  writeFileSync(join(checkout, 'ignored'), 'of no account');
  execFileSync('git', ['init', '--quiet', checkout]);
  const install = (): ReturnType<typeof ensureInstalled> =>
    ensureInstalled(toy(), { kind: 'checkout', path: checkout }, { cacheDir, exclude: [join(checkout, 'reports')] });
  const first = await install();
  expect(readFileSync(join(first.directory, 'sdk'), 'utf8')).toContain('toy-sdk');
  expect(readdirSync(join(first.directory, 'checkout')).sort()).toEqual(['.gitignore', 'toy.json']);
  expect(first.sdkVersion).toBeUndefined();
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
  const failure = await failureOf(toy(), { kind: 'checkout', path });
  expect(failure.fault).toBe('no-checkout');
  expect(failure.message).toBe(
    `Failed to install toy-sdk from ${path}: ${cause}. Name the folder of a checkout of toy-sdk.`,
  );
});

test.each([
  ['does-not-build', "console.error('toy.c:3: syntax error'); process.exit(2)", 'it does not build', 'exited with 2'],
  [
    'not-found',
    "console.log('npm error code ETARGET'); process.exit(1)",
    'its registry has no such version, or does not hand it out',
    'exited with 1',
  ],
  [
    'not-found',
    "console.log('v8.99.0.info: 403 Forbidden'); process.exit(1)",
    'its registry has no such version, or does not hand it out',
    'exited with 1',
  ],
  [
    'registry-unreachable',
    "console.log('getaddrinfo ENOTFOUND toys\\nERROR: No matching distribution'); process.exit(1)",
    'its registry cannot be reached',
    'exited with 1',
  ],
  ['does-not-build', "process.kill(process.pid, 'SIGKILL')", 'it does not build', 'SIGKILL'],
])('a step that fails is %s, and nothing is left behind (%#)', async (fault, code, cause, end) => {
  const failure = await failureOf(toy({ install: { release: [script(''), script(code)] } }));
  expect(failure).toMatchObject({ fault, sdk: 'toy' });
  expect(failure.message).toContain(`Failed to install toy-sdk 2.3.4: ${cause} (step 2 of 2, node -e`);
  expect(failure.message).toContain(end);
  expect(builds()).toEqual([]);
});

test('a failure quotes the last lines of the tool, and no more', async () => {
  const code = 'for (let line = 1; line <= 100; line++) console.log(`line ${line}\\n`); process.exit(1)';
  const failure = await failureOf(toy({ install: { release: [script(code)] } }));
  expect(failure.output).toEqual(Array.from({ length: 15 }, (_, index) => `line ${index + 86}`));
});

test('a program that is not there does not build', async () => {
  const failure = await failureOf(toy({ install: { release: [['no-such-tool', 'install']] } }));
  expect(failure).toMatchObject({ fault: 'does-not-build', step: 'no-such-tool install' });
});

test('a missing toolchain comes with its remedy, before anything runs', async () => {
  const toolchain = [{ command: ['no-such-tool'], version: '*', remedy: 'Get it at the toy shop.' }];
  const failure = await failureOf(toy({ toolchain }));
  expect(failure.fault).toBe('toolchain-missing');
  expect(failure.message).toBe(
    'Failed to install toy-sdk 2.3.4: no-such-tool is not installed. Get it at the toy shop.',
  );
  expect(builds()).toEqual([]);
});

test('a kind of source that the runner does not know is refused', async () => {
  const failure = await failureOf(toy({ install: { release: [] } }), { kind: 'version', version: '1.0.0' });
  expect(failure.fault).toBe('not-supported');
});

test('the job around an installation keeps its secrets', async () => {
  process.env.PLANTED_SECRET = 'planted-secret';
  try {
    const code = "fs.writeFileSync('environment', JSON.stringify(process.env))";
    const { directory } = await ensureInstalled(
      toy({ install: { release: [script(code)] } }),
      { kind: 'release' },
      { cacheDir },
    );
    expect(readFileSync(join(directory, 'environment'), 'utf8')).not.toContain('planted-secret');
  } finally {
    delete process.env.PLANTED_SECRET;
  }
});

test('an argument is not read by a shell', async () => {
  const argument = '$(touch pwned) `touch pwned` "quoted" \\ ; & | *';
  const code = "fs.writeFileSync('argument', process.argv[1])";
  const steps = [[...script(code), argument]];
  const { directory } = await ensureInstalled(toy({ install: { release: steps } }), { kind: 'release' }, { cacheDir });
  expect(readFileSync(join(directory, 'argument'), 'utf8')).toBe(argument);
  expect(existsSync(join(directory, 'pwned'))).toBe(false);
});
