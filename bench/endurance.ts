import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

import type { Bench, Row, Say } from './bench.js';
import { putUnderLoad } from './load.js';
import { compare, inTurns, median } from './measure.js';
import { app, asMebibytes, ours, residentBytes, sdkHeaders, type Server, startServer } from './servers.js';
import { inFolder } from './workplace.js';

const idleConnections = 500;
const rounds = 5;
const secondsARound = 2;
const requests = 200_000;

/** What the mock makes of clients that do nothing, or that never stop. */
export const endurance: Bench = {
  name: 'endurance',
  summary: 'the mock with idle connections, and after 200,000 requests',
  run: (say) =>
    inFolder(async (folder) => {
      const seed = join(folder, 'users.json');
      writeFileSync(seed, JSON.stringify([{ id: 'john-doe', data: {} }]));
      const [quiet, crowded] = [await startServer(ours(seed), 'john-doe'), await startServer(ours(seed), 'john-doe')];
      try {
        return [await measureIdle(quiet, crowded, say), await measureMemory(quiet, say)];
      } finally {
        await Promise.all([quiet.stop(), crowded.stop()]);
      }
    }),
};

/** Requests a second beside idle connections and one that sends its request a byte at a time, and without them. */
async function measureIdle(quiet: Server, crowded: Server, say: Say): Promise<Row> {
  say(`${idleConnections} idle connections`);
  const port = Number(new URL(crowded.base).port);
  const sockets = await Promise.all(Array.from({ length: idleConnections }, () => open(port)));
  const slow = await open(port);
  const sender = setInterval(() => slow.write('x'), 100);
  slow.write('GET /api/v1.0/user/john-doe/?x=');
  try {
    await inTurns(1, [quiet, crowded], load);
    const perSecond = await inTurns(rounds, [quiet, crowded], load);
    return compare({
      measure: `GET beside ${idleConnections} idle connections`,
      ours: median(perSecond(crowded)),
      other: median(perSecond(quiet)),
      bound: { atLeast: 0.9 },
      show: (value) => `${Math.round(value)}/s`,
      note: 'the other has none; 10% is noise',
    });
  } finally {
    clearInterval(sender);
    for (const socket of [...sockets, slow]) socket.destroy();
  }
}

/** What the journal keeps of one app is bounded, so that the second half of the requests adds nothing. */
async function measureMemory(server: Server, say: Say): Promise<Row> {
  say(`${requests.toLocaleString('en')} requests to one app`);
  await loadFor(server, requests / 2);
  const before = residentBytes(server.pid);
  await loadFor(server, requests / 2);
  return compare({
    measure: `memory after ${requests.toLocaleString('en')} requests`,
    ours: residentBytes(server.pid),
    other: before,
    bound: { atMost: 1.2 },
    show: asMebibytes,
    note: 'the other is after half of them',
  });
}

async function loadFor(server: Server, count: number): Promise<void> {
  for (let done = 0; done < count;) done += (await load(server)) * secondsARound;
}

async function load({ base }: Server): Promise<number> {
  const part = { method: 'GET', connections: 8, seconds: secondsARound, ids: ['john-doe'], prefix: '' } as const;
  return putUnderLoad({ ...part, ids: [...part.ids], base, headers: await sdkHeaders(), apiKey: app.key });
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}
