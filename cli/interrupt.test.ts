import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test, vi } from 'vitest';

import { isAlive } from '../fixtures/drivers/alive.js';
import { createWorkplace } from './testing/command.js';

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
] as const)('a run that is ended by %s is no success, and leaves no driver', async (signal, expected) => {
  const run = place.start(['run', '--sdk', 'hangs-on-calls', '--only', 'reference', '--out', signal]);
  const driver = await vi.waitFor(takeHangingDriver, { timeout: 60_000, interval: 50 });
  expect(isAlive(driver)).toBe(true);
  run.process.kill(signal);
  const { exitCode, signal: endedBy, stdout } = await run.ended;
  expect(exitCode ?? endedBy).toBe(expected);
  expect(stdout).toBe('');
  await vi.waitFor(() => expect(isAlive(driver)).toBe(false), { timeout: 60_000, interval: 50 });
});
