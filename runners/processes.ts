import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * Kills the group `$1`, unless it is told before its input ends that the group has ended, however this process came to its
 * end; and with it what has left the group, known by its temporary folder `$2`, and that folder.
 * A shell, because it starts at once and weighs a megabyte. Not every shell's `kill` knows `--`.
 */
const script = `
read -r ended && exit
kill -9 "-$1"
[ -n "$2" ] || exit
grep -lsF "TMPDIR=$2" /proc/[0-9]*/environ | while IFS=/ read -r _ _ process _; do kill -9 "$process"; done
rm -rf "$2"
`;

const guarded = new Set<number>();

// For a guardian that a Ctrl-C ended as it started, before it had a group of its own.
process.on('exit', () => {
  for (const group of guarded) endProcess(-group);
});

/**
 * Has a process that leads a group of its own killed with all of its group when it or this process ends, and returns how to
 * do so at once. `folder` is the temporary folder of its own that it was started with, if there is one.
 *
 * Handlers for `exit` and signals alone would not do: a killed process runs none, a worker thread hears no signals, and a
 * handler of SIGINT changes what Ctrl-C does to the program around it.
 */
export function guard(child: ChildProcess, folder = ''): () => void {
  const group = child.pid;
  if (group === undefined) return () => undefined;
  guarded.add(group);
  const tellEnded = startGuardian(group, folder);
  child.once('exit', () => {
    guarded.delete(group);
    endProcess(-group);
    // After all others that hear of the end, who may still have to end what has left the group.
    queueMicrotask(tellEnded);
  });
  return () => {
    // When it has ended, its number may belong to somebody else.
    if (isRunning(child)) endProcess(-group);
  };
}

export const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** One that is gone already is no error. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // macOS answers EPERM for a group of which only a zombie is left.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Returns how to tell it that the group has ended. */
function startGuardian(group: number, folder: string): () => void {
  const args = ['-c', script, 'sh', String(group), folder];
  // A group of its own: the Ctrl-C that ends this process must not end its guardian.
  const guardian = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: {} });
  // A pipe to a child is a socket; there is none where it could not be started.
  const input = guardian.stdin as Socket | undefined;
  for (const part of [guardian, input]) {
    // One that did not start, or was ended, guards no more.
    part?.on('error', () => undefined);
    // Neither keeps this process alive.
    part?.unref();
  }
  return () => void input?.end('ended\n');
}

/** A process that was started by a driver and has left its group. Only Linux tells. */
export interface Stray {
  pid: number;
  /** Its program, as the kernel names it. */
  name: string;
}

/**
 * What has left the group of a driver, whose leader has the group's number: what descends from the leader, which is all of a
 * container while it runs; and what was given the driver's own temporary folder, which is found also when its parent has
 * ended and it became a child of the system's first.
 */
export function findStrays(leader: number, folder?: string): Stray[] {
  const processes = (existsSync('/proc') ? readdirSync('/proc') : []).flatMap(processOf);
  const family = new Set([leader]);
  // A set goes on with what is added to it on the way.
  for (const pid of family) for (const child of processes) if (child.parent === pid) family.add(child.pid);
  const given = ({ pid }: Stray): boolean =>
    folder !== undefined && read(`/proc/${pid}/environ`).split('\0').includes(`TMPDIR=${folder}`);
  return processes
    .filter((one) => one.group !== leader && !'ZX'.includes(one.state) && (family.has(one.pid) || given(one)))
    .map(({ pid, name }) => ({ pid, name }));
}

const attempts = 3;

/**
 * Ends what has left the group of a driver that has ended, and returns all of it; `noted` was found while it ran. More
 * than once, because one may have started another before it was ended.
 */
export function endStrays(leader: number, folder: string, noted: readonly Stray[]): Stray[] {
  const all = new Map<number, Stray>();
  let found = [...noted, ...findStrays(leader, folder)];
  for (let attempt = 1; attempt <= attempts && found.length > 0; attempt += 1) {
    for (const stray of found) {
      all.set(stray.pid, stray);
      endProcess(stray.pid);
    }
    found = findStrays(leader, folder);
  }
  return [...all.values()];
}

/** `12 (a name) S 1 12 12 …`: its state, its parent and its group. The name may hold anything, brackets too. */
function processOf(id: string): (Stray & { state: string; parent: number; group: number })[] {
  if (!/^\d+$/.test(id)) return [];
  const [, name, state, parent, group] = /^\d+ \((.*)\) (\S) (\d+) (\d+) /s.exec(read(`/proc/${id}/stat`)) ?? [];
  if (name === undefined || state === undefined) return [];
  return [{ pid: Number(id), name, state, parent: Number(parent), group: Number(group) }];
}

/** Processes come and go, and those of others are closed. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
