import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import type { Results } from '../verdicts/model.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const only = 'create/returns-the-user';
/** As when nothing answers. */
const refuses = join(packageRoot, 'fixtures', 'drivers', 'refuses-every-call.mjs');

/** Runs a driver whose calls all fail when it is started first, and that is good from then on. */
async function runMoody(out: string, ...flags: string[]) {
  const dist = join(packageRoot, 'dist');
  const node = `exec "${process.execPath}"`;
  const bad = `${node} "${refuses}"`;
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
  const told = 'is unsteady: failed, then passed when run again alone. First: create fails with IOException: closed.';
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
  const words = ['run', '--contain', 'off', '--only', only, '--out', 'steady', '--', 'node', refuses];
  const { exitCode, stderr } = await place.run(words);
  expect(stderr).toContain('again, alone');
  expect(exitCode).toBe(1);
  const text = readFileSync(join(place.folder, 'steady', 'results.json'), 'utf8');
  expect((JSON.parse(text) as Results).results[0]).not.toHaveProperty('rounds');
});

test('a wrong value counts at once: no busy machine gives one', async () => {
  const words = ['run', '--sdk', 'swallows-the-conflict', '--only', 'conflict/same-data-is-an-error', '--out', 'wrong'];
  const { exitCode, stderr } = await place.run(words);
  expect(exitCode).toBe(1);
  expect(stderr).not.toContain('again, alone');
});
