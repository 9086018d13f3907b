import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Kills every group still on its list when its standard input ends, however this process came to its end; and with it
 * what has left the group, known by its temporary folder, and that folder.
 * A shell, because it starts at once and weighs a megabyte. Not every shell's `kill` knows `--`.
 */
const script = `
live=' '
while read -r sign group folder; do
  case $sign in
    +) live="$live$group "; eval "folder_$group=\\$folder" ;;
    -) live="\${live%% $group *} \${live#* $group }" ;;
  esac
done
for group in $live; do
  kill -9 "-$group"
  eval "folder=\\$folder_$group"
  [ -n "$folder" ] || continue
  grep -lsF "TMPDIR=$folder" /proc/[0-9]*/environ | while IFS=/ read -r _ _ process _; do kill -9 "$process"; done
  rm -rf "$folder"
done
`;

let guardian: ChildProcess | undefined;

/**
 * Has a process group killed when this process ends, and returns how to take that back. `folder` is the temporary folder
 * of its own that it was started with, if there is one.
 *
 * Handlers for `exit` and signals would not do: a killed process runs none, a worker thread hears no signals, and a
 * handler of SIGINT changes what Ctrl-C does to the program around it.
 */
export function guard(group: number, folder = ''): () => void {
  tell(`+ ${group} ${folder}`);
  return () => tell(`- ${group}`);
}

/** Kills a whole process group at once; one that is gone already is no error. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    // macOS answers EPERM for a group of which only a zombie is left.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function tell(line: string): void {
  guardian ??= start();
  guardian.stdin?.write(`${line}\n`);
}

function start(): ChildProcess {
  // A group of its own: the Ctrl-C that ends this process must not end its guardian.
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: {} });
  const forget = (): void => {
    if (guardian === child) guardian = undefined;
  };
  child.on('error', forget).on('exit', forget);
  child.stdin.on('error', forget);
  child.unref();
  // A pipe to a child is a socket, which may stay open without keeping this process alive.
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}
