import { readdirSync, readFileSync } from 'node:fs';

/** A process that was started by a driver and has left its group. Only Linux tells. */
export interface Stray {
  pid: number;
  /** Its program, as the kernel names it. */
  name: string;
}

/**
 * Those of a contained driver, while it runs: all that its container holds descends from the leader of its group. Few
 * files are read, because the driver goes on meanwhile.
 */
export function findDescendants(leader: number): Stray[] {
  const found = new Set<number>([leader]);
  // A set goes on with what is added to it on the way.
  for (const pid of found) for (const child of childrenOf(pid)) found.add(child);
  return [...found].flatMap((pid) => strayOf(pid, leader));
}

/**
 * Those of a driver that has ended, by the temporary folder that was given to it alone. By descent they could not be
 * found: a process whose parent has ended is a child of the system's first.
 */
export function findByFolder(leader: number, folder: string): Stray[] {
  const pids = namesIn('/proc').filter((name) => /^\d+$/.test(name));
  const given = pids.filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`TMPDIR=${folder}`));
  return given.flatMap((pid) => strayOf(Number(pid), leader));
}

function childrenOf(pid: number): number[] {
  const threads = namesIn(`/proc/${pid}/task`);
  const lists = threads.map((thread) => read(`/proc/${pid}/task/${thread}/children`));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

function strayOf(pid: number, leader: number): Stray[] {
  // `12 (a name) S 1 12 12 …`: its state, its parent and its group. The name may hold anything, brackets too.
  const [, name = '', state = 'X', group] = /^\d+ \((.*)\) (\S) \d+ (\d+) /s.exec(read(`/proc/${pid}/stat`)) ?? [];
  return Number(group) === leader || 'ZX'.includes(state) ? [] : [{ pid, name }];
}

/** Processes come and go, and those of others are closed. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
