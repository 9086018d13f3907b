import { runSuites, type SdkObservations } from '../run/run-suites.js';
import { ensureInstalled } from '../runners/install.js';
import { packagedRunners } from '../runners/load.js';
import { behaviours } from '../suites/catalogue.js';
import type { Step } from '../suites/observation.js';
import type { Bench, Row } from './bench.js';
import { compare, inTurns, median } from './measure.js';

const sdks = ['javascript', 'python', 'go', 'java'];
const rounds = 3;

/**
 * What a behaviour costs, against its SDK calls alone, both of one run: from the first call to the end of the last, and
 * how much of that at least one call was under way. What is between calls is ours: an app made, users put in, checks,
 * what is recorded and handed over, vitest.
 */
export const behaviourCost: Bench = {
  name: 'behaviours',
  summary: 'a behaviour against its SDK calls alone',
  async run(say) {
    say(`every behaviour of ${sdks.join(', ')}, ${rounds} times`);
    const seen = await inTurns(rounds, sdks, observeSdk);
    return sdks.map((sdk) => rowOf(sdk, seen(sdk)));
  },
};

async function observeSdk(sdk: string): Promise<SdkObservations> {
  const launch = await ensureInstalled(
    packagedRunners.find(({ id }) => id === sdk)!,
    {},
  );
  const underTest = { id: sdk, launch, behaviours: behaviours.map(({ id }) => id) };
  const [seen] = await runSuites({ sdks: [underTest] });
  return seen!;
}

function rowOf(sdk: string, runs: readonly SdkObservations[]): Row {
  const steps = runs.map(({ observations }) => observations.flatMap((observation) => observation.steps));
  const [calls = []] = steps;
  return compare({
    measure: `a behaviour of ${sdk}`,
    ours: median(steps.map(wholeTime)) / behaviours.length,
    other: median(steps.map(callTime)) / behaviours.length,
    bound: { atMost: 2 },
    note: `${behaviours.length} behaviours with ${calls.length} calls`,
  });
}

/** Milliseconds from the beginning of the first call to the end of the last. */
export function wholeTime(steps: readonly Step[]): number {
  const ends = steps.map(({ startedAt, durationMs }) => startedAt + durationMs);
  return Math.max(...ends) - Math.min(...steps.map(({ startedAt }) => startedAt));
}

/** Milliseconds during which at least one call was under way. */
export function callTime(steps: readonly Step[]): number {
  let spent = 0;
  let busyUntil = -Infinity;
  for (const { startedAt, durationMs } of steps.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const end = startedAt + durationMs;
    spent += Math.max(0, end - Math.max(startedAt, busyUntil));
    busyUntil = Math.max(busyUntil, end);
  }
  return spent;
}
