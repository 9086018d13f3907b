import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { prepareCache, withLock } from './cache.js';
import { ensureInstalled } from './install.js';
import { InstallError } from './install-error.js';
import type { Runner, Source } from './runner.js';
import type { InstallProgress } from './script.js';
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
/** A runner whose installation is these lines of Node.js, one after the other. */
const running = (...codes: string[]): Runner =>
  toy({
    async install({ $ }) {
      for (const code of codes) await $`node -e ${code}`;
    },
  });

const builds = (): string[] => (existsSync(join(cacheDir, 'builds')) ? readdirSync(join(cacheDir, 'builds')) : []);

async function failureOf(runner: Runner, source: Source = {}): Promise<InstallError> {
  const error: unknown = await ensureInstalled(runner, source).catch((reason: unknown) => reason);
  if (!(error instanceof InstallError)) throw new Error(`No installation failure, but ${String(error)}`);
  return error;
}

test('a release is installed with visible progress, and then is there', async () => {
  const progress: InstallProgress[] = [];
  const runner = toy();
  const install = (): ReturnType<typeof ensureInstalled> =>
    ensureInstalled(runner, {}, { onProgress: (event) => progress.push(event) });
  const first = await install();
  expect(progress).toEqual([
    { event: 'command', command: expect.stringMatching(/^node -e /) as string },
    { event: 'output', line: 'fetching' },
    { event: 'command', command: 'echo release > sdk' },
    { event: 'installed', what: 'toy-sdk 2.3.4' },
  ]);
  expect(first).toMatchObject({
    directory: join(cacheDir, 'builds', builds()[0] as string),
    command: ['node', 'driver.mjs'],
  });
  expect(readFileSync(join(first.directory, 'sdk'), 'utf8')).toBe('release\n');
  expect(readFileSync(join(first.directory, 'pins.txt'), 'utf8')).toContain('toy-sdk');
  expect(await install()).toEqual(first);
  expect(progress).toHaveLength(4);
  expect(readFileSync(join(cacheDir, '.gitignore'), 'utf8')).toBe('*\n');
});

test('two installations at once run the steps once', async () => {
  const runner = toy();
  const [one, two] = await Promise.all([1, 2].map(() => ensureInstalled(runner, {})));
  expect(one).toEqual(two);
  expect(readFileSync(join(cacheDir, 'steps.log'), 'utf8')).toBe('step\n');
});

test('a run that has to wait for another says so', async () => {
  await prepareCache();
  const events: string[] = [];
  let installed: Promise<unknown> = Promise.resolve();
  await withLock(
    'toy',
    () => undefined,
    () =>
      new Promise<void>((release) => {
        const onProgress = ({ event }: InstallProgress): void => {
          events.push(event);
          if (event === 'waiting') release();
        };
        installed = ensureInstalled(toy(), {}, { onProgress });
      }),
  );
  await installed;
  expect(events).toEqual(['waiting', 'command', 'output', 'command', 'installed']);
});

test('an installation that was interrupted is made again', async () => {
  const { directory } = await ensureInstalled(toy(), {});
  rmSync(join(directory, 'complete.json'));
  writeFileSync(join(directory, 'half-installed'), '');
  await ensureInstalled(toy(), {});
  expect(existsSync(join(directory, 'half-installed'))).toBe(false);
});

test.each([
  ['runner-fails', "console.error('toy.c:3: syntax error'); process.exit(2)", 'it does not build', 'exited with 2'],
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
  ['runner-fails', "process.kill(process.pid, 'SIGKILL')", 'it does not build', 'SIGKILL'],
])('a step that fails is %s, and nothing is left behind (%#)', async (fault, code, cause, end) => {
  const failure = await failureOf(running('', code));
  expect(failure).toMatchObject({ failure: { fault } });
  expect(failure.message).toContain(`Failed to install toy-sdk 2.3.4: ${cause} (node -e`);
  expect(failure.message).toContain(end);
  expect(builds()).toEqual([]);
});

