import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import type { Options, ProcessOutput } from 'zx/core';

import { guard, killGroup } from './processes.js';
import type { Shell } from './runner.js';

export interface ShellOptions {
  directory: string;
  /** All of the environment: nothing is inherited. */
  environment: Readonly<Record<string, string>>;
  onCommand?: (command: string) => void;
  /** A line that a command printed. */
  onLine?: (line: string) => void;
  /** Kills every command, and all that it started. */
  signal: AbortSignal;
}

/** A command that did not end with 0. */
export interface FailedCommand {
  command: string;
  /** A clause: `it exited with 1`. */
  end: string;
  /** All it printed, to standard output and standard error, in order. */
  output: string;
}

/**
 * Runs a script with zx's `$`, each command in a process group that dies with this process.
 * @returns what the script returned, or the command that failed it. Rejects when the script itself fails, or `signal` is aborted.
 */
export async function runScript<T>(
  options: ShellOptions,
  script: ($: Shell) => Promise<T>,
): Promise<{ value: T } | { failed: FailedCommand }> {
  const { directory, environment, onCommand, onLine = () => undefined, signal } = options;
  signal.throwIfAborted();
  // Only an installation needs it, and it takes as long to load as all the rest of a run's start.
  const { $, ProcessOutput } = await import('zx/core');
  const groups = new Set<number>();
  const abort = (): void => groups.forEach(killGroup);
  const commands = new Map<string, string>();
  let last = '';

  const start = (...args: Parameters<typeof spawn>) => {
    const child = spawn(...args);
    const group = child.pid;
    if (group !== undefined) {
      groups.add(group);
      const release = guard(group);
      child.once('exit', () => {
        groups.delete(group);
        release();
      });
    }
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream as Readable }).on('line', onLine);
    }
    return child;
  };
  const settings: Partial<Options> = {
    cwd: directory,
    env: environment,
    detached: true,
    quiet: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    spawn: start as typeof spawn,
    log: (entry) => {
      if (entry.kind === 'cmd') {
        commands.set(entry.id, entry.cmd);
        onCommand?.(entry.cmd);
      } else if (entry.kind === 'end' && entry.exitCode !== 0) last = commands.get(entry.id) ?? last;
    },
  };
  signal.addEventListener('abort', abort);
  try {
    const value = await script($(settings));
    signal.throwIfAborted();
    return { value };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProcessOutput)) throw error;
    return { failed: { command: last, end: endOf(error), output: error.stdall } };
  } finally {
    signal.removeEventListener('abort', abort);
    abort();
  }
}

function endOf({ exitCode, signal }: ProcessOutput): string {
  return signal ? `it was ended by ${signal}` : `it exited with ${exitCode}`;
}
