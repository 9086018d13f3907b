import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import type { TestCase, TestModule } from 'vitest/node';

import type { Hello } from '../runners/protocol/messages.js';
import { packageRoot } from '../spec/package-root.js';
import type { Observation } from '../suites/observation.js';
import { suiteSettings } from '../suites/vitest-settings.js';
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
  /** What generated documents come from. */
  seed?: number;
  /** One behaviour at a time, on one SDK at a time. */
  alone?: boolean;
  /** Told which SDKs the suites now begin to run on. */
  onStart?: (sdks: readonly SdkUnderTest[]) => void;
  onObservation?: (sdk: string, observation: Observation, hello: Hello | null) => void;
}

/** The suites could not be run at all: a fault of this package or of the machine, of no SDK. */
class SuitesError extends Error {
  override name = 'SuitesError';
}

/** Each adds its listeners to this process, and Node.js warns of more than ten. */
const mostWorkers = 8;

/**
 * Runs the suites on every SDK, side by side, dealt out to as many workers as the machine has cores
 * (docs/decisions/workers.md). @throws {SuitesError}
 */
export async function runSuites(options: RunSuitesOptions): Promise<SdkObservations[]> {
  const { sdks, alone = false } = options;
  const hands = dealOut(sdks, alone ? 1 : availableParallelism());
  const exitCode = process.exitCode;
  // All are waited for, also when one fails: what still runs would go on beside whatever comes next.
  const settled = await Promise.allSettled(hands.map((hand) => runInWorker({ ...options, sdks: hand })));
  // Vitest speaks of failing tests through the exit code; what a failure means is decided elsewhere.
  process.exitCode = exitCode;
  const faults = settled.flatMap((worker) => (worker.status === 'rejected' ? [worker.reason as Error] : []));
  if (faults.length > 0) throw new SuitesError(faults.map(({ message }) => message).join('\n'), { cause: faults[0] });
  return settled.flatMap((worker) => (worker.status === 'fulfilled' ? worker.value : []));
}

/** What each worker gets, in turn. No worker goes without, and there are eight at most. */
export function dealOut<T>(sdks: readonly T[], cores: number): T[][] {
  const workers = Math.min(cores, sdks.length, mostWorkers);
  return Array.from({ length: workers }, (_, worker) => sdks.filter((_, index) => index % workers === worker));
}

/**
 * Who listens to what vitest answers by ending this process: signals, and rejections that nobody handles, which it ends with
 * 1, as if an SDK had failed. Whoever called answers for both.
 */
const listeners = () =>
  (['SIGINT', 'SIGTERM', 'unhandledRejection'] as NodeJS.Signals[]).flatMap((event) =>
    process.listeners(event).map((listener) => [event, listener] as const),
  );

/** Runs the suites as vitest runs them, in one worker, which serves a mock. */
async function runInWorker(options: RunSuitesOptions): Promise<SdkObservations[]> {
  const { sdks, target, repeat = 1, seed, alone = false, onStart, onObservation } = options;
  const { startVitest } = await import('vitest/node');
  const seen = new Map<string, SdkObservations>(sdks.map(({ id }) => [id, { id, hello: null, observations: [] }]));
  const late: LateEnding[] = [];
  const errors: unknown[] = [];
  const reporter = {
    onTestRunStart() {
      onStart?.(sdks);
    },
    onTestCaseResult(test: TestCase) {
      const { observation, sdk = '', hello } = test.meta();
      const of = seen.get(sdk);
      if (!of || !observation) return;
      of.hello ??= hello ?? null;
      of.observations.push(observation);
      onObservation?.(sdk, observation, of.hello);
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
  const listening = listeners();
  const started = startVitest(
    'test',
    [],
    {
      config: false,
      root: packageRoot,
      watch: false,
      reporters: [reporter],
      passWithNoTests: false,
      // It would put the files into the order of the run before, and several runs would write it at once.
      cache: false,
      include: files,
      // The package may itself be installed in node_modules, which vitest leaves out by default.
      exclude: [],
      setupFiles: [join(packageRoot, 'dist', 'suites', 'as-tests.js')],
      ...suiteSettings,
      ...(alone ? { maxConcurrency: 1 } : {}),
      provide: { sdks, repeat, seed, target: target ?? null, files: files.length },
      server: { deps: { external: [/\.js$/] } },
    },
    { logLevel: 'silent', clearScreen: false },
  );
  // At once: a signal may come at any time.
  for (const [event, listener] of listeners()) {
    if (!listening.some(([, other]) => other === listener)) process.off(event, listener);
  }
  const vitest = await started;
  await vitest.close();
  for (const { sdk, behaviour, round, ending } of late) {
    const observation = seen.get(sdk)?.observations.filter((candidate) => candidate.behaviour === behaviour)[round];
    if (observation) observation.ending = ending;
  }
  const incomplete = sdks.find(
    ({ id, behaviours }) => seen.get(id)?.observations.length !== behaviours.length * repeat,
  );
  if (errors.length > 0 || incomplete) {
    const what = incomplete ? `not every behaviour was run on ${incomplete.id}` : 'vitest tells of errors';
    const causes = errors.map((error) => (error as Partial<Error>).stack ?? JSON.stringify(error));
    throw new SuitesError([`Failed to run the suites: ${what}.`, ...causes].join('\n'));
  }
  return [...seen.values()];
}
