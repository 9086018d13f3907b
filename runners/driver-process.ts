import { spawn } from 'node:child_process';

import { guard, killGroup } from './guardian.js';
import { createLineReader, type LineFault } from './protocol/lines.js';

/** How a driver is started. */
export interface Launch {
  /** The program and its arguments; no shell reads them. `node` stands for the Node.js that runs this. */
  command: readonly string[];
  directory: string;
  /** All of its environment: nothing is inherited. */
  environment: Readonly<Record<string, string>>;
}

export interface ProcessEnd {
  /** `null` when a signal ended it, or it never started. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  startError?: Error;
}

export interface ProcessEvents {
  onLine(line: string): void;
  onFault(fault: LineFault): void;
  /** After the last line. */
  onEnd(end: ProcessEnd): void;
}

export interface DriverProcess {
  /** Also the id of its group; `undefined` when it could not be started. */
  readonly pid: number | undefined;
  write(line: string): void;
  endInput(): void;
  /** Ends it and everything it started, at once. */
  kill(): void;
  /** The last lines of its standard error. */
  stderrTail(): string[];
}

/** As much as a stack trace of any language takes, however much an SDK logs. */
const keptStderrBytes = 64 * 1024;
const shownStderrLines = 20;

/** A process that left the group can hold the pipes open for ever; this long they are waited for. */
const pipesAfterExitMs = 1_000;

/** The program itself for `node`, so that a driver runs on the Node.js that runs this, whatever `PATH` says. */
export const resolveProgram = (program: string): string => (program === 'node' ? process.execPath : program);

/** Starts a driver in a process group of its own. `onEnd` comes exactly once, also when it cannot be started. */
export function startProcess(launch: Launch, events: ProcessEvents): DriverProcess {
  const [program = '', ...args] = launch.command;
  // Not by zx, which goes through a shell and keeps all that a process prints: this one lives as long as the run.
  const child = spawn(resolveProgram(program), args, {
    cwd: launch.directory,
    env: launch.environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const group = child.pid;
  const release = group === undefined ? () => undefined : guard(group);
  const reader = createLineReader(
    (line) => events.onLine(line),
    (fault) => events.onFault(fault),
  );
  const stderr = createTail();
  let end: ProcessEnd | undefined;
  let closing: NodeJS.Timeout | undefined;
  let reported = false;

  function kill(): void {
    // Once the group's leader is reaped and the group killed, its number may belong to somebody else.
    if (group !== undefined && end === undefined) killGroup(group);
  }

  function report(): void {
    if (reported || end === undefined) return;
    reported = true;
    clearTimeout(closing);
    events.onEnd(end);
  }

  child.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // Writing to a driver that has just ended fails; its end says more than this would.
  child.stdin.on('error', () => undefined);
  child.on('error', (startError) => {
    if (group !== undefined) return;
    end = { exitCode: null, signal: null, startError };
    report();
  });
  child.on('exit', (exitCode, signal) => {
    kill();
    release();
    end = { exitCode, signal };
    closing = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
      report();
    }, pipesAfterExitMs);
  });
  child.on('close', report);

  return {
    pid: group,
    write: (line) => void child.stdin.write(line),
    endInput: () => void child.stdin.end(),
    kill,
    stderrTail: () => stderr.lines(),
  };
}

function createTail(): { push(chunk: Buffer): void; lines(): string[] } {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    push(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      // Twice what is kept, so that joining is rare however small the chunks are.
      if (size < 2 * keptStderrBytes) return;
      const kept = Buffer.concat(chunks).subarray(-keptStderrBytes);
      chunks = [Buffer.from(kept)];
      size = kept.length;
    },
    lines() {
      const text = Buffer.concat(chunks).subarray(-keptStderrBytes).toString('utf8');
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-shownStderrLines);
    },
  };
}
