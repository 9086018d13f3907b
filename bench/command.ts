import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { packageRoot } from '../spec/package-root.js';

const keptOutput = 2_000;

/**
 * Runs a Node.js program to its end and tells how many milliseconds that took.
 * @param accepted Exit codes that mean it did its work.
 * @throws {Error} with the last it said, when it ends otherwise
 */
export async function timeProgram(argv: readonly string[], accepted: readonly number[] = [0]): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, argv, { cwd: packageRoot, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(-keptOutput)));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode === null || !accepted.includes(exitCode)) {
    throw new Error(`Failed to run "node ${argv.join(' ')}": it exited with ${exitCode}, saying:\n${said}`);
  }
  return performance.now() - start;
}

/** The arguments that run the command of this package. */
export function conformance(...args: string[]): string[] {
  return [join(packageRoot, 'dist', 'cli', 'main.js'), ...args];
}
