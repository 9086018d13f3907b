import { join } from 'node:path';

import type { Bench } from './bench.js';
import { conformance, timeProgram } from './command.js';
import { compare, inTurns, least } from './measure.js';
import { inFolder } from './workplace.js';

const rounds = 3;
const sdks = ['javascript', 'python', 'go', 'java'];

/** A run with findings did its work: what the SDKs do is not the question here. */
const judged = [0, 1];

/** Every behaviour of four SDKs at once, installed already, against the one of them that takes longest alone. */
export const sideBySide: Bench = {
  name: 'side-by-side',
  summary: 'four SDKs at once, against the slowest alone',
  run: (say) =>
    inFolder(async (folder) => {
      const runs = [sdks, ...sdks.map((sdk) => [sdk])];
      const time = (run: readonly string[]) =>
        timeProgram(
          conformance('run', ...run.flatMap((sdk) => ['--sdk', sdk]), '--out', join(folder, run.join('-'))),
          judged,
        );
      say('a run that is not counted, in case one has to be installed');
      await time(sdks);
      say(`${rounds} runs of ${sdks.join(', ')}, together and alone`);
      const spent = await inTurns(rounds, runs, time);
      const [together = 0, ...alone] = runs.map((run) => least(spent(run)));
      const slowest = Math.max(...alone);
      const note = `the slowest alone is ${sdks[alone.indexOf(slowest)] ?? ''}`;
      return [
        compare({ measure: 'four SDKs side by side', ours: together, other: slowest, bound: { atMost: 1.5 }, note }),
      ];
    }),
};
