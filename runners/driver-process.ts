import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

import { containedCommand, openNetwork, type Reachable, temporary } from './containment.js';
import { driverEnvironment, resolveProgram } from './environment.js';
import { endStrays, findStrays, guard, isRunning, type Stray } from './processes.js';
import { createLineReader } from './protocol/lines.js';
import { linesOf } from './quote.js';

/** How a driver is started. */
export interface Launch {
  /** The program and its arguments; no shell reads them. `node` stands for the Node.js that runs this. */
  command: readonly string[];
  directory: string;
  /** Whether it is contained (containment.ts). */
  contained?: boolean;
  /** All that it reaches, if it is contained. What is still to come is waited for while the driver starts. */
  reach?: readonly Reachable[] | Promise<readonly Reachable[]>;
}

export interface ProcessEnd {
  /** `null` when a signal ended it, or it never started. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** What it started and what had left its group; ended with it. */
  strays: Stray[];
  /** Why it could not be started. */
  startError?: Error;
}

/** As much of standard error as is searched for secrets after one behaviour, however much an SDK logs. */
const keptOfStderr = 1024 * 1024;
/** As much as a stack trace of any language takes. */
const shownOfStderr = 64 * 1024;
const shownStderrLines = 20;

/** A process that left the group can hold the pipes open for ever; this long they are waited for. */
const pipesAfterExitMs = 1_000;

/** Its network may fail to open because it ends; after this long it is something else. */
const endWithoutNetworkMs = 1_000;

/** Starts a driver in a process group of its own. `onFault` is told what is wrong, as half a sentence about the driver. */
export function startProcess(launch: Launch, onLine: (line: string) => void, onFault: (cause: string) => void) {
  const { contained = false } = launch;
  // Its home; it also tells which processes are its own.
  const folder = contained ? undefined : mkdtempSync(join(tmpdir(), 'driver-'));
  const command = launch.command.map((word, index) => (index === 0 ? resolveProgram(word) : word));
  const [program = '', ...args] = contained ? containedCommand(command, launch.directory) : command;
  // Not by zx, which goes through a shell and keeps all that a process prints: this one lives as long as the run.
  const child = spawn(program, args, {
    cwd: launch.directory,
    env: driverEnvironment(folder ?? temporary),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', ...(contained ? (['ipc'] as const) : [])],
  });
  const [stdin, stdout, stderr] = [child.stdin!, child.stdout!, child.stderr!];
  const group = child.pid;
  const kill = guard(child, folder);
  const open = contained ? openNetwork(child, launch.reach) : Promise.resolve();
  open.catch(() => setTimeout(kill, endWithoutNetworkMs).unref());
  /** Asked before its network is open, a contained driver would not reach the API. */
  const whenOpen = (action: () => void): void => void open.then(action, () => undefined);
  let strays: Stray[] = [];
  let printed = '';
  let untold = 0;

  stdout.on('data', createLineReader(onLine, onFault));
  stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-keptOfStderr);
    untold = Math.min(untold + text.length, printed.length);
  });
  // Writing to a driver that has just ended fails; its end says more than this would.
  stdin.on('error', () => undefined);

  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on('error', (startError) => {
      if (group === undefined) resolve({ exitCode: null, signal: null, strays, startError });
    });
    child.on('exit', (exitCode, signal) => {
      if (folder !== undefined) strays = endStrays(group!, folder, strays);
      const closing = setTimeout(() => [stdout, stderr].forEach((pipe) => pipe.destroy()), pipesAfterExitMs);
      child.on('close', () => {
        clearTimeout(closing);
        resolve({ ...(contained ? endInside(exitCode, signal) : { exitCode, signal }), strays });
      });
    });
  }).finally(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  return {
    /** Also the id of its group; `undefined` when it could not be started. */
    pid: group,
    /** Resolves after the last line, also when it cannot be started. */
    ended,
    /** Ends it and everything it started, at once. */
    kill,
    write: (line: string): void => whenOpen(() => stdin.write(line)),
    endInput(): void {
      // What is in a container ends with the driver, and could not be seen any more; what wears another environment neither.
      if (group !== undefined && isRunning(child)) strays = findStrays(group);
      whenOpen(() => stdin.end());
    },
    /** What it wrote to standard error since this was asked last, or the end of it. */
    takeStderr(): string {
      const text = printed.slice(printed.length - untold);
      untold = 0;
      return text;
    },
    lastOfStderr: (): string[] => linesOf(printed.slice(-shownOfStderr)).slice(-shownStderrLines),
  };
}

/** bubblewrap tells of a signal as a shell does: 128 and its number. */
function endInside(exitCode: number | null, signal: NodeJS.Signals | null): Pick<ProcessEnd, 'exitCode' | 'signal'> {
  const [name] = Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number) ?? [];
  return name === undefined ? { exitCode, signal } : { exitCode: null, signal: name as NodeJS.Signals };
}
