import { type ChildProcess, execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { Server, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

import { packageRoot } from '../spec/package-root.js';
import type { Launch } from './driver-process.js';
import { findExecutable } from './environment.js';

/** Whether drivers can be contained on this machine (docs/decisions/containment.md). */
export type Containment = { contained: true; by: string } | { contained: false; reason: string; remedy: string };

/** A server in this process, such as a mock. */
export interface Reachable {
  port: number;
  /** Takes a connection that was made to this port elsewhere. */
  accept: (socket: Socket) => void;
}

const program = 'bwrap';

/** Tries it, because having bubblewrap is not enough: many containers and some kernels allow no user namespaces. */
export async function inspectContainment(): Promise<Containment> {
  const not = (reason: string, remedy: string): Containment => ({ contained: false, reason, remedy });
  if (process.platform !== 'linux') return not('bubblewrap works on Linux alone', 'Run on Linux.');
  const bubblewrap = findExecutable(program);
  if (!bubblewrap) return not('bubblewrap is not installed', 'Install it; the package is called bubblewrap.');
  try {
    const [{ stdout }] = await Promise.all([
      promisify(execFile)(bubblewrap, ['--version']),
      promisify(execFile)(bubblewrap, [...argumentsFor(['/bin/true'], '/'), '/bin/true'], { env: {} }),
    ]);
    return { contained: true, by: stdout.trim() };
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    return not(
      `bubblewrap fails here, ${(stderr.trim() || message).replace(/\s+/g, ' ').replace(/\.$/, '')}`,
      'Allow user namespaces: on Ubuntu with sysctl kernel.apparmor_restrict_unprivileged_userns=0, in Docker with --security-opt seccomp=unconfined --security-opt systempaths=unconfined.',
    );
  }
}

/** Where programs live; what is not there is left out. */
const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc', '/opt', '/nix/store', '/gnu/store'];

/** Home and place for temporary files of a contained driver: in memory, and gone with it. */
export const temporary = '/tmp';

/**
 * The network of a contained driver is a loopback of its own. `$2` is told the ports, opens them in there and hands their
 * listeners out; connections are then accepted out here, so that nothing stays in there beside the driver. It is started from a
 * shell that ends at once, so that it is no child of the driver's.
 */
const inside = `
( "$1" -e "$2" < /dev/null > /dev/null & )
shift 2
unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE PWD OLDPWD
exec "$@" 3>&-
`;

const openPorts = `
const { createServer } = require('node:net');
const open = (port, host) => new Promise((done) => {
  // A machine without IPv6 has IPv4 alone.
  const server = createServer().on('error', done);
  server.listen(port, host, () => process.send(port, server, () => server.close(done)));
});
process.once('message', async (ports) => {
  await Promise.all(ports.flatMap((port) => [open(port, '127.0.0.1'), open(port, '::1')]));
  process.disconnect();
});
`;

/** How a contained driver is started. Its fourth descriptor has to be a channel of messages. */
export function containedCommand(command: readonly string[], directory: string): string[] {
  const opening = ['/bin/sh', '-c', inside, 'sh', process.execPath, openPorts];
  return [program, ...argumentsFor(command, directory), ...opening, ...command];
}

/**
 * All the network that a contained driver has: has its ports opened, receives their listeners and hands their connections
 * over, until it ends. Resolves when all are here, and is rejected when none came.
 */
export async function openNetwork(child: ChildProcess, reach: Launch['reach'] = []): Promise<void> {
  const closed = new Promise((resolve) => child.once('disconnect', resolve));
  const servers: Server[] = [];
  child.once('exit', () => servers.forEach((server) => server.close()));
  const apis = await reach;
  child.on('message', (port: number, server: unknown) => {
    // What comes out of a container is believed no further than it has to be.
    if (!(server instanceof Server)) return;
    const reached = apis.find((one) => one.port === port);
    if (!reached) return void server.close();
    servers.push(server);
    server.on('connection', (socket) => {
      // As Node.js's own server of HTTP has it.
      socket.allowHalfOpen = true;
      socket.setNoDelay();
      reached.accept(socket);
    });
  });
  const ports = apis.map(({ port }) => port);
  // One that has ended has its channel closed.
  child.send(ports, () => undefined);
  await closed;
  if (servers.length === 0 && ports.length > 0) throw new Error('no port was opened');
}

function argumentsFor(command: readonly string[], directory: string): string[] {
  return [
    ...['--unshare-all', '--die-with-parent', '--cap-drop', 'ALL'],
    ...systemFolders.flatMap((folder) => ['--ro-bind-try', folder, folder]),
    ...(process.getuid?.() === 0 ? hidingPrivateFiles() : []),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', temporary],
    // Where it is not shown, it is there and empty. Below /tmp there may be some of what is shown.
    ...['--dir', directory],
    ...placesOf(command, directory).flatMap((place) => ['--ro-bind', place, place]),
    ...['--remount-ro', '/', '--chdir', directory, '--'],
  ];
}

/** What a driver is made of, outside of the system's folders: its build, the program it is run by, its files. */
function placesOf([name = '', ...words]: readonly string[], directory: string): string[] {
  const files = words.map((word) => resolve(directory, word)).filter((file) => existsSync(file));
  const found = name.includes(sep) ? resolve(directory, name) : findExecutable(name);
  const programs = found === undefined || !existsSync(found) ? [] : [found, realpathSync(found)];
  // Of each the first that shows no more than a driver.
  const places = [
    [directory],
    ...files.map((file) => (isInside(file, packageRoot) ? [packageFolder] : [dirname(file), file])),
    // ~/.sdkman/candidates/java/21 holds bin/java and what that needs; ~/.pyenv holds shims/python3.
    ...programs.map((file) => [dirname(dirname(file)), dirname(file), file]),
    [process.execPath],
  ].flatMap((candidates) => candidates.find((place) => !isTooWide(place)) ?? []);
  return places.filter((place) => !systemFolders.some((system) => isInside(place, system)));
}

/** Whether a folder is, or holds, the user's home, the programs of all kinds in it, or everybody's temporary files. */
function isTooWide(folder: string): boolean {
  const kept = [homedir(), join(homedir(), '.local'), temporary].filter((each) => existsSync(each));
  return kept.some((each) => isInside(realpathSync(each), realpathSync(folder)));
}

/** This package and what it depends on: where it is a dependency itself, that lies beside it. */
const packageFolder = /^.*?\/node_modules(?=\/)/.exec(packageRoot)?.[0] ?? packageRoot;

/** What of /etc only root may read, and holds secrets therefore: the arguments that hide it. */
function hidingPrivateFiles(): string[] {
  const named = ['/etc/ssh', '/etc/ssl/private'].filter((folder) => existsSync(folder));
  const files = readdirSync('/etc').map((file) => join('/etc', file));
  const closed = files.filter((file) => existsSync(file) && (statSync(file).mode & 0o004) === 0);
  return [...new Set([...named, ...closed])].flatMap((file) =>
    statSync(file).isDirectory() ? ['--tmpfs', file] : ['--ro-bind', '/dev/null', file],
  );
}

const isInside = (file: string, folder: string): boolean =>
  `${file}${sep}`.startsWith(folder === sep ? sep : `${folder}${sep}`);
