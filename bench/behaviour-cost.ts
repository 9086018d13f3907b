import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createMockClient } from '../mock/index.js';
import { ensureInstalled, packagedRunners, startDriver } from '../runners/index.js';
import { behaviours } from '../suites/catalogue.js';
import { runSuites, type Subject, type SubjectObservations } from '../suites/engine.js';
import type { Bench, Row } from './bench.js';
import { compare, inTurns, median } from './measure.js';
import { record } from './record.js';
import { replay } from './replay.js';
import { ours, startServer } from './servers.js';
import { inFolder } from './workplace.js';

const sdks = ['javascript', 'python', 'go', 'java'];
const rounds = 3;
const bound = { atMost: 2 };

/**
 * What a behaviour costs, against its SDK calls alone: the same calls, with the same arguments, clients, users in the
 * mock and calls at the same time, in a bare loop. The loop has the driver in between, as the SDKs are in other
 * languages, and nothing else: no vitest, no reading of what was recorded or stored, no check, and its clock stands while
 * the stage is set (an app made, users put in). The harness is measured from the first call to the end of the last, with
 * all that is between them. Both start with a fresh driver that has greeted, and reach a mock in a process of its own.
 */
export const behaviourCost: Bench = {
  name: 'behaviours',
  summary: 'a behaviour against its SDK calls in a bare loop',
  run: (say) =>
    inFolder(async (folder) => {
      const seed = join(folder, 'users.json');
      writeFileSync(seed, JSON.stringify([{ id: 'john-doe', data: {} }]));
      const mock = await startServer(ours(seed), 'john-doe');
      try {
        const rows: Row[] = [];
        for (const sdk of sdks) {
          say(`every behaviour of ${sdk}, ${rounds} times in the harness and in a loop`);
          rows.push(await measureSdk(sdk, `http://localhost:${new URL(mock.base).port}`));
        }
        return rows;
      } finally {
        await mock.stop();
      }
    }),
};

async function measureSdk(sdk: string, mockUrl: string): Promise<Row> {
  const launch = await ensureInstalled(
    packagedRunners.find(({ id }) => id === sdk)!,
    { kind: 'release' },
  );
  const subject: Subject = { id: sdk, launch, behaviours: behaviours.map(({ id }) => id) };
  const mock = createMockClient(mockUrl);
  const plans = await record(launch, mock, mockUrl);
  const calls = plans.flatMap(({ turns }) => turns.flatMap((turn) => turn.calls));
  const spent = await inTurns(rounds, ['harness', 'loop'], async (way) => {
    if (way === 'harness') return span(await runSuites({ subjects: [subject], mockUrl }));
    const driver = await startDriver(launch);
    try {
      return await replay(plans, driver, mock);
    } finally {
      await driver.stop();
    }
  });
  return compare({
    measure: `a behaviour of ${sdk}`,
    ours: median(spent('harness')) / plans.length,
    other: median(spent('loop')) / plans.length,
    bound,
    note: `${plans.length} behaviours with ${calls.length} calls`,
  });
}

/** Milliseconds from the beginning of the first call to the end of the last, whatever is between them. */
function span(seen: readonly SubjectObservations[]): number {
  const steps = seen.flatMap(({ observations }) => observations.flatMap((observation) => observation.steps));
  const start = Math.min(...steps.map(({ startedAt }) => startedAt));
  return Math.max(...steps.map(({ startedAt, durationMs }) => startedAt + durationMs)) - start;
}
