import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { inspectContainment } from '../runners/containment.js';
import { packageRoot } from '../spec/package-root.js';
import type { Results } from '../verdicts/model.js';
import { oneLine } from '../verdicts/text.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const containment = await inspectContainment();
const contained = test.skipIf(!containment.contained);
const without = { PATH: place.folder };
const missing = 'bubblewrap is not installed. Install it; the package is called bubblewrap.';

const report = (name: string): string => readFileSync(join(place.folder, 'out', name), 'utf8');
const results = (): Results => JSON.parse(report('results.json')) as Results;
const args = ['run', '--sdk', 'reference', '--only', 'reference', '--out', 'out'];

test.each([args, ['gate', '--baseline', 'none.yaml', ...args.slice(1)], ['driver', 'check', '--sdk', 'reference']])(
  '%s with --contain require is an error where SDKs cannot be contained, exit 3',
  async (...words) => {
    const list = join(packageRoot, 'verdicts', 'known-divergences.yaml');
    const named = words.map((word) => (word === 'none.yaml' ? list : word));
    const { exitCode, stderr } = await place.run([...named, '--contain', 'require'], without);
    expect(stderr).toContain(`Failed to contain the SDKs: ${missing}`);
    expect(exitCode).toBe(3);
  },
);

test('a mode that does not exist is refused with those that do', async () => {
  const { exitCode, stderr } = await place.run([...args, '--contain', 'on']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('require, auto, off');
});

test('where SDKs cannot be contained, a run says so in every report, and goes on', async () => {
  const { exitCode, stdout, stderr } = await place.run(args, without);
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`SDKs run with all rights of this user: ${missing}`);
  const sentence = 'SDKs ran with all rights of the user: bubblewrap is not installed.';
  for (const text of [stdout, report('summary.md'), report('annotations.txt')]) expect(text).toContain(sentence);
  expect(report('junit.xml')).toContain('with all rights of the user: bubblewrap is not installed"');
  expect(report('index.html')).toContain('"contained":false,"reason":"bubblewrap is not installed"');
  expect(results().sdks[0]?.containment).toMatchObject({ contained: false });
});

test('a bubblewrap that fails, as in most containers, is told with what it said', async () => {
  const folder = join(place.folder, 'failing');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'bwrap'),
    '#!/bin/sh\necho "bwrap: No permissions to create new namespace." >&2\nexit 1\n',
    {
      mode: 0o755,
    },
  );
  const { exitCode, stderr } = await place.run(args, { PATH: folder });
  expect(exitCode).toBe(0);
  const reason = 'bubblewrap fails here, bwrap: No permissions to create new namespace';
  expect(stderr).toContain(`SDKs run with all rights of this user: ${reason}. Allow user namespaces:`);
  expect(results().sdks[0]?.containment).toMatchObject({ contained: false, reason });
});

test('doctor says whether SDKs can be contained, and what to do', async () => {
  const { stdout } = await place.run(['doctor', '--offline', '--sdk', 'reference'], without);
  expect(oneLine(stdout)).toContain(`SDKs run with all rights of this user: ${missing}`);
  const { stdout: json } = await place.run(['doctor', '--offline', '--sdk', 'reference', '--json'], without);
  expect(JSON.parse(json)).toMatchObject({ containment: { contained: false, reason: 'bubblewrap is not installed' } });
});

contained('where they can be, they are, and every report says by what', async () => {
  const { exitCode, stdout, stderr } = await place.run(args);
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain('with all rights');
  const { by } = containment as { by: string };
  for (const text of [stdout, report('summary.md')]) expect(text).toContain(`SDKs ran contained, by ${by}.`);
  expect(report('junit.xml')).toContain(`contained, by ${by}"`);
  expect(results().sdks[0]?.containment).toEqual({ contained: true, by });
});

/** Whether a process of this machine has these words in its command line. */
const runs = (words: string): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(words);
      } catch {
        return false;
      }
    });

test.skipIf(process.platform !== 'linux').each(containment.contained ? ['off', 'require'] : ['off'])(
  'with --contain %s, a driver whose process leaves its group is not judged, however often it is run, exit 3',
  async (mode) => {
    const seconds = `600.${process.pid}`;
    const driver = join(packageRoot, 'dist', 'runners', 'reference', 'driver.js');
    const script = `setsid sleep ${seconds} < /dev/null > /dev/null 2>&1 & exec "${process.execPath}" "$0"`;
    const { exitCode, stdout } = await place.run([
      ...['run', '--contain', mode, '--only', 'reference', '--out', 'out'],
      ...['--', 'sh', '-c', script, driver],
    ]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('it started what left its process group, sleep (process');
    expect(exitCode).toBe(3);
    expect(runs(seconds)).toBe(false);
  },
);
