import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{bench,cli,fixtures,mock,report,run,runners,spec,suites,verdicts}/**/*.test.{ts,tsx}'],
    // The tests of the suites, the command and the runners start processes; on a busy machine those take their time.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // Each of these files keeps the cores busy with processes of its own.
    maxWorkers: 2,
  },
});
