/**
 * The gate: everything that must hold before a change is kept, cheap steps first. Its last line,
 * `N passed, N failed, N skipped`, counts tests, behaviours of SDKs and steps; it exits with 1 when anything failed. Known
 * divergences are told, and are neither.
 *
 * What this machine cannot run is skipped, with the reason. An SDK whose tools are there and whose registry answers has to
 * run: where one did not, its registry is asked, once, at the end.
 *
 * Among the tests is one mutant of every operator; with ALL_MUTANTS in the environment, all are planted.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { $ } from 'zx';

const run = $({ stdio: ['ignore', 'inherit', 'inherit'], nothrow: true });
/** Beside others: what it prints is shown when its turn comes. */
const runBeside = $({ stdio: ['ignore', 'pipe', 'pipe'], nothrow: true, quiet: true });
const out = '.sdk-conformance/gate';
const slowestShown = 10;
const total = { passed: 0, failed: 0, skipped: 0 };
const print = (line = '') => process.stdout.write(`${line}\n`);

/** Runs one step, shows what it prints, and counts what `count` finds; without it, the step counts as one. */
async function step(name, command, count) {
  print(`\n— ${name}`);
  const { exitCode, stdall, duration } = await command;
  process.stdout.write(stdall);
  const held = exitCode === 0;
  const counted = { skipped: 0, ...(count?.() ?? { passed: held && !count ? 1 : 0, failed: held && !count ? 0 : 1 }) };
  if (!held && counted.failed === 0) counted.failed = 1;
  for (const kind of Object.keys(total)) total[kind] += counted[kind];
  print(`— ${name}: ${sum(counted)}, in ${(duration / 1000).toFixed(0)} s`);
  return held;
}

const sum = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** Vitest's tests of one project, whose report is left in a file. */
const vitest = (project) =>
  `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json=${reportOf(project)}`.split(
    ' ',
  );
const reportOf = (project) => join(out, `${project}.json`);

function countTests(project) {
  const report = readJson(reportOf(project));
  if (!report) return undefined;
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const pending = tests.filter(({ status }) => status === 'pending' || status === 'skipped');
  for (const { fullName } of pending) print(`not run: ${fullName}`);
  print(`The slowest ${slowestShown} of ${tests.length} tests:`);
  for (const { fullName, duration = 0 } of tests
    .toSorted((a, b) => (b.duration ?? 0) - (a.duration ?? 0))
    .slice(0, slowestShown))
    print(`  ${(duration / 1000).toFixed(1).padStart(6)} s  ${fullName}`);
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: pending.length };
}

function countBehaviours() {
  const report = readJson(join(out, 'results.json'));
  if (!report) return undefined;
  const { results, verdict } = report;
  const of = (...verdicts) => results.filter((result) => verdicts.includes(result.verdict)).length;
  print(`${of('known')} known divergences: ${verdict.sentence}`);
  return {
    passed: of('passed'),
    skipped: of('not-run'),
    failed: results.length - of('passed', 'known', 'not-applicable', 'not-run'),
  };
}

/** An SDK that did not run must have been unable to: its registry is asked by name. */
async function countUnrunSdks() {
  const { sdks = [] } = readJson(join(out, 'results.json')) ?? {};
  const unrun = sdks.filter(({ status }) => status === 'not-run').map(({ id }) => id);
  if (unrun.length === 0) return;
  print('\n— why the other SDKs did not run');
  const words = unrun.flatMap((id) => ['--sdk', id]);
  const { stdout } = await $({ nothrow: true, quiet: true })`node bin/sdk-conformance doctor --json ${words}`;
  for (const { id, ready, advice } of JSON.parse(stdout).sdks) {
    if (ready) total.failed += 1;
    print(ready ? `${id} can run here and did not.` : `skipped: ${advice}`);
  }
}

/** What a step wrote; `undefined` when it ended before it did. */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

rmSync(out, { recursive: true, force: true });
const [format, lint, build] = ['check:format', 'check:lint', 'build'].map((script) => runBeside`npm run -s ${script}`);
await step('format', format);
await step('lint', lint);
if (await step('types and build', build)) {
  await step('tests', run`npx ${vitest('unit')}`, () => countTests('unit'));
  if (process.env.ALL_MUTANTS) await step('every defect that can be planted', run`npm run -s mutation`);
  const onReference = runBeside`npx ${vitest('suites')}`;
  await step('the SDKs that this machine can run', run`node bin/sdk-conformance run --out ${out}`, countBehaviours);
  await countUnrunSdks();
  await step('the behaviours, on the reference', onReference, () => countTests('suites'));
}
print(`\n${sum(total)}`);
process.exit(total.failed === 0 ? 0 : 1);
