import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

import { installEnvironment } from './environment.js';
import { copyFiles, listFiles } from './files.js';
import { failureOf, InstallError } from './install-error.js';
import { guard } from './processes.js';
import type { Runner, Shell } from './runner.js';

export type InstallProgress =
  /** Something else of its language is being installed into the cache, by this run or another. */
  | { event: 'waiting' }
  | { event: 'command'; command: string }
  /** A line that the command printed. */
  | { event: 'output'; line: string }
  | { event: 'installed'; what: string };

interface ScriptOptions {
  /** What is to be installed, or asked for: `stream-python 5.4.0`. */
  what: string;
  /** Where commands run. It receives a copy of the runner's files. */
  directory: string;
  /** The folder for downloads. */
  cache: string;
  onProgress?: (progress: InstallProgress) => void;
  signal: AbortSignal;
}

const mistakes = [TypeError, ReferenceError, RangeError, SyntaxError];

/**
 * Runs a part of a runner with zx's `$`, each command in a process group that dies with this process or when `signal` is
 * aborted. @throws {InstallError} when a command of it fails, or it fails itself
 */
export async function runScript<T>(
  runner: Runner,
  { what, directory, cache, onProgress, signal }: ScriptOptions,
  script: ($: Shell) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  for (const folder of runner.folders) await copyFiles(folder, await listFiles(folder), directory);
  // Only an installation needs it, and it takes as long to load as all the rest of a run's start.
  const { $, ProcessOutput } = await import('zx/core');
  const kills: (() => void)[] = [];
  const abort = (): void => kills.forEach((kill) => kill());
  const commands = new Map<string, string>();
  let last = '';

  const start = (...args: Parameters<typeof spawn>) => {
    const child = spawn(...args);
    kills.push(guard(child));
    for (const stream of [child.stdout, child.stderr]) {
      const lines = createInterface({ input: stream as Readable });
      lines.on('line', (line) => onProgress?.({ event: 'output', line: stripVTControlCharacters(line) }));
    }
    return child;
  };
  const shell = $({
    cwd: directory,
    env: installEnvironment(runner.environment?.(cache) ?? {}),
    detached: true,
    quiet: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    spawn: start as typeof spawn,
    log: (entry) => {
      if (entry.kind === 'cmd') {
        commands.set(entry.id, entry.cmd);
        onProgress?.({ event: 'command', command: entry.cmd });
      } else if (entry.kind === 'end' && entry.exitCode !== 0) last = commands.get(entry.id) ?? last;
    },
  });
  signal.addEventListener('abort', abort);
  try {
    const value = await script((pieces, ...values) => {
      // zx would write the word: `pip install ${checkout}` installs what somebody published as "undefined".
      if (values.flat().some((value) => value === undefined || value === null))
        throw new TypeError(`its command "${pieces.join('…')}" is given a value that is missing`);
      return shell(pieces, ...values);
    });
    signal.throwIfAborted();
    return value;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProcessOutput) {
      const end = error.signal ? `it was ended by ${error.signal}` : `it exited with ${error.exitCode}`;
      throw new InstallError(failureOf(runner, what, `${last}: ${end}`, error.stdall));
    }
    throw new InstallError({ fault: 'runner-fails', what, ...ownFailure(error) }, { cause: error });
  } finally {
    signal.removeEventListener('abort', abort);
    abort();
  }
}

/** What JavaScript throws by itself is a mistake in the runner; any other error is its own word, and may hold its remedy. */
function ownFailure(error: unknown): { cause: string; remedy: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (mistakes.some((kind) => error instanceof kind)) {
    return { cause: `its runner fails, ${message}`, remedy: 'Correct the runner.' };
  }
  return {
    cause: 'its runner gave up',
    remedy: `It says: ${/[.!?]$/.test(message) ? message : `${message}.`}`,
  };
}
