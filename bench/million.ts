import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createMockClient } from '../mock/index.js';
import type { Bench, Row, Say } from './bench.js';
import { putUnderLoad } from './load.js';
import { compare, inTurns, median } from './measure.js';
import { app, asMebibytes, ours, residentBytes, sdkHeaders, type Server, startServer } from './servers.js';
import { inFolder } from './workplace.js';

const users = 1_000_000;
const batch = 20_000;
const rounds = 20;
const secondsARound = 0.5;
const memoryBound = 600 * 2 ** 20;

/**
 * "No slower" leaves room for what the machine does beside: two runs of the same server differ by as much. It is a
 * bound on the time a request takes, which on one connection is one second divided by the requests in it.
 */
const noSlower = { atMost: 1.1 };

/** The mock with a million users, beside one with a single user: what it weighs, and what a request takes. */
export const million: Bench = {
  name: 'million',
  summary: 'the mock with a million users, against one with a single user',
  run: (say) =>
    inFolder(async (folder) => {
      const seed = join(folder, 'users.json');
      writeFileSync(seed, JSON.stringify([{ id: idOf(0), data: dataOf(0) }]));
      const kind = ours(seed);
      const [few, many] = [await startServer(kind, idOf(0)), await startServer(kind, idOf(0))];
      try {
        say(`storing ${users.toLocaleString('en')} users`);
        await storeUsers(many);
        return [...(await measureTime(few, many, say)), weigh(many)];
      } finally {
        await Promise.all([few.stop(), many.stop()]);
      }
    }),
};

/** GET asks for users from all over the million, or for the only one; POST adds one with each request. */
async function measureTime(few: Server, many: Server, say: Say): Promise<Row[]> {
  const headers = await sdkHeaders();
  const everyOther = Array.from({ length: 1_000 }, (_, index) => idOf((index * 769_231) % users));
  const rows: Row[] = [];
  for (const method of ['GET', 'POST'] as const) {
    say(`${method}, with a million and with one`);
    let loads = 0;
    const load = (server: Server) => {
      loads += 1;
      const ids = server === many ? everyOther : [idOf(0)];
      const part = { base: server.base, headers, apiKey: app.key, connections: 1, seconds: secondsARound };
      return putUnderLoad({ ...part, method, ids, prefix: `new-${loads}` });
    };
    // The first rounds of each are slower, and not counted.
    await inTurns(4, [few, many], load);
    const perSecond = await inTurns(rounds, [few, many], load);
    const msOf = (server: Server) => median(perSecond(server).map((count) => 1000 / count));
    const [ours, other] = [msOf(many), msOf(few)];
    const show = (ms: number) => `${(ms * 1000).toFixed(0)} µs`;
    rows.push(
      compare({
        measure: `${method} with a million users`,
        ours,
        other,
        bound: noSlower,
        show,
        note: 'the other has one user; 10% is noise',
      }),
    );
  }
  return rows;
}

/** What the process weighs after all of that. */
function weigh({ pid }: Server): Row {
  const bound = { atMost: 1 };
  return compare({
    measure: 'memory of a million users',
    ours: residentBytes(pid),
    other: memoryBound,
    bound,
    show: asMebibytes,
    note: 'resident, after the load',
  });
}

async function storeUsers({ base }: Server): Promise<void> {
  const mock = createMockClient(new URL(base).origin);
  for (let start = 0; start < users; start += batch) {
    const part = Array.from({ length: batch }, (_, index) => ({
      id: idOf(start + index),
      data: dataOf(start + index),
    }));
    await mock.seedUsers(app.key, part);
  }
}

const idOf = (index: number): string => `user-${String(index).padStart(7, '0')}`;
const dataOf = (index: number) => ({ name: `John Doe ${index}`, occupation: 'Software Engineer' });
