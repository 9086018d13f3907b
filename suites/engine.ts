import { join } from 'node:path';

import type { TestCase, TestModule, TestSuite } from 'vitest/node';

import type { Timeouts } from '../runners/driver.js';
import type { Launch } from '../runners/driver-process.js';
import type { Hello } from '../runners/protocol/messages.js';
import { loadContract } from '../spec/contract.js';
import { packageRoot } from '../spec/package-root.js';
import type { Terms } from './context.js';
import type { Observation } from './observation.js';

/** One SDK, ready to run. */
export interface Subject {
  id: string;
  launch: Launch;
  timeouts?: Partial<Timeouts>;
  /** Ids of the behaviours to run on it, in any order. */
  behaviours: string[];
}

/** What was seen of one SDK. */
export interface SubjectObservations {
  id: string;
  /** `null` when its driver never greeted. */
  hello: Hello | null;
  observations: Observation[];
}

export interface RunOptions {
  subjects: Subject[];
  /** Origin of the mock. */
  mockUrl: string;
  /** How often each behaviour runs on each SDK; 1 by default. */
  repeat?: number;
  onObservation?: (subject: string, observation: Observation) => void;
}

declare module 'vitest' {
  interface ProvidedContext {
    subjects: Subject[];
    mockUrl: string;
    repeat: number;
    terms: Terms;
  }
  interface TaskMeta {
    observation?: Observation;
    /** Of a subject's tests together: what the driver's hello said. */
    hello?: Hello;
    /** Of a subject's tests together: endings that became known after their behaviour's own. */
    late?: { behaviour: string; round: number; ending: Observation['ending'] }[];
  }
}

/** The suites could not be run at all: a fault of this package or of the machine, of no SDK. */
export class EngineError extends Error {
  override name = 'EngineError';
}

/** Above the patience with a driver times the calls of the longest behaviour: only a fault of the suite gets here. */
const behaviourTimeoutMs = 300_000;

/**
 * Runs the suites on every subject, side by side, with vitest as the engine: one file in one worker, which waits for
 * drivers and the mock most of the time. A worker for each subject would start and compile everything once more for
 * each, which on two cores is what takes longest. @throws {EngineError}
 */
export async function runSuites({
  subjects,
  mockUrl,
  repeat = 1,
  onObservation,
}: RunOptions): Promise<SubjectObservations[]> {
  const { startVitest } = await import('vitest/node');
  const seen = new Map<string, SubjectObservations>(
    subjects.map(({ id }) => [id, { id, hello: null, observations: [] }]),
  );
  const errors: unknown[] = [];
  const reporter = {
    onTestCaseResult(test: TestCase) {
      const { observation } = test.meta();
      const subject = test.parent.type === 'suite' ? seen.get(test.parent.name) : undefined;
      if (!observation || !subject) return;
      subject.observations.push(observation);
      onObservation?.(subject.id, observation);
    },
    onTestSuiteResult(suite: TestSuite) {
      const subject = seen.get(suite.name);
      if (!subject) return;
      const { hello, late = [] } = suite.meta();
      subject.hello = hello ?? null;
      for (const { behaviour, round, ending } of late) {
        const observation = subject.observations.filter((candidate) => candidate.behaviour === behaviour)[round];
        if (observation) observation.ending = ending;
      }
    },
    onTestModuleEnd(module: TestModule) {
      errors.push(...module.errors());
    },
    onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly unknown[]) {
      errors.push(...unhandled);
    },
  };
  const { limits, errors: errorTable } = loadContract();
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
      include: [join(packageRoot, 'dist', 'suites', 'entry.js')],
      // The package may itself be installed in node_modules, which vitest leaves out by default.
      exclude: [],
      pool: 'threads',
      isolate: false,
      maxWorkers: 1,
      // No subject waits for another.
      maxConcurrency: 2 * subjects.length,
      testTimeout: behaviourTimeoutMs,
      hookTimeout: behaviourTimeoutMs,
      provide: { subjects, mockUrl, repeat, terms: { limits, errors: errorTable } },
      server: { deps: { external: [/\.js$/] } },
    },
    { logLevel: 'silent', clearScreen: false },
  );
  await vitest.close();
  // Vitest speaks of failing tests through the exit code; what a failure means is decided elsewhere.
  process.exitCode = exitCode;
  for (const { id, observations } of seen.values()) {
    const expected = (subjects.find((subject) => subject.id === id)?.behaviours.length ?? 0) * repeat;
    if (observations.length !== expected) {
      const cause = errors.map((error) => (error instanceof Error ? error.stack : JSON.stringify(error))).join('\n');
      throw new EngineError(
        `Failed to run the suites on ${id}: ${observations.length} of ${expected} behaviours were run. ${cause}`,
      );
    }
  }
  return [...seen.values()];
}
