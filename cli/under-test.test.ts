/** Versions and checkouts of real SDKs, from their real registries. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import type { Results } from '../verdicts/model.js';
import { installEnvironment } from '../runners/environment.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
/** What reaching a registry takes on this machine. */
const environment = installEnvironment({});
afterAll(place.remove);

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
    encoding: 'utf8',
  });

/**
 * A published JavaScript package as a checkout. What it is built with is not in the package and takes minutes to install:
 * its script builds with one small tool instead.
 */
function javascriptCheckout(version: string): string {
  const packed = execFileSync('npm', ['pack', '--silent', `getstream@${version}`], {
    cwd: place.folder,
    encoding: 'utf8',
  });
  execFileSync('tar', ['-xzf', packed.trim()], { cwd: place.folder });
  const folder = join(place.folder, 'package');
  rmSync(join(folder, 'lib'), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
  const build = {
    scripts: { transpile: 'esbuild src/*.ts --outdir=lib --format=cjs --platform=node' },
    devDependencies: { esbuild: '0.28.2' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...build }));
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'Unpack');
  return folder;
}

const builds = (): string[] => readdirSync(join(place.cache, 'builds'));

test('a version that does not exist, a checkout that does not build and a path that is no SDK are told, and leave nothing', async () => {
  const broken = join(place.folder, 'broken');
  mkdirSync(broken);
  const script = 'node -e "console.error(\'src/client.ts: unexpected end of file\'); process.exit(1)"';
  writeFileSync(join(broken, 'package.json'), JSON.stringify({ name: 'getstream', scripts: { transpile: script } }));
  const { exitCode, stdout, stderr } = await place.run(
    ['run', ...['--sdk', 'python@99.0.0', '--sdk', 'javascript=broken', '--sdk', 'go=broken', '--sdk', 'java=nowhere']],
    environment,
  );
  expect(exitCode).toBe(3);
  expect(stdout).toBe('');
  expect(stderr).toMatch(
    /^Failed to install stream-python 99\.0\.0: PyPI has no such version\. The newest it has: \d+\.\d+\.\d+, .*5\.3\.1, /m,
  );
  expect(stderr).toMatch(
    /^Failed to install getstream from \S+broken: it does not build \(npm run transpile .*exited with 1/m,
  );
  expect(stderr).toMatch(/^ {2}\| src\/client\.ts: unexpected end of file$/m);
  expect(stderr).toMatch(/^Failed to install \S*stream-go2\S* from \S+broken: it is no checkout of .*go\.mod/m);
  expect(stderr).toMatch(
    /^Failed to install \S*stream-java from \S+nowhere: there is no such folder\. Name the folder/m,
  );
  expect(builds()).toEqual([]);
  expect(readdirSync(broken)).toEqual(['package.json']);
});

test('versions and a checkout run side by side, each in a build of its own, and the checkout stays as it is', async () => {
  const checkout = javascriptCheckout('8.15.0');
  const sdks = ['javascript@8.14.0', 'python@5.3.1', 'javascript=package'];
  const { exitCode, stderr } = await place.run(
    [
      'run',
      ...sdks.flatMap((sdk) => ['--sdk', sdk]),
      ...['--only', 'conflict/same-data-is-an-error', '--out', 'package/reports'],
    ],
    environment,
  );
  expect(exitCode, stderr).toBe(0);
  const results = JSON.parse(readFileSync(join(checkout, 'reports', 'results.json'), 'utf8')) as Results;
  expect(results.sdks.map(({ id, version, status }) => [id, version, status])).toEqual([
    ['javascript@8.14.0', '8.14.0', 'ran'],
    ['python@5.3.1', '5.3.1', 'ran'],
    ['javascript=package', '8.15.0', 'ran'],
  ]);
  expect(builds()).toHaveLength(3);
  expect(git(checkout, 'status', '--porcelain', '--ignored')).toMatch(/^(\?\?|!!) reports\/\n$/);
});
