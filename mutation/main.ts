/** `npm run mutation [-- PART-OF-A-NAME …]`: plants every mutant, tells the score, and exits with 1 when one is missed. */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import { type Mutant, mutants, operators } from './mutants.js';
import { places } from './plant.js';
import { survivors } from './survivors.js';
import type { Trial } from './trial.js';

if (isMainThread) await main(process.argv.slice(2));
else await work(workerData as string[]);

async function main(wanted: readonly string[]): Promise<void> {
  const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  const startedAt = performance.now();
  const trials = await tryAll(chosen);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const missed = trials.filter((trial) => trial.outcome !== 'named' && !(trial.mutant in survivors));
  const stale = trials.filter((trial) => trial.outcome === 'named' && trial.mutant in survivors);
  tellScore(chosen, trials);
  for (const { mutant, outcome, caughtBy, message } of missed) {
    const how = outcome === 'survived' ? 'survived' : `caught by chance, by ${caughtBy}: ${message}`;
    tell(`${mutant} ${how}`);
  }
  for (const { mutant, caughtBy } of stale) tell(`${mutant} is listed as a survivor, and ${caughtBy} catches it`);
  for (const { mutant } of trials.filter((trial) => trial.outcome !== 'named' && trial.mutant in survivors)) {
    tell(`${mutant} survives: ${survivors[mutant]}`);
  }
  const due = trials.length - trials.filter((trial) => trial.mutant in survivors && trial.outcome !== 'named').length;
  const score = ((100 * (due - missed.length)) / Math.max(due, 1)).toFixed(1);
  tell(
    `${score} % of ${due} mutants of ${operators.length} operators are caught by a behaviour that names them, in ${seconds} s`,
  );
  process.exit(missed.length + stale.length > 0 || trials.length === 0 ? 1 : 0);
}

/** Operators stay together, because what catches one of their mutants is likely to catch the next. */
async function tryAll(chosen: readonly Mutant[]): Promise<Trial[]> {
  const threads = Math.min(availableParallelism(), 4);
  const parts: string[][] = Array.from({ length: threads }, () => []);
  for (const { name, operator } of chosen) parts[operators.indexOf(operator) % threads]?.push(name);
  const found = await Promise.all(parts.filter((part) => part.length > 0).map(tryApart));
  const order = new Map(chosen.map(({ name }, index) => [name, index]));
  return found.flat().toSorted((a, b) => (order.get(a.mutant) ?? 0) - (order.get(b.mutant) ?? 0));
}

function tryApart(names: string[]): Promise<Trial[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: names });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function work(names: string[]): Promise<void> {
  // Outside its runner, vitest's `expect` asks in vain which file it is used in.
  Object.assign(globalThis, { __vitest_worker__: { filepath: '' } });
  const { createLaboratory } = await import('./trial.js');
  const laboratory = await createLaboratory();
  const trials: Trial[] = [];
  const wanted = new Set(names);
  for (const mutant of mutants.filter(({ name }) => wanted.has(name))) trials.push(await laboratory.try(mutant));
  await laboratory.close();
  parentPort?.postMessage(trials);
  process.exit(0);
}

function tellScore(chosen: readonly Mutant[], trials: readonly Trial[]): void {
  const named = new Set(trials.filter(({ outcome }) => outcome === 'named').map(({ mutant }) => mutant));
  for (const place of places) {
    const here = chosen.filter(({ operator }) => operator.place === place);
    if (here.length === 0) continue;
    tell(`${place}: ${here.filter(({ name }) => named.has(name)).length} of ${here.length}`);
    for (const operator of operators.filter((candidate) => candidate.place === place)) {
      const own = here.filter((mutant) => mutant.operator === operator);
      const caught = own.filter(({ name }) => named.has(name)).length;
      if (own.length > 0) tell(`  ${operator.id}: ${caught} of ${own.length}`);
    }
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