test('a failure quotes the last lines of the tool, and no more', async () => {
  const code = 'for (let line = 1; line <= 100; line++) console.log(`line ${line}\\n`); process.exit(1)';
  const failure = await failureOf(running(code));
  expect(failure.failure.output).toEqual(Array.from({ length: 15 }, (_, index) => `line ${index + 86}`));
});

test('a program that is not there fails', async () => {
  const failure = await failureOf(
    toy({
      async install({ $ }) {
        await $`no-such-tool install`;
      },
    }),
  );
  expect(failure.failure.fault).toBe('runner-fails');
  expect(failure.message).toContain('(no-such-tool install: ');
  expect(failure.failure.output?.join()).toContain('no-such-tool');
});

test('a missing toolchain comes with its remedy, before anything runs', async () => {
  const tools = [{ command: ['no-such-tool'], version: '*', remedy: 'Get it at the toy shop.' }];
  const failure = await failureOf(toy({ tools }));
  expect(failure.failure.fault).toBe('toolchain-missing');
  expect(failure.message).toBe(
    'Failed to install toy-sdk 2.3.4: no-such-tool is not installed. Get it at the toy shop.',
  );
  expect(builds()).toEqual([]);
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
    'Failed to install toy-sdk 2.3.4: its runner fails, pip is not defined. Correct the runner.',
  );
  expect(builds()).toEqual([]);
});

test.each([
  ['toy-sdk is on no registry. Name a checkout: --sdk toy=FOLDER.', ''],
  ["ENOENT: no such file or directory, open 'toy.lock'", '.'],
])('what a runner refuses is told in its own words (%#)', async (message, end) => {
  const failure = await failureOf(
    toy({
      async install() {
        throw new Error(message);
      },
    }),
  );
  expect(failure.message).toBe(`Failed to install toy-sdk 2.3.4: its runner gave up. It says: ${message}${end}`);
  expect(failure.failure.fault).toBe('runner-fails');
});

test.each([[undefined], [null], [['toy-sdk', undefined]]])('no command is run with %j in it', async (value) => {
  const failure = await failureOf(
    toy({
      async install({ $ }) {
        await $`touch ${value}.sdk`;
      },
    }),
  );
  expect(failure.message).toBe(
    'Failed to install toy-sdk 2.3.4: its runner fails, its command "touch ….sdk" is given a value that is missing. Correct the runner.',
  );
});

test('the job around an installation keeps its secrets', async () => {
  process.env.PLANTED_SECRET = 'planted-secret';
  try {
    const code = "fs.writeFileSync('environment', JSON.stringify(process.env))";
    const { directory } = await ensureInstalled(running(code), {});
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
  const { directory } = await ensureInstalled(runner, {});
  expect(readFileSync(join(directory, 'argument'), 'utf8')).toBe(argument);
  expect(existsSync(join(directory, 'pwned'))).toBe(false);
});

test.each([
  ['lost a file', (file: string) => rmSync(file)],
  ['holds half a file', (file: string) => writeFileSync(file, 'rel')],
  [
    'holds a file with other bytes',
    (file: string) => {
      writeFileSync(file, 'RELEASE\n');
      utimesSync(file, 1, 1);
    },
  ],
  ['has half a mark', (file: string) => writeFileSync(join(dirname(file), 'complete.json'), '{"what')],
])('a build that %s is noticed and made anew', async (_, damage) => {
  const events: string[] = [];
  const install = (): ReturnType<typeof ensureInstalled> =>
    ensureInstalled(toy(), {}, { onProgress: ({ event }) => events.push(event) });
  const { directory } = await install();
  damage(join(directory, 'sdk'));
  events.length = 0;
  await install();
  expect(events).toContain('installed');
  expect(readFileSync(join(directory, 'sdk'), 'utf8')).toBe('release\n');
});
