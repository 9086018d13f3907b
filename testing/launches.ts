import { join } from 'node:path';

import type { Launch } from '../runners/driver-process.js';
import { packageRoot } from '../spec/package-root.js';

/** A program of the built package, as a driver. */
function launchOf(script: string, ...args: string[]): Launch {
  return { command: ['node', join(packageRoot, 'dist', script), ...args], directory: packageRoot };
}

/** The good peer. */
export const referenceLaunch = launchOf('runners/reference/driver.js');

/** The reference with one planted defect, by its name in `fixtures/doubles/`. */
export const doubleLaunch = (name: string): Launch => launchOf('fixtures/doubles/driver.js', name);
