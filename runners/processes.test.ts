import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import ts from 'typescript';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { isAlive } from '../testing/alive.js';

let folder: string;
const programs: ChildProcess[] = [];
const children: number[] = [];

// A process that ends cannot be this one, so the module is run in others.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guardian-'));
  const source = readFileSync(new URL('processes.ts', import.meta.url), 'utf8');
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  writeFileSync(join(folder, 'processes.mjs'), ts.transpileModule(source, { compilerOptions: options }).outputText);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  for (const child of children.splice(0)) if (isAlive(child)) process.kill(child, 'SIGKILL');
});

const startChild = `
  import { spawn } from 'node:child_process';
  import { guard } from './processes.mjs';
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60000)'], { detached: true, stdio: 'ignore' });
  const kill = guard(child);
  console.log(child.pid);
`;

/** Runs a program, and resolves with it and with the process id that is its first line. */
async function run(code: string): Promise<{ program: ChildProcess; child: number }> {
  const file = join(folder, `program-${programs.length}.mjs`);
  writeFileSync(file, code);
  const program = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  programs.push(program);
  const [line] = (await once(createInterface(program.stdout), 'line')) as [string];
  children.push(Number(line));
  return { program, child: Number(line) };
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'what a process guards dies with it, ended by %s',
  async (signal) => {
    const { program, child } = await run(startChild);
    expect(isAlive(child)).toBe(true);
    program.kill(signal);
    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  },
);

test('what a process guards dies with it when it exits', async () => {
  const { program, child } = await run(`${startChild} process.stdin.once('data', () => process.exit(0));`);
  program.stdin?.write('now\n');
  await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
});

test('what a process guards dies with it when it exits, also when what would have killed it is gone', async () => {
  const { program, child } = await run(`${startChild}
    import { findStrays } from './processes.mjs';
    process.stdin.once('data', () => {
      for (const { pid, name } of findStrays(process.pid)) if (name === 'sh') process.kill(pid, 'SIGKILL');
      process.exit(0);
    });
  `);
  program.stdin?.write('now\n');
  await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
});

test('what a worker thread guards dies with the thread', async () => {
  writeFileSync(join(folder, 'worker.mjs'), startChild);
  const { program, child } = await run(`
    import { Worker } from 'node:worker_threads';
    const worker = new Worker(new URL('worker.mjs', import.meta.url));
    process.stdin.once('data', () => worker.terminate());
    process.stdin.resume();
  `);
  program.stdin?.write('now\n');
  await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  expect(program.exitCode).toBeNull();
});

test('a guard keeps no process from ending', async () => {
  const { program } = await run(`${startChild} child.unref();`);
  await once(program, 'exit');
  expect(program.exitCode).toBe(0);
});

test('what a process leaves of its group dies with it, and its number is never killed again', async () => {
  const { program, child } = await run(`
    import { spawn } from 'node:child_process';
    import { guard } from './processes.mjs';
    const command = ['-c', 'sleep 60 & echo $!'];
    const child = spawn('/bin/sh', command, { detached: true, stdio: ['ignore', 'inherit', 'ignore'] });
    const kill = guard(child);
    child.once('exit', () => {
      process.kill = () => console.log('killed');
      kill();
    });
  `);
  const printed: Buffer[] = [];
  program.stdout?.on('data', (chunk: Buffer) => printed.push(chunk));
  await once(program, 'close');
  await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  expect(Buffer.concat(printed).toString()).toBe('');
});

test('what has left the group is guarded until all have heard of the end', async () => {
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  const { program } = await run(`
    import { spawn } from 'node:child_process';
    import { guard } from './processes.mjs';
    const child = spawn('/bin/sh', ['-c', 'echo $$'], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] });
    guard(child, ${JSON.stringify(temporary)});
    child.once('exit', () => process.kill(process.pid, 'SIGKILL'));
  `);
  await once(program, 'close');
  await expect.poll(() => existsSync(temporary), { timeout: 10_000 }).toBe(false);
});
