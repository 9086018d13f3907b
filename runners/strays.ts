import { readdirSync, readFileSync } from 'node:fs';

/** A process that was started by a driver and has left its group. */
export interface Stray {
  pid: number;
  /** Its program, as the kernel names it. */
  name: string;
}

interface Process extends Stray {
  parent: number;
  group: number;
}

/**
 * Finds what descends from a group's leader but is in another group. One whose parent has ended is a child of the
 * system's first process, and is known by the temporary folder in its environment. Only Linux tells.
 */
export function findStrays(leader: number, folder: string | undefined): Stray[] {
  const processes = new Map(readProcesses().map((process) => [process.pid, process]));
  const descends = ({ parent }: Process): boolean => {
    for (let at: number | undefined = parent; at !== undefined; at = processes.get(at)?.parent) {
      if (at === leader) return true;
    }
    return false;
  };
  const left = [...processes.values()].filter(({ group }) => group !== leader);
  return left.filter((process) => descends(process) || (folder !== undefined && wasGiven(process, folder)));
}

function readProcesses(): Process[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    // `12 (a name) S 1 12 12 …`; the name may hold anything, brackets too.
    const [, name = '', state = '', parent, group] =
      /^\d+ \((.*)\) (\S) (\d+) (\d+) /s.exec(readIfThere(`/proc/${pid}/stat`)) ?? [];
    return 'ZX'.includes(state) ? [] : [{ pid: Number(pid), name, parent: Number(parent), group: Number(group) }];
  });
}

function wasGiven({ pid }: Process, folder: string): boolean {
  return readIfThere(`/proc/${pid}/environ`).split('\0').includes(`TMPDIR=${folder}`);
}

/** Processes come and go, and those of others are closed. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
