import { readdirSync, readFileSync } from 'node:fs';

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
  const processes = namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(processOf);
  const family = new Set([leader]);
  // A set goes on with what is added to it on the way.
  for (const pid of family) for (const child of processes) if (child.parent === pid) family.add(child.pid);
  const given = ({ pid }: Stray): boolean =>
    folder !== undefined && read(`/proc/${pid}/environ`).split('\0').includes(`TMPDIR=${folder}`);
  const own = processes.filter((one) => family.has(one.pid) || given(one));
  return own
    .filter(({ group, state }) => group !== leader && !'ZX'.includes(state))
    .map(({ pid, name }) => ({ pid, name }));
}

/** `12 (a name) S 1 12 12 …`: its state, its parent and its group. The name may hold anything, brackets too. */
function processOf(id: string): (Stray & { state: string; parent: number; group: number })[] {
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

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
