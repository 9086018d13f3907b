import type { TestProject } from 'vitest/node';

import { chooseSdk } from '../run/choose.js';
import { ensureInstalled, loadManifests } from '../runners/index.js';

/**
 * For `npx vitest --project suites`: every behaviour runs on the reference, or on the SDK that the environment variable
 * SDK names, as `--sdk` names it: `SDK=go`, `SDK=python=../stream-python`.
 */
export default async function setup(project: TestProject): Promise<void> {
  const { id, manifest, source } = chooseSdk(process.env.SDK ?? 'reference', loadManifests());
  const { command, directory, environment } = await ensureInstalled(manifest, source);
  project.provide('sdks', [{ id, launch: { command, directory, environment } }]);
  project.provide('repeat', 1);
  project.provide('seed', undefined);
  project.provide('target', null);
  // Drivers end with the worker.
  project.provide('files', 0);
}
