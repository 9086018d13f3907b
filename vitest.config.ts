import { defineConfig } from 'vitest/config';

import { suiteSettings } from './suites/vitest-settings.ts';

export default defineConfig({
  test: {
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
