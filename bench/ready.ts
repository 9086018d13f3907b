import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Bench } from './bench.js';
import { compare, inTurns, median } from './measure.js';
import { ours, prism, startServer, steady } from './servers.js';
import { inFolder } from './workplace.js';

const rounds = 5;

/** From the start of the process to the first user it gives. */
export const ready: Bench = {
  name: 'ready',
  summary: 'how soon the mock serves, against prism and steady',
  run: (say) =>
    inFolder(async (folder) => {
      const seed = join(folder, 'users.json');
      writeFileSync(seed, JSON.stringify([{ id: 'john-doe', data: {} }]));
      const own = ours(seed);
      say(`${rounds} starts of each`);
      const readyMs = await inTurns(rounds, [own, prism, steady], async (kind) => {
        const server = await startServer(kind, 'john-doe');
        await server.stop();
        return server.readyMs;
      });
      return [prism, steady].map((peer) => {
        const medians = { ours: median(readyMs(own)), other: median(readyMs(peer)) };
        return compare({
          measure: 'ready to serve',
          ...medians,
          bound: { atMost: 1 },
          note: `the other is ${peer.name}`,
        });
      });
    }),
};
