import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';

import type { Results } from '../verdicts/model.js';
import { packageRoot } from '../spec/package-root.js';
import { createWorkplace, doubleRunners } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const schema = JSON.parse(readFileSync(join(packageRoot, 'verdicts', 'results.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true }).compile<Results>(schema);

/** What the run wrote, held to its schema. */
function resultsIn(folder: string): Results {
  const results: unknown = JSON.parse(readFileSync(join(place.folder, folder, 'results.json'), 'utf8'));
  if (!validate(results)) throw new Error(JSON.stringify(validate.errors));
  return results;
}

test('exit 0: every behaviour holds, progress is plain lines, and results.json is in its schema', async () => {
  const { exitCode, stdout, stderr } = await place.run([
    'run',
    '--sdk',
    'reference',
    '--only',
    'reference',
    '--out',
    'good',
  ]);
  expect(exitCode).toBe(0);
  const results = resultsIn('good');
  expect(results.sdks).toMatchObject([{ id: 'reference', status: 'ran', name: 'reference' }]);
  expect(new Set(results.results.map(({ verdict }) => verdict))).toEqual(new Set(['passed']));
  expect(results.verdict.exitCode).toBe(0);
  expect(stdout).toContain('Passed: every behaviour that applies to reference holds.');
  const count = results.suite.behaviours;
  const progress = [
    'reference: installed reference',
    `reference: running ${count} behaviours`,
    `reference: ran ${count} behaviours`,
  ];
  expect(stderr.split('\n').slice(0, 3)).toEqual(progress);
  expect(stdout + stderr).not.toContain('\u001b');
});

test('exit 1: an SDK fails, and is told with the command that runs just it again', async () => {
  const args = ['run', '--sdk', 'swallows-the-conflict', '--only', 'conflict', '--out', 'failed'];
  const { exitCode, stdout } = await place.run(args);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/Failed: \d+ behaviours in swallows-the-conflict do not hold\./);
  const results = resultsIn('failed');
  const failed = results.results.filter(({ verdict }) => verdict === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  expect(stdout).toContain(results.causes[0]?.command);
  for (const { behaviour, command } of failed) {
    expect(command).toBe(
      `${place.program} run --runners ${doubleRunners} --sdk swallows-the-conflict --only ${behaviour}`,
    );
  }
});

test('exit 1: a known divergence no longer fails, and is quoted with its line', async () => {
  const entry = "{ sdk: reference, versions: '*', behaviour: reference/needs-no-request, reason: It was so once. }";
  writeFileSync(join(place.folder, 'stale.yaml'), `divergences:\n  - ${entry}\n`);
  const args = ['run', '--sdk', 'reference', '--only', 'reference', '--baseline', 'stale.yaml', '--out', 'stale'];
  const { exitCode, stdout } = await place.run(args);
  expect(stdout).toContain('stale.yaml');
  expect(stdout).toContain('no longer fails');
  expect(exitCode).toBe(1);
});

test('the command to run a behaviour again judges it alike', async () => {
  writeFileSync(join(place.folder, 'none.yaml'), 'divergences: []\n');
  const args = ['run', '--sdk', 'reference', '--only', 'reference', '--strict', '--baseline', 'none.yaml'];
  expect((await place.run([...args, '--out', 'alike'])).exitCode).toBe(0);
  for (const { behaviour, command } of resultsIn('alike').results) {
    const judgedAlike = '--strict --baseline none.yaml';
    expect(command).toBe(`${place.program} run ${judgedAlike} --sdk reference --only ${behaviour}`);
  }
});

test('exit 3: a driver that dies of every call leaves nothing to judge', async () => {
  const { exitCode, stdout } = await place.run([
    'run',
    '--sdk',
    'dies-on-calls',
    '--only',
    'reference',
    '--out',
    'dead',
  ]);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/Could not judge: \d+ behaviours in dies-on-calls came to no end\./);
  expect(resultsIn('dead').results.map(({ verdict }) => verdict)).toContain('crashed');
});

test('exit 3: an SDK that is named and cannot run is told with its remedy', async () => {
  const { exitCode, stdout, stderr } = await place.run(['run', '--sdk', 'go', '--only', 'reference'], {
    PATH: place.folder,
  });
  expect(exitCode).toBe(3);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^Failed to install .* go is not installed\. Install Go 1\.22 or newer /);
});

test('exit 3: nothing ran, because nothing can run here', async () => {
  const environment = { PATH: place.folder, SDK_CONFORMANCE_RUNNERS: '' };
  const { exitCode, stdout, stderr } = await place.run(['run', '--only', 'reference', '--out', 'nothing'], environment);
  expect(exitCode).toBe(3);
  expect(stdout).toContain('Could not judge: nothing ran.');
  expect(stdout).toContain('○ python did not run.');
  expect(stderr).toMatch(/^python: not run: Failed to install .* python3 is not installed\.$/m);
  expect(new Set(resultsIn('nothing').sdks.map(({ status }) => status))).toEqual(new Set(['not-run']));
});

test.each([
  ['colours when they are forced', { FORCE_COLOR: '1' }, true],
  ['no colours when NO_COLOR is set, whatever else is', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ['no colours in a file, also in CI', { CI: 'true' }, false],
])('there are %s', async (_, environment, colourful) => {
  const { exitCode, stdout } = await place.run(['list', '--only', 'reference'], environment);
  expect(exitCode).toBe(0);
  expect(stdout.includes('\u001b')).toBe(colourful);
});

test('a reader that has seen enough changes nothing about the exit code', async () => {
  const list = place.start(['list']);
  list.process.stdout?.destroy();
  const { exitCode, stderr } = await list.ended;
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});

test('a driver without a runner runs by its command, and the command that repeats a failure works', async () => {
  const driver = join(packageRoot, 'fixtures', 'drivers', 'dies-on-calls.mjs');
  const args = ['run', '--only', 'conflict/keeps-the-stored-user', '--out', 'by-command'];
  const { exitCode, stdout } = await place.run([...args, '--', 'node', driver]);
  expect(exitCode).toBe(3);
  const words = `run --only conflict/keeps-the-stored-user -- node ${driver}`;
  expect(stdout).toContain(`${place.program} ${words}\n`);
  expect(resultsIn('by-command').sdks).toMatchObject([{ id: 'command', language: `node ${driver}`, status: 'ran' }]);
  expect((await place.run(words.split(' '))).exitCode).toBe(3);
});

test('runners of your own are named by a flag, and the command that repeats a failure names them too', async () => {
  const args = ['run', '--runners', doubleRunners, '--sdk', 'swallows-the-conflict', '--only', 'conflict'];
  const environment = { SDK_CONFORMANCE_RUNNERS: '' };
  const { exitCode, stdout } = await place.run(args, environment);
  expect(exitCode).toBe(1);
  const [, words = ''] = new RegExp(`: ${place.program} (run .*)$`, 'm').exec(stdout) ?? [];
  expect(words).toContain(`--runners ${doubleRunners} --sdk swallows-the-conflict --only conflict/`);
  expect((await place.run(words.split(' '), environment)).exitCode).toBe(1);
});
