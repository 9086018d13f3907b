import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { afterAll, expect, test, vi } from 'vitest';

import { isAlive } from '../testing/alive.js';
import type { Results } from '../verdicts/model.js';
import { createWorkplace, doubleRunners, givesTerminals } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

/** The process id that a hanging driver left in its build folder, taken so that it is not found again. */
function takeHangingDriver(): number {
  const builds = join(place.cache, 'builds');
  const files = readdirSync(builds).map((build) => join(builds, build, 'hanging'));
  const file =
    files.find((candidate) => existsSync(candidate) && statSync(candidate).size > 0) ?? 'no driver hangs yet';
  const id = Number(readFileSync(file, 'utf8'));
  rmSync(file);
  return id;
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  'a run that is ended by %s tells what it has in a report that is partial, and leaves no driver',
  async (signal, expected) => {
    const sdks = ['--sdk', 'reference', '--sdk', 'hangs-on-calls'];
    // The process id that the driver leaves is one of this machine's only if it is not contained.
    const run = place.start(['run', ...sdks, '--only', 'reference', '--contain', 'off', '--out', signal]);
    const driver = await vi.waitFor(takeHangingDriver, { timeout: 60_000, interval: 50 });
    expect(isAlive(driver)).toBe(true);
    run.process.kill(signal);
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(expected);
    const results = JSON.parse(readFileSync(join(place.folder, signal, 'results.json'), 'utf8')) as Results;
    const due = results.suite.behaviours * 2;
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      new RegExp(
        `: the run was ended by ${signal}\\. [\\d,]+ of ${due} results were there by then\\. This report is partial\\.`,
      ),
    );
    expect(results).toMatchObject({ interrupted: signal, verdict: { exitCode: 3 } });
    expect(results.results.find(({ sdk }) => sdk === 'hangs-on-calls')).toMatchObject({
      verdict: 'not-run',
      failure: { message: `the run was ended by ${signal}` },
    });
    expect(readdirSync(join(place.folder, signal))).not.toContain('.running');
    await vi.waitFor(() => expect(isAlive(driver)).toBe(false), { timeout: 60_000, interval: 50 });
  },
);

test('a second run into a folder that one is going to write to is refused', async () => {
  const args = ['run', '--sdk', 'hangs-on-calls', '--only', 'reference', '--contain', 'off', '--out', 'shared'];
  const first = place.start(args);
  await vi.waitFor(takeHangingDriver, { timeout: 60_000, interval: 50 });
  const { exitCode, stderr } = await place.run(args);
  first.process.kill('SIGKILL');
  await first.ended;
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^Failed to write reports to \S+shared: another run is writing there\. Name another folder/);
});

/** Starts a run whose installation never ends, and resolves as soon as that has begun. */
async function runThatInstalls(out: string, start: typeof place.startOnTerminal) {
  const runners = join(place.folder, 'runners', out, 'installs-for-ever');
  mkdirSync(runners, { recursive: true });
  const pidFile = join(runners, 'installer');
  const double = join(doubleRunners, 'swallows-the-conflict', 'runner.mjs');
  writeFileSync(
    join(runners, 'runner.mjs'),
    `import double from ${JSON.stringify(double)};
     export default { ...double, id: 'installs-for-ever', package: 'installs-for-ever', async install({ $ }) {
       await $\`sh -c \${${JSON.stringify(`echo $$ > ${pidFile}; exec sleep 600`)}}\`;
     } };`,
  );
  const words = ['--runners', runners, '--sdk', 'installs-for-ever', '--only', 'reference', '--out', out];
  const run = start(['run', ...words]);
  const started = (): number => Number(readFileSync(pidFile, 'utf8').trim() || 'not yet');
  const installer = await vi.waitFor(
    () => {
      expect(started()).toBeGreaterThan(0);
      return started();
    },
    { timeout: 60_000, interval: 50 },
  );
  return { run, installer };
}

async function expectPartialReport(out: string, signal: string, installer: number): Promise<void> {
  const results = JSON.parse(readFileSync(join(place.folder, out, 'results.json'), 'utf8')) as Results;
  const { behaviours } = results.suite;
  expect(results).toMatchObject({
    interrupted: signal,
    verdict: { exitCode: 3, counts: { 'not-run': behaviours } },
  });
  await vi.waitFor(() => expect(isAlive(installer)).toBe(false), { timeout: 60_000, interval: 50 });
}

test('a run that is ended while it installs leaves a partial report too, and no installation goes on', async () => {
  const { run, installer } = await runThatInstalls('installing', place.start);
  run.process.kill('SIGTERM');
  expect((await run.ended).exitCode).toBe(143);
  await expectPartialReport('installing', 'SIGTERM', installer);
});

test('so does one that Ctrl-C ends on a terminal', async ({ skip }) => {
  skip(!givesTerminals, 'there is no script of util-linux, which gives a command a terminal');
  const { run, installer } = await runThatInstalls('on-a-terminal', place.startOnTerminal);
  run.process.stdin?.write('\x03');
  const { exitCode, stdout } = await run.ended;
  expect(stripVTControlCharacters(stdout).replace(/\s+/g, ' ')).toContain('the run was ended by SIGINT.');
  expect(exitCode).toBe(130);
  await expectPartialReport('on-a-terminal', 'SIGINT', installer);
});
