import type { TestProject } from 'vitest/node';

import { chooseSdk } from './choose.js';
import { inspectContainment } from '../runners/containment.js';
import { ensureInstalled } from '../runners/install.js';
import { loadRunners } from '../runners/load.js';

/**
 * For `npx vitest --project suites`: every behaviour runs on the reference, or on the SDK that the environment variable
 * SDK names, as `--sdk` names it: `SDK=go`, `SDK=python=../stream-python`.
 */
export default async function setup(project: TestProject): Promise<void> {
  const { id, runner, source } = chooseSdk(process.env.SDK ?? 'reference', await loadRunners());
  const launch = await ensureInstalled(runner, source);
  const { contained } = await inspectContainment();
  project.provide('sdks', [{ id, launch: { ...launch, contained } }]);
  project.provide('repeat', 1);
  project.provide('seed', undefined);
  project.provide('target', null);
  // Drivers end with the worker.
  project.provide('files', 0);
}
