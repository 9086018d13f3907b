import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

import { suiteSettings } from './suites/vitest-settings.ts';

/** The files that take longest, begun first: one of them begun last is waited for by a machine with nothing else to do. */
const longest = [
  'mutation/mutation',
  'cli/driver-init',
  'cli/walk-through',
  'cli/under-test',
  'suites/target',
  'suites/doubles',
  'mutation/sdk-patches',
  'mutation/coverage',
  'report/html-report',
  'cli/reports',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
    const [others, first] = [files.filter((file) => rank(file) < 0), files.filter((file) => rank(file) >= 0)];
    return [...first.toSorted((a, b) => rank(a) - rank(b)), ...(await super.sort(others))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{bench,cli,driver-check,fixtures,mock,mutation,report,run,runners,spec,suites,testing,verdicts}/**/*.test.{ts,tsx}',
          ],
          // The tests of the suites, the command and the runners start processes; on a busy machine those take their time.
          testTimeout: 120_000,
          hookTimeout: 300_000,
          pool: 'forks',
          // The files of one worker share what they load, which takes as long as many of them run: a test leaves no module
          // and no variable of the environment changed.
          isolate: false,
          // Most of these files wait for processes and registries: one more than the cores of a small machine.
          maxWorkers: 3,
        },
      },
      // The behaviours, on the reference or on the SDK that the environment variable SDK names. `run` starts the same files
      // with the same settings: run/run-suites.ts.
      {
        test: {
          name: 'suites',
          include: ['suites/*.suite.ts'],
          globalSetup: 'run/suites-setup.ts',
          setupFiles: 'suites/as-tests.ts',
          // After the others: how many workers a project has is its own only in a group of its own.
          sequence: { groupOrder: 1 },
          ...suiteSettings,
        },
      },
    ],
  },
});
