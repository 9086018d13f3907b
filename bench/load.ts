import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { packageRoot } from '../spec/package-root.js';

/** A load on one server; what `load-process.ts` reads as JSON. */
export interface Load {
  /** Where `/user/` is: `http://127.0.0.1:4010/api/v1.0`. */
  base: string;
  /** Gets users, of these ids in turn; or adds users, each with another id. */
  method: 'GET' | 'POST';
  /** With GET at least one. */
  ids: string[];
  /** What ids of new users begin with. Two loads on one server have different ones. */
  prefix: string;
  headers: Record<string, string>;
  apiKey: string;
  connections: number;
  seconds: number;
}

/** What came of a load. */
export interface LoadResult {
  /** Answers a second, of any status. */
  perSecond: number;
  /** Answers that were not 2xx, and connections that failed. */
  refused: number;
}

/**
 * Puts a server under load, from a process of its own: the load must not compete with what starts it for a thread.
 * @throws {Error} when the process fails, or when an answer was not 2xx: such a measure says nothing.
 */
export async function putUnderLoad(load: Load): Promise<number> {
  const script = join(packageRoot, 'dist', 'bench', 'load-process.js');
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stdin.end(JSON.stringify(load));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`Failed to put ${load.base} under load: its process exited with ${exitCode}.`);
  const { perSecond, refused } = JSON.parse(output) as LoadResult;
  if (refused > 0) {
    throw new Error(
      `Failed to measure ${load.method} at ${load.base}: ${refused} answers were not 2xx, or did not come. Ask it with curl to see why.`,
    );
  }
  return perSecond;
}
