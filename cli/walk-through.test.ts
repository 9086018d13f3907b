/** The README's "Gate your release", as its reader would do it: in a repository of the SDK, with the packed package. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import type { Results } from '../verdicts/model.js';
import { oneLine } from '../verdicts/text.js';
import { installEnvironment } from '../runners/environment.js';
import { packageRoot } from '../spec/package-root.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
const repository = join(place.folder, 'stream-python');
const users = join(repository, 'stream', 'users', 'user.py');
const broken = 'conflict/without-data-is-an-error';
/** What reaching a registry takes on this machine, and nothing else of its environment. */
const environment = installEnvironment({});

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
}

const git = (...args: string[]): string =>
  run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], repository);

/** All that git sees changed or new in the repository, ignored or not. */
const changed = (): string[] =>
  git('status', '--porcelain', '--ignored')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(3))
    .sort();

/** The command as the README gives it, with the behaviours cut down to a few suites. */
function gate(): { exitCode: number; stdout: string } {
  const words = 'sdk-conformance gate --sdk python=. --against python@5.3.1 --only conflict --only reference';
  try {
    return { exitCode: 0, stdout: run('npx', ['--no-install', ...words.split(' ')], repository) };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number | null; stdout: string; stderr: string };
    if (status === null || stdout === '') throw new Error(`The gate did not judge: ${stderr}`, { cause: error });
    return { exitCode: status, stdout };
  }
}

beforeAll(() => {
  mkdirSync(repository);
  const { folder } = place;
  // The published source of the SDK is the checkout.
  run(
    'python3',
    ['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', 'stream-python', 'stream-python==5.3.1'],
    folder,
  );
  run('tar', ['-xzf', 'stream-python-5.3.1.tar.gz', '--strip-components=1', '-C', repository], folder);
  git('init', '--quiet');
  // Packed as `npm pack` does it, from a copy: building again would pull the package from under other tests.
  const copy = join(folder, 'package');
  const { files } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { files: string[] };
  const packed = files.filter((name) => !/[!*]/.test(name));
  for (const name of [...packed, 'package.json']) {
    cpSync(join(packageRoot, name), join(copy, name), {
      recursive: true,
      filter: (file) => basename(file) !== 'node_modules',
    });
  }
  run('npm', ['pkg', 'delete', 'scripts.prepare'], copy);
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], copy);
  const tarball = readdirSync(folder).find((name) => /^sdk-conformance-.*\.tgz$/.test(name)) ?? '';
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)];
  const { stderr } = spawnSync('npm', install, { cwd: repository, encoding: 'utf8', env: environment });
  expect(stderr, 'what npm warns of').toBe('');
  git('add', '--all', '--', '.', ':!node_modules');
  git('commit', '--quiet', '--message', 'Start');
});
afterAll(place.remove);

test('a checkout with one behaviour broken is held, and the report shows what differs on the wire', () => {
  const source = readFileSync(users, 'utf8');
  const whole = 'params={"get_or_create": get_or_create},';
  expect(source).toContain(whole);
  writeFileSync(users, source.replace(whole, 'params={"get_or_create": get_or_create or data is None},'));
  const before = changed();

  const { exitCode, stdout } = gate();
  expect(exitCode).toBe(1);
  const difference = 'python=. sends get_or_create=True where python@5.3.1 sends False';
  expect(stdout).toContain(`\n✕ ${difference}\n`);
  expect(stdout).toContain(`\n  npx sdk-conformance gate --sdk python=. --against python@5.3.1 --only ${broken}\n`);
  expect(oneLine(stdout)).toContain(` Held: ${difference}, so 1 behaviour no longer holds.`);

  const reports = join(repository, 'conformance-report', 'part');
  const { changes, verdict, parity } = JSON.parse(readFileSync(join(reports, 'results.json'), 'utf8')) as Results;
  expect(oneLine(stdout)).toContain(verdict.sentence);
  expect(changes?.items.filter(({ kind }) => kind !== 'wire').map(({ kind, behaviour }) => [kind, behaviour])).toEqual([
    ['newly-failing', broken],
  ]);
  const wire = parity.find(({ behaviour }) => behaviour === broken)?.wire ?? [];
  expect(wire.map(({ sdks, account }) => [sdks, account.at(-1)])).toEqual([
    [['python=.'], expect.stringMatching(/^POST \/api\/v1\.0\/user\/\?get_or_create=True .* → 201/)],
    [['python@5.3.1'], expect.stringMatching(/^POST \/api\/v1\.0\/user\/\?get_or_create=False .* → 409/)],
  ]);
  const page = readFileSync(join(reports, 'index.html'), 'utf8');
  expect(page.includes('sends get_or_create=True where python@5.3.1 sends False')).toBe(true);
  expect(page.includes(broken)).toBe(true);

  expect(changed().filter((file) => !before.includes(file))).toEqual(['.sdk-conformance/', 'conformance-report/']);
  git('checkout', '--quiet', '--', 'stream');
});

test('the same checkout, whole, is let through', () => {
  const { exitCode, stdout } = gate();
  expect(stdout).toMatch(/\nLet through: python=\. does all that python@5\.3\.1 does\. \d+ behaviours\s/);
  expect(exitCode).toBe(0);
});

test('the package gives a program a run, its results and a mock', () => {
  writeFileSync(
    join(repository, 'use.mjs'),
    `import { gate, readResults, run, writeReports } from 'sdk-conformance';
     import { startMock } from 'sdk-conformance/mock';

     const mock = await startMock({ apps: [{ key: 'key', secret: 'secret' }] });
     await fetch(mock.url + '/api/v1.0/user/john-doe/?api_key=key');
     const [exchange] = mock.control.exchanges('key');
     await mock.close();
     const { results } = await run({ sdks: ['reference'], only: ['reference/needs'] });
     writeReports('by-program', results);
     const { sentence } = readResults('by-program').results.verdict;
     console.log(JSON.stringify({ status: exchange.response.status, sentence, gate: typeof gate }));`,
  );
  expect(JSON.parse(run('node', ['use.mjs'], repository))).toEqual({
    status: 401,
    sentence: expect.stringMatching(/^Passed: every behaviour that applies to reference holds/) as string,
    gate: 'function',
  });
});
