/**
 * The gate: everything that must hold before a change is kept, cheap steps first. It ends with one line,
 * `N passed, N failed`, which counts tests, behaviours of SDKs and steps, and exits with 1 when anything failed. Known
 * divergences are told, and are neither.
 *
 * GATE_REQUIRE names SDKs, separated by spaces, that must have run. Without it every SDK that can run here is run,
 * and one that cannot is told and not counted.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { $ } from 'zx';

const run = $({ stdio: ['ignore', 'inherit', 'inherit'], nothrow: true });
const out = '.sdk-conformance/gate';
const total = { passed: 0, failed: 0 };

/** Runs one step, shows what it prints, and counts what it counted; a step that counts nothing counts as one. */
async function step(name, command, count) {
  process.stdout.write(`\n— ${name}\n`);
  const started = performance.now();
  const { exitCode } = await command;
  const counted = count?.() ?? { passed: count || exitCode !== 0 ? 0 : 1, failed: count ? 1 : 0 };
  if (exitCode !== 0 && counted.failed === 0) counted.failed = 1;
  total.passed += counted.passed;
  total.failed += counted.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`— ${name}: ${counted.passed} passed, ${counted.failed} failed, in ${seconds} s\n`);
  return exitCode === 0;
}

function countTests() {
  const report = readJson(join(out, 'tests.json'));
  if (!report) return undefined;
  const pending = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending' || status === 'skipped'),
  );
  for (const { fullName } of pending) process.stdout.write(`not run: ${fullName}\n`);
  if (pending.length > 0) process.stdout.write('They need Chromium: install it, or name it in CHROMIUM_PATH.\n');
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

function countBehaviours() {
  const report = readJson(join(out, 'results.json'));
  if (!report) return undefined;
  const { results, sdks } = report;
  const held = results.filter(({ verdict }) => verdict === 'passed');
  process.stdout.write(`${results.filter(({ verdict }) => verdict === 'known').length} known divergences\n`);
  const broken = results.filter(({ verdict }) => !['passed', 'known', 'not-applicable', 'not-run'].includes(verdict));
  const required = (process.env.GATE_REQUIRE ?? '').split(' ').filter(Boolean);
  const missing = required.filter((id) => !sdks.some((sdk) => sdk.id === id && sdk.status === 'ran'));
  for (const id of missing) process.stdout.write(`${id} must run on this machine, and did not.\n`);
  return { passed: held.length, failed: broken.length + missing.length };
}

/** What a step wrote; `undefined` when it ended before it did. */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

rmSync(out, { recursive: true, force: true });
await step('format', run`npm run -s check:format`);
await step('lint', run`npm run -s check:lint`);
const builds = await step('types and build', run`npm run -s build`);
if (builds) {
  const json = join(out, 'tests.json');
  await step('tests', run`npx vitest run --reporter=default --reporter=json --outputFile.json=${json}`, countTests);
  await step('the SDKs that this machine can run', run`node dist/cli/main.js run --out ${out}`, countBehaviours);
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed === 0 ? 0 : 1);
