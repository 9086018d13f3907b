import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { outsideMark, prepareCache, withLock } from './cache.js';
import { ensureInstalled, findInstalled, type InstallProgress } from './install.js';
import { InstallError } from './install-error.js';
import type { Runner } from './runner.js';
import type { Installable, Source } from './source.js';
import { toyRunner } from './testing/toy.js';

let folder: string;
let cacheDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-'));
  cacheDir = join(folder, 'cache');
});
afterEach(() => rmSync(folder, { recursive: true }));

const logs = "fs.appendFileSync(process.argv[1] + '/steps.log', 'step\\n'); console.log('fetching')";

/** A runner with Node.js in the place of a package tool, which notes in the cache that it ran. */
const toy = (change: Partial<Runner> = {}): Runner =>
  toyRunner(folder, {
    versions: async () => ['1.0.0', '2.0.0', '2.3.4'],
    async install({ $, cache, version, checkout }) {
      await $`node -e ${logs} ${cache}`;
      if (checkout) await $`cp ${checkout}/toy.json sdk`;
      else await $`echo ${version ?? 'release'} > sdk`;
    },
    ...change,
  });
/** A runner whose installation is these lines of Node.js, one after the other. */
const running = (...codes: string[]): Runner =>
  toy({
    async install({ $ }) {
      for (const code of codes) await $`node -e ${code}`;
    },
  });

const builds = (): string[] => (existsSync(join(cacheDir, 'builds')) ? readdirSync(join(cacheDir, 'builds')) : []);

async function failureOf(runner: Runner, source: Source = { kind: 'release' }): Promise<InstallError> {
  const error: unknown = await ensureInstalled(runner, source, { cacheDir }).catch((reason: unknown) => reason);
  if (!(error instanceof InstallError)) throw new Error(`No installation failure, but ${String(error)}`);
  return error;
}

test('a release is installed with visible progress, and then is there', async () => {
  const progress: InstallProgress[] = [];
  const runner = toy();
  const install = (): ReturnType<typeof ensureInstalled> =>
    ensureInstalled(runner, { kind: 'release' }, { cacheDir, onProgress: (event) => progress.push(event) });
  const first = await install();
  expect(progress).toEqual([
    { sdk: 'toy', event: 'command', command: expect.stringMatching(/^node -e /) as string },
    { sdk: 'toy', event: 'output', line: 'fetching' },
    { sdk: 'toy', event: 'command', command: 'echo release > sdk' },
    { sdk: 'toy', event: 'installed', what: 'toy-sdk 2.3.4' },
  ]);
  expect(first).toMatchObject({
    directory: join(cacheDir, 'builds', builds()[0] as string),
    command: ['node', 'driver.mjs'],
    environment: { HOME: join(first.directory, 'home') },
    sdkVersion: '2.3.4',
  });
  expect(readFileSync(join(first.directory, 'sdk'), 'utf8')).toBe('release\n');
  expect(readFileSync(join(first.directory, 'pins.txt'), 'utf8')).toContain('toy-sdk');
  expect(await install()).toEqual(first);
  expect(progress).toHaveLength(4);
  expect(readFileSync(join(cacheDir, '.gitignore'), 'utf8')).toBe('*\n');
});

test('two installations at once run the steps once', async () => {
  const runner = toy();
  const [one, two] = await Promise.all([1, 2].map(() => ensureInstalled(runner, { kind: 'release' }, { cacheDir })));
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
  expect(events).toEqual(['waiting', 'command', 'output', 'command', 'installed']);
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
  expect(readFileSync(join(old.directory, 'sdk'), 'utf8')).toBe('1.0.0\n');
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
  const failure = await failureOf(running('', code));
  expect(failure).toMatchObject({ fault, sdk: 'toy' });
  expect(failure.message).toContain(`Failed to install toy-sdk 2.3.4: ${cause} (node -e`);
  expect(failure.message).toContain(end);
  expect(builds()).toEqual([]);
});

test('a failure quotes the last lines of the tool, and no more', async () => {
  const code = 'for (let line = 1; line <= 100; line++) console.log(`line ${line}\\n`); process.exit(1)';
  const failure = await failureOf(running(code));
  expect(failure.output).toEqual(Array.from({ length: 15 }, (_, index) => `line ${index + 86}`));
});

test('a program that is not there does not build', async () => {
  const failure = await failureOf(
    toy({
      async install({ $ }) {
        await $`no-such-tool install`;
      },
    }),
  );
  expect(failure).toMatchObject({ fault: 'does-not-build', command: 'no-such-tool install' });
  expect(failure.output.join()).toContain('no-such-tool');
});

