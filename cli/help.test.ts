import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

/** The verbs that a help text lists, without `help` itself. */
function verbsIn(help: string): string[] {
  const [, list = ''] = /^Commands:\n((?: +.*\n)+)/m.exec(help) ?? [];
  return [...list.matchAll(/^ {2}(\w+)/gm)].map(([, verb = '']) => verb).filter((verb) => verb !== 'help');
}

const topLevel = await place.run(['--help']);
const verbs = verbsIn(topLevel.stdout);
const commands = ['', ...verbs, 'driver check', 'driver init'];

test('the verbs are known', () => {
  expect(verbs).toEqual(expect.arrayContaining(['run', 'list', 'doctor', 'mock', 'driver']));
});

test.each(commands)('the help of "sdk-conformance %s" is as its golden file has it', async (command) => {
  const words = command.split(' ').filter((word) => word !== '');
  const { exitCode, stdout, stderr } = await place.run([...words, '--help']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const name = words.length === 0 ? 'sdk-conformance' : words.join('-');
  await expect(stdout).toMatchFileSnapshot(join(packageRoot, 'cli', 'help', `${name}.txt`));
});

test('without a verb the help is shown, and it is a wrong use', async () => {
  const { exitCode, stdout, stderr } = await place.run([]);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('Commands:');
});

test('the version is that of the package', async () => {
  const { exitCode, stdout } = await place.run(['--version']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
