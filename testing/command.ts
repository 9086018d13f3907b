import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { commandWords, programName } from '../run/command-line.js';
import { packageRoot } from '../spec/package-root.js';

/** Whether there is a `script` that gives a command a terminal: that of util-linux; others take other words. */
export const givesTerminals = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

/** How the command ended, and all it printed. */
export interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  process: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves with what it printed on standard output as soon as that matches; rejects when it ends before. */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
}

/** A place for runs of the built command: a folder to run in, with installations of its own. */
export interface Workplace {
  folder: string;
  cache: string;
  /** How printed commands call the program in that folder. */
  program: string;
  start: (args: readonly string[], environment?: Record<string, string>) => Running;
  /** On a terminal of its own, whose keyboard is the standard input of what is returned. */
  startOnTerminal: (args: readonly string[]) => Running;
  run: (args: readonly string[], environment?: Record<string, string>) => Promise<Ended>;
  remove: () => void;
}

/** The doubles that can be named with `--sdk`. */
export const doubleRunners = join(packageRoot, 'fixtures', 'runners');
const main = join(packageRoot, 'dist', 'cli', 'bin.js');

/** What tools download and compile once for all workplaces, and for the runs of this clone: runners name these folders. */
const shared = ['bundler', 'composer', 'go', 'm2', 'npm', 'pip'];

/** The command runs as a user runs it: as a process, and with nothing of this one's environment but PATH and HOME. */
export function createWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'command-'));
  const cache = join(folder, 'cache');
  mkdirSync(cache);
  for (const name of shared) {
    const target = join(packageRoot, '.sdk-conformance', name);
    mkdirSync(target, { recursive: true });
    symlinkSync(target, join(cache, name));
  }
  const base = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    SDK_CONFORMANCE_CACHE: cache,
    SDK_CONFORMANCE_RUNNERS: doubleRunners,
  };
  const start: Workplace['start'] = (args, environment = {}) => {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: { ...base, ...environment } });
    return watch(child);
  };
  const startOnTerminal: Workplace['startOnTerminal'] = (args) => {
    const command = commandWords([process.execPath, main, ...args]);
    const environment = { ...base, SHELL: '/bin/sh', TERM: 'xterm' };
    return watch(spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env: environment }));
  };
  return {
    folder,
    cache,
    program: programName(packageRoot, folder),
    start,
    startOnTerminal,
    run: (args, environment) => start(args, environment).ended,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function watch(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of watchers) look();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  const printed: Running['printed'] = (pattern) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(stdout);
        if (match) resolve(match);
      };
      watchers.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended without printing ${String(pattern)}:\n${stdout}${stderr}`)));
    });
  return { process: child, ended, printed };
}