test('a missing toolchain comes with its remedy, before anything runs', async () => {
  const tools = [{ command: ['no-such-tool'], version: '*', remedy: 'Get it at the toy shop.' }];
  const failure = await failureOf(toy({ tools }));
  expect(failure.fault).toBe('toolchain-missing');
  expect(failure.message).toBe(
    'Failed to install toy-sdk 2.3.4: no-such-tool is not installed. Get it at the toy shop.',
  );
  expect(builds()).toEqual([]);
});

test.each<[Installable, Partial<Runner>, string]>([
  [{ kind: 'version', version: '1.0.0' }, { versions: undefined }, 'version. Add "versions" to the runner.'],
  [{ kind: 'checkout', path: '.' }, { identify: undefined }, 'checkout. Add "identify" to the runner.'],
])('a source that the runner does not know is refused: %j', async (source, change, sentence) => {
  const failure = await failureOf(toy(change), source);
  expect(failure.fault).toBe('not-supported');
  expect(failure.message).toContain(`its runner installs no ${sentence}`);
});

test('a version that does not exist is refused before anything runs, with the newest that do', async () => {
  const versions = async (): Promise<string[]> => ['0.9.0', '1.0.0', '1.9.0', '1.10.0', '2.0.0-rc.1', '2.0.0', '2.3.4'];
  const failure = await failureOf(toy({ versions }), { kind: 'version', version: '99.0.0' });
  expect(failure.fault).toBe('not-found');
  expect(failure.message).toBe(
    'Failed to install toy-sdk 99.0.0: ToyShop has no such version. The newest that it has are 2.3.4, 2.0.0, 1.10.0, 1.9.0, 1.0.0.',
  );
  expect(existsSync(join(cacheDir, 'steps.log'))).toBe(false);
  expect(builds()).toEqual([]);
});

test('a registry that cannot be asked keeps no version from being installed, such as one that was downloaded before', async () => {
  const versions: Runner['versions'] = async ({ $ }) => {
    await $`echo connect ECONNREFUSED; false`;
    return [];
  };
  const installed = await ensureInstalled(toy({ versions }), { kind: 'version', version: '1.0.0' }, { cacheDir });
  expect(installed.sdkVersion).toBe('1.0.0');
});

test('the latest is installed as the version that it is, and nothing is asked for what is installed', async () => {
  const asked: (string | undefined)[] = [];
  const versions: Runner['versions'] = async ({ version }) => {
    asked.push(version);
    return ['2.3.4', '3.0.0'];
  };
  const latest = await ensureInstalled(toy({ versions }), { kind: 'latest' }, { cacheDir });
  expect(latest).toMatchObject({ sdkVersion: '3.0.0', source: { kind: 'version', version: '3.0.0' } });
  expect(asked).toEqual([undefined, '3.0.0']);
  await ensureInstalled(toy({ versions }), { kind: 'version', version: '3.0.0' }, { cacheDir });
  await ensureInstalled(toy({ versions }), { kind: 'release' }, { cacheDir });
  expect(asked).toHaveLength(2);
});

test('a mistake in the runner is told as its own', async () => {
  const failure = await failureOf(
    toy({
      async install() {
        throw new TypeError('pip is not defined');
      },
    }),
  );
  expect(failure.message).toBe(
    'Failed to install toy-sdk 2.3.4: its runner fails, pip is not defined. Correct "install" of the runner.',
  );
  expect(builds()).toEqual([]);
});

test('the job around an installation keeps its secrets', async () => {
  process.env.PLANTED_SECRET = 'planted-secret';
  try {
    const code = "fs.writeFileSync('environment', JSON.stringify(process.env))";
    const { directory } = await ensureInstalled(running(code), { kind: 'release' }, { cacheDir });
    expect(readFileSync(join(directory, 'environment'), 'utf8')).not.toContain('planted-secret');
  } finally {
    delete process.env.PLANTED_SECRET;
  }
});

test('an argument is not read by a shell', async () => {
  const argument = '$(touch pwned) `touch pwned` "quoted" \\ ; & | *';
  const code = "fs.writeFileSync('argument', process.argv[1])";
  const runner = toy({
    async install({ $ }) {
      await $`node -e ${code} ${argument}`;
    },
  });
  const { directory } = await ensureInstalled(runner, { kind: 'release' }, { cacheDir });
  expect(readFileSync(join(directory, 'argument'), 'utf8')).toBe(argument);
  expect(existsSync(join(directory, 'pwned'))).toBe(false);
});
