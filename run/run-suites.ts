import { join } from 'node:path';

import type { TestCase, TestModule } from 'vitest/node';

import type { Hello } from '../runners/index.js';
import { packageRoot } from '../spec/package-root.js';
import type { Observation } from '../suites/observation.js';
import type { LateEnding, SdkUnderTest, TargetAddress } from '../suites/worker.js';

/** What was seen of one SDK. */
export interface SdkObservations {
  id: string;
  /** `null` when its driver never greeted. */
  hello: Hello | null;
  observations: Observation[];
}

export interface RunSuitesOptions {
  sdks: SdkUnderTest[];
  /** The deployment to send the SDKs to; the mock when absent. */
  target?: TargetAddress;
  /** How often each behaviour runs on each SDK; 1 by default. */
  repeat?: number;
  onObservation?: (sdk: string, observation: Observation) => void;
}

/** The suites could not be run at all: a fault of this package or of the machine, of no SDK. */
export class SuitesError extends Error {
  override name = 'SuitesError';
}

/**
 * Runs the suites on every SDK, side by side, as vitest runs them: in one worker, which serves the mock and waits for
 * drivers most of the time (docs/decisions/one-worker.md). @throws {SuitesError}
 */
export async function runSuites(options: RunSuitesOptions): Promise<SdkObservations[]> {
  const { sdks, target, repeat = 1, onObservation } = options;
  const { startVitest } = await import('vitest/node');
  const seen = new Map<string, SdkObservations>(sdks.map(({ id }) => [id, { id, hello: null, observations: [] }]));
  const late: LateEnding[] = [];
  const errors: unknown[] = [];
  const reporter = {
    onTestCaseResult(test: TestCase) {
      const { observation, sdk = '', hello } = test.meta();
      const of = seen.get(sdk);
      if (!of || !observation) return;
      of.hello ??= hello ?? null;
      of.observations.push(observation);
      onObservation?.(sdk, observation);
    },
    onTestModuleEnd(module: TestModule) {
      late.push(...(module.meta().late ?? []));
      errors.push(...module.errors());
    },
    onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly unknown[]) {
      errors.push(...unhandled);
    },
  };
  const suites = new Set(sdks.flatMap(({ behaviours }) => behaviours.map((id) => id.split('/')[0])));
  const files = [...suites].map((suite) => join(packageRoot, 'dist', 'suites', `${suite}.suite.js`));
  const exitCode = process.exitCode;
  const vitest = await startVitest(
    'test',
    [],
    {
      config: false,
      root: packageRoot,
      watch: false,
      reporters: [reporter],
      passWithNoTests: false,
      include: files,
      // The package may itself be installed in node_modules, which vitest leaves out by default.
      exclude: [],
      setupFiles: [join(packageRoot, 'dist', 'suites', 'as-tests.js')],
      pool: 'threads',
      isolate: false,
      maxWorkers: 1,
      // Nothing waits for a free place: the behaviours of one SDK take turns, and no SDK waits for another.
      maxConcurrency: Number.MAX_SAFE_INTEGER,
      // The patience with drivers bounds every behaviour; waiting for its turn is not its time.
      testTimeout: 0,
      hookTimeout: 0,
      provide: { sdks, repeat, target: target ?? null, files: files.length },
      server: { deps: { external: [/\.js$/] } },
    },
    { logLevel: 'silent', clearScreen: false },
  );
  await vitest.close();
  // Vitest speaks of failing tests through the exit code; what a failure means is decided elsewhere.
  process.exitCode = exitCode;
  for (const { sdk, behaviour, round, ending } of late) {
    const observation = seen.get(sdk)?.observations.filter((candidate) => candidate.behaviour === behaviour)[round];
    if (observation) observation.ending = ending;
  }
  for (const { id, behaviours } of sdks) {
    const count = seen.get(id)?.observations.length ?? 0;
    if (count === behaviours.length * repeat) continue;
    const cause = errors.map((error) => (error instanceof Error ? error.stack : JSON.stringify(error))).join('\n');
    throw new SuitesError(
      `Failed to run the suites on ${id}: ${count} of ${behaviours.length * repeat} behaviours were run. ${cause}`,
    );
  }
  return [...seen.values()];
}
