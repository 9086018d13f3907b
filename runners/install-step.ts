import { guard, killGroup } from './guardian.js';
import { resolveProgram } from './driver-process.js';
import { createLineReader } from './protocol/lines.js';

export interface StepResult {
  ok: boolean;
  /** A clause: `it exited with 1`. */
  end: string;
  /** All it printed, to standard output and standard error, in order. */
  output: string;
}

export interface StepOptions {
  directory: string;
  environment: Record<string, string>;
  onLine(line: string): void;
  /** Kills the step and all it started. */
  signal: AbortSignal;
}

/** Runs one command of an installation to its end. Rejects only when `signal` is aborted. */
export async function runStep(command: readonly string[], options: StepOptions): Promise<StepResult> {
  options.signal.throwIfAborted();
  // Only an installation needs it, and it takes as long to load as all the rest of a run's start.
  const { $ } = await import('zx/core');
  const [program = '', ...args] = command;
  const step = $({
    cwd: options.directory,
    env: options.environment,
    detached: true,
    nothrow: true,
    quiet: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })`${[resolveProgram(program), ...args]}`;
  const group = step.pid;
  const release = group === undefined ? () => undefined : guard(group);
  const abort = (): void => {
    if (group !== undefined) killGroup(group);
  };
  options.signal.addEventListener('abort', abort);
  for (const stream of [step.stdout, step.stderr]) {
    const reader = createLineReader(
      (line) => options.onLine(line),
      () => undefined,
    );
    stream.on('data', (chunk: Buffer | string) => reader.push(Buffer.from(chunk)));
  }
  try {
    const result = await step;
    options.signal.throwIfAborted();
    const { exitCode, signal } = result;
    return {
      ok: result.ok,
      end: signal ? `it was ended by ${signal}` : `it exited with ${exitCode}`,
      output: result.stdall,
    };
  } finally {
    options.signal.removeEventListener('abort', abort);
    release();
  }
}
