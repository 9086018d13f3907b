import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import type { Results } from '../verdicts/model.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const only = 'conflict/same-data-is-an-error';

/** Runs a driver that swallows conflicts when it is started first, and is good from then on. */
async function runMoody(out: string, ...flags: string[]) {
  const dist = join(packageRoot, 'dist');
  const node = `exec "${process.execPath}"`;
  const bad = `${node} "${join(dist, 'fixtures', 'doubles', 'driver.js')}" swallows-the-conflict`;
  const good = `${node} "${join(dist, 'runners', 'reference', 'driver.js')}"`;
  const script = `if mkdir started-${out} 2> /dev/null; then ${bad}; else ${good}; fi`;
  const words = ['run', '--contain', 'off', '--only', only, '--out', out, ...flags];
  const ended = await place.run([...words, '--', 'sh', '-c', script]);
  const report = (name: string): string => readFileSync(join(place.folder, out, name), 'utf8');
  return { ...ended, report, results: JSON.parse(report('results.json')) as Results };
}

test('what fails and then holds alone is unsteady: it holds nothing back, and every report tells it', async () => {
  const { exitCode, stdout, stderr, report, results } = await runMoody('retried');
  expect(exitCode).toBe(0);
  expect(stderr).toContain('command: running 1 behaviour again, alone');
  const told = 'is unsteady: failed, then passed when run again alone. First: create succeeds although it must fail.';
  for (const name of ['summary.md', 'annotations.txt', 'junit.xml']) expect(report(name), name).toContain(told);
  expect(stdout.replace(/\s+/g, ' ')).toContain(`command: ${only} ${told}`);
  expect(stdout.replace(/\s+/g, ' ')).toContain('1 of them held only when run again: unsteady.');
  expect(results.results).toMatchObject([
    { verdict: 'passed', rounds: ['failed', 'passed'], firstFailure: { message: expect.any(String) as string } },
  ]);
});

test('with --retry 0 the first failure counts', async () => {
  const { exitCode, stderr, results } = await runMoody('once', '--retry', '0');
  expect(exitCode).toBe(1);
  expect(stderr).not.toContain('again');
  expect(results.results).toMatchObject([{ verdict: 'failed' }]);
});

test('what fails again is failed, and tells of no rounds', async () => {
  const words = ['run', '--sdk', 'swallows-the-conflict', '--only', only, '--out', 'steady'];
  const { exitCode, stderr } = await place.run(words);
  expect(stderr).toContain('again, alone');
  expect(exitCode).toBe(1);
  const text = readFileSync(join(place.folder, 'steady', 'results.json'), 'utf8');
  expect((JSON.parse(text) as Results).results[0]).not.toHaveProperty('rounds');
});
