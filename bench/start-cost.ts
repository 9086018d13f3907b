import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { packageRoot } from '../spec/package-root.js';
import type { Bench } from './bench.js';
import { conformance, timeProgram } from './command.js';
import { compare, inTurns, median } from './measure.js';
import { inFolder } from './workplace.js';

const rounds = 5;

/**
 * The whole of a run that does next to nothing (five behaviours, of which four send no request), against vitest on one
 * file with one empty test: both start Node.js, vitest and a worker. Ours also starts a mock and a driver, reads the
 * contract, and writes every report.
 */
export const startCost: Bench = {
  name: 'start',
  summary: 'what a run costs before it does anything, against an empty vitest run',
  run: (say) =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'empty.test.js'), "test('nothing', () => {});\n");
      const vitest = join(packageRoot, 'node_modules', 'vitest', 'vitest.mjs');
      const empty = [vitest, 'run', '--globals', '--root', folder];
      const own = conformance('run', '--sdk', 'reference', '--only', 'reference/', '--out', join(folder, 'report'));
      say(`${rounds} runs of each`);
      // The first may install; it is not counted.
      await timeProgram(own);
      const spent = await inTurns(rounds, [own, empty], (argv) => timeProgram(argv));
      const medians = { ours: median(spent(own)), other: median(spent(empty)) };
      return [
        compare({
          measure: 'start of a run',
          ...medians,
          bound: { atMost: 2 },
          note: 'the other is an empty vitest run',
        }),
      ];
    }),
};
