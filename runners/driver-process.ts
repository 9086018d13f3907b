import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

import { containedCommand, passConnections } from './containment.js';
import { resolveProgram } from './executable.js';
import { guard, killGroup } from './guardian.js';
import { createLineReader, type LineFault } from './protocol/lines.js';
import { findStrays, type Stray } from './strays.js';

/** How a driver is started. */
export interface Launch {
  /** The program and its arguments; no shell reads them. `node` stands for the Node.js that runs this. */
  command: readonly string[];
  directory: string;
  /** All of its environment but `TMPDIR`, a folder of its own: nothing is inherited. */
  environment: Readonly<Record<string, string>>;
  /** Whether it is contained (containment.ts). */
  contained?: boolean;
  /** Origins on this machine: all that it reaches, if it is contained. */
  reach?: readonly string[];
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
  /** What it started and what left its group; ended with it at the latest. */
  strays(): Stray[];
  /** The last lines of its standard error. */
  stderrTail(): string[];
}

/** As much as a stack trace of any language takes, however much an SDK logs. */
const keptStderrBytes = 64 * 1024;
const shownStderrLines = 20;

const strayAttempts = 3;

/** A process that left the group can hold the pipes open for ever; this long they are waited for. */
const pipesAfterExitMs = 1_000;

/** Its network may fail to open because it ends; after this long it is something else. */
const endWithoutNetworkMs = 1_000;

/** Starts a driver in a process group of its own. `onEnd` comes exactly once, also when it cannot be started. */
export function startProcess(launch: Launch, events: ProcessEvents): DriverProcess {
  const { contained = false } = launch;
  // It also tells which processes are its own. What is contained has one in memory.
  const folder = contained ? undefined : mkdtempSync(join(tmpdir(), 'driver-'));
  const { command, directory, environment } = contained
    ? containedCommand(launch)
    : { ...launch, environment: { ...launch.environment, TMPDIR: folder } };
  const [program = '', ...args] = command;
  // Not by zx, which goes through a shell and keeps all that a process prints: this one lives as long as the run.
  const child = spawn(resolveProgram(program), args, {
    cwd: directory,
    env: environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', ...(contained ? (['ipc'] as const) : [])],
  });
  const [stdin, stdout, stderr] = [child.stdin!, child.stdout!, child.stderr!];
  const group = child.pid;
  const release = group === undefined ? () => undefined : guard(group, folder);
  const network = contained ? passConnections(child, launch.reach) : undefined;
  const reader = createLineReader(
    (line) => events.onLine(line),
    (fault) => events.onFault(fault),
  );
  const tail = createTail();
  const strays = new Map<number, Stray>();
  /** What its input is to be told once its network is open; asked before, it would not reach the API. */
  let waiting: (() => void)[] | undefined = network ? [] : undefined;
  let end: ProcessEnd | undefined;
  let closing: NodeJS.Timeout | undefined;
  let reported = false;

  function whenOpen(action: () => void): void {
    if (waiting) waiting.push(action);
    else action();
  }

  function kill(): void {
    // Once the group's leader is reaped and the group killed, its number may belong to somebody else.
    if (group !== undefined && end === undefined) killGroup(group);
  }

  function note(found: Stray[]): Stray[] {
    for (const stray of found) strays.set(stray.pid, stray);
    return found;
  }

  /** More than once, because one may have started another before it was ended. */
  function endStrays(leader: number, given: string): void {
    for (const stray of strays.values()) killStray(stray);
    for (let attempt = 1; attempt <= strayAttempts; attempt += 1) {
      if (!note(findStrays(leader, given)).some(killStray)) return;
    }
  }

  function report(): void {
    if (reported || end === undefined) return;
    reported = true;
    clearTimeout(closing);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    events.onEnd(end);
  }

  stdout.on('data', (chunk: Buffer) => reader.push(chunk));
  stderr.on('data', (chunk: Buffer) => tail.push(chunk));
  // Writing to a driver that has just ended fails; its end says more than this would.
  stdin.on('error', () => undefined);
  network?.open.then(
    () => {
      for (const action of waiting?.splice(0) ?? []) action();
      waiting = undefined;
    },
    () => setTimeout(kill, endWithoutNetworkMs).unref(),
  );
  child.on('error', (startError) => {
    if (group !== undefined) return;
    end = { exitCode: null, signal: null, startError };
    report();
  });
  child.on('exit', (exitCode, signal) => {
    kill();
    if (group !== undefined && folder !== undefined) endStrays(group, folder);
    release();
    network?.close();
    end = contained ? endInside(exitCode, signal) : { exitCode, signal };
    closing = setTimeout(() => {
      stdout.destroy();
      stderr.destroy();
      report();
    }, pipesAfterExitMs);
  });
  child.on('close', report);

  return {
    pid: group,
    write: (line) => whenOpen(() => stdin.write(line)),
    endInput() {
      // What is in a container ends with the driver, and could not be seen any more; what wears another environment neither.
      if (group !== undefined && end === undefined) note(findStrays(group));
      whenOpen(() => stdin.end());
    },
    kill,
    strays: () => [...strays.values()],
    stderrTail: () => tail.lines(),
  };
}

/** Whether it was there to be ended. */
function killStray({ pid }: Stray): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** bubblewrap tells of a signal as a shell does: 128 and its number. */
function endInside(exitCode: number | null, signal: NodeJS.Signals | null): Pick<ProcessEnd, 'exitCode' | 'signal'> {
  const [name] = Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number) ?? [];
  return name === undefined ? { exitCode, signal } : { exitCode: null, signal: name as NodeJS.Signals };
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
