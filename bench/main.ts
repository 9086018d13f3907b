/** `npm run bench`: measures, and prints each ratio beside its bound. A missed bound is told, not an error. */
import { availableParallelism, cpus, loadavg } from 'node:os';

import { Command, Option } from 'commander';

import type { Bench, Row } from './bench.js';
import { behaviourCost } from './behaviour-cost.js';
import { endurance } from './endurance.js';
import { million } from './million.js';
import { page } from './page.js';
import { ready } from './ready.js';
import { reports } from './reports.js';
import { sideBySide } from './side-by-side.js';
import { startCost } from './start-cost.js';
import { renderTable } from './table.js';
import { throughput } from './throughput.js';

const benches: readonly Bench[] = [
  throughput,
  ready,
  behaviourCost,
  startCost,
  sideBySide,
  million,
  endurance,
  reports,
  page,
];

const program = new Command('bench')
  .description('Measure speed and memory, as ratios beside their bounds')
  .addOption(
    new Option('--only <name...>', 'only these').choices(benches.map(({ name }) => name)).default([], 'all of them'),
  )
  .addHelpText(
    'after',
    `\nWhat is measured:\n${benches.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}`,
  )
  .parse();
const { only } = program.opts<{ only: string[] }>();

const [load = 0] = loadavg();
const cores = availableParallelism();
process.stdout.write(`Node.js ${process.versions.node}, ${cores} × ${cpus()[0]?.model ?? 'unknown'}\n`);
// The load average of a machine that was idle includes what just started this.
if (load > cores / 2) {
  process.stdout.write(`The machine is busy: its load is ${load.toFixed(1)}. Ratios vary; run again when it is not.\n`);
}

const rows: Row[] = [];
for (const { name, run } of benches.filter((bench) => only.length === 0 || only.includes(bench.name))) {
  try {
    rows.push(...(await run((what) => void process.stderr.write(`${name}: ${what}\n`))));
  } catch (error) {
    process.stderr.write(`${name} could not run: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
if (rows.length > 0) process.stdout.write(`${renderTable(rows)}\n`);
