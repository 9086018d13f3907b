import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Bench, Row, Say } from './bench.js';
import { type Load, putUnderLoad } from './load.js';
import { compare, inTurns, median } from './measure.js';
import { app, ours, prism, sdkHeaders, type Server, startServer, steady } from './servers.js';
import { inFolder } from './workplace.js';

const rounds = 3;
const secondsARound = 3;
const warmUpSeconds = 2;

/** As many as an application might ask for in turn. */
const ids = Array.from({ length: 1_000 }, (_, index) => `user-${index}`);

const cases = (['GET', 'POST'] as const).flatMap((method) => [1, 8].map((connections) => ({ method, connections })));

/**
 * Requests a second, against the faster of two stateless mock servers with the same contract. Ours verifies each token,
 * keeps each user and records each exchange meanwhile. Every POST adds another user, so that no server can remember it.
 */
export const throughput: Bench = {
  name: 'throughput',
  summary: 'the mock against prism and steady',
  run: (say) =>
    inFolder(async (folder) => {
      const seed = join(folder, 'users.json');
      writeFileSync(
        seed,
        JSON.stringify(ids.map((id) => ({ id, data: { name: 'John Doe', occupation: 'Software Engineer' } }))),
      );
      const servers: [name: string, server: Server][] = [];
      try {
        for (const kind of [ours(seed), prism, steady])
          servers.push([kind.name, await startServer(kind, ids[0] ?? '')]);
        return await measureCases(servers, say);
      } finally {
        await Promise.all(servers.map(([, server]) => server.stop()));
      }
    }),
};

async function measureCases(servers: [name: string, server: Server][], say: Say): Promise<Row[]> {
  const headers = await sdkHeaders();
  let loads = 0;
  const load = async ([, { base }]: [string, Server], part: Pick<Load, 'method' | 'connections' | 'seconds'>) => {
    loads += 1;
    return putUnderLoad({ ...part, base, ids, prefix: `new-${loads}`, headers, apiKey: app.key });
  };
  for (const server of servers) {
    say(`warming up ${server[0]}`);
    for (const { method } of cases.slice(1, 3)) await load(server, { method, connections: 8, seconds: warmUpSeconds });
  }
  const rows: Row[] = [];
  for (const { method, connections } of cases) {
    say(`${method}, ${connections} at once`);
    const perSecond = await inTurns(rounds, servers, (server) =>
      load(server, { method, connections, seconds: secondsARound }),
    );
    const [own = 0, ...others] = servers.map((server) => median(perSecond(server)));
    const fastest = Math.max(...others);
    const name = servers[1 + others.indexOf(fastest)]?.[0] ?? '';
    rows.push(
      compare({
        measure: `${method}, ${connections === 1 ? '1 connection' : `${connections} connections`}`,
        ours: own,
        other: fastest,
        bound: { atLeast: 1.2 },
        show: (value) => `${Math.round(value)}/s`,
        note: `the faster is ${name}`,
      }),
    );
  }
  return rows;
}
