import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';

const bin = join(packageRoot, 'dist', 'cli', 'bin.js');

function shell(script: string): { status: number | null; stderr: string } {
  return spawnSync('sh', ['-c', script, 'sh', process.execPath, bin], { encoding: 'utf8' });
}

test.runIf(existsSync('/dev/full'))('exit 3: standard output that cannot be written is told in a sentence', () => {
  const { status, stderr } = shell('"$1" "$2" list > /dev/full');
  expect(stderr).toMatch(/^Failed to write to standard output: ENOSPC: .*\. Make room, or write elsewhere\.\n$/);
  expect(status).toBe(3);
});

test.each([
  [24, 'list'],
  [40, 'list'],
  [40, 'run --sdk reference'],
  [60, '--help'],
])('exit 3: too few open files are told in a sentence: %d for %s', (files, command) => {
  const { status, stderr } = shell(`ulimit -n ${files}; "$1" "$2" ${command}`);
  expect(stderr).toBe(
    'Failed to open a file: this shell allows too few open files. Allow more, such as with ulimit -n 1024.\n',
  );
  expect(status).toBe(3);
});

test('a hundred open files are enough to load a command', () => {
  const { status, stderr } = shell('ulimit -n 100; "$1" "$2" list > /dev/null');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('it is the command', () => {
  expect(execFileSync(process.execPath, [bin, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
});
