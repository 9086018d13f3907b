import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const double = (name: string): string[] => ['--', 'node', join(packageRoot, 'fixtures', 'drivers', `${name}.mjs`)];

test('exit 0: a driver that keeps every rule is told rule by rule', async () => {
  const { exitCode, stdout, stderr } = await place.run(['driver', 'check', ...double('good')]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(stdout.replaceAll(process.versions.node, 'VERSION')).toMatchInlineSnapshot(`
    "✓ hello         The first line out is the hello of this version.
                    (double 1.0.0 on Node.js VERSION)
    ✓ calls         Each call that the hello names yields what is due, with each
                    credential that it names.
                    (create, getOrCreate, get, profile, update, delete, reference,
                    addActivity, activities, each with secret)
    ✓ errors        What the SDK throws is answered as an error, with its type.
                    (UserError, status 404, code 16)
    ✓ unknown-call  A call that it does not have is a driverError.
    ✓ order         Several calls in one line are answered in their order.
                    (10 calls in one line)
    ✓ concurrent    It makes the calls of one line at the same time, if its hello
                    says so.
    ✓ empty         A line without calls is answered with no results.
    ✓ clients       A client is made once, when its name is first used, and kept by
                    its name.
    ✓ large-line    A line may be larger than a megabyte.
    ✓ non-ascii     Lines are UTF-8 in both directions.
    ✓ end           At the end of its input it finishes what it is doing, and exits
                    with 0.
    ✓ time          The hello comes in 60 s, an answer in 30 s, all of this check in
                    115 s.
    ✓ lines         Standard output holds nothing but lines of JSON.
    ✓ schema        Each line is in the schema of the protocol.
    ✓ answers       Each line is answered by one line with a result for each call,
                    and no line comes unasked.

    The driver keeps all 15 rules of the protocol.
    "
  `);
});

test('exit 1: the first rule that is broken is named, with what was seen and what was left unchecked', async () => {
  const { exitCode, stdout } = await place.run(['driver', 'check', ...double('garbles-text')]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^✓ large-line /m);
  expect(stdout).toMatch(/^✕ non-ascii {5}Lines are UTF-8 in both directions\.$/m);
  expect(stdout).toMatch(
    /\nThe first rule it breaks is "non-ascii": Lines are UTF-8 in both directions\.\n {2}.* came back as .*\nNot checked: end, time, lines, schema, answers\.\nThe rules are explained in docs\/driver-protocol\.md\.\n$/,
  );
});

test('exit 1: a driver of version 1 is told which version is due', async () => {
  const { exitCode, stdout } = await place.run(['driver', 'check', ...double('speaks-version-1')]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    'The driver broke the protocol: it speaks version 1 of the protocol, and version 2 is due. See docs/driver-protocol.md.',
  );
});

test('exit 1: a program that is no driver breaks the first rule', async () => {
  const { exitCode, stdout } = await place.run(['driver', 'check', '--', 'node', '--eval', 'console.log("hello")']);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^✕ hello /);
});

test('the two dashes may be left out, and what follows the program is its own', async () => {
  const { exitCode, stdout } = await place.run(['driver', 'check', 'node', '--sdk', 'python']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('bad option: --sdk');
});

test('exit 0: the driver of an SDK is checked by its name', async () => {
  const { exitCode, stdout, stderr } = await place.run(['driver', 'check', '--sdk', 'reference']);
  expect(stderr).toBe('reference: installed reference\n');
  expect(stdout).toContain('The driver keeps all 15 rules of the protocol.');
  expect(exitCode).toBe(0);
});

test('exit 3: the driver of an SDK that cannot be installed here is not judged', async () => {
  const { exitCode, stderr } = await place.run(['driver', 'check', '--sdk', 'go'], { PATH: place.folder });
  expect(stderr).toContain('go is not installed. Install Go 1.22 or newer');
  expect(exitCode).toBe(3);
});

test.each([
  ['no command', [], 'Failed to check a driver: there is no command. Write it after two dashes'],
  [
    'a program that is not there',
    ['--', 'no-such-driver'],
    'Failed to start the driver no-such-driver: there is no such program',
  ],
  [
    'a path that is not there',
    ['--', './no-such-driver'],
    'Failed to start the driver ./no-such-driver: there is no such program',
  ],
  [
    'both a command and an SDK',
    ['--sdk', 'go', '--', 'node'],
    'Failed to choose the driver: there are both --sdk go and the command node.',
  ],
  ['an unknown SDK', ['--sdk', 'pyhton'], 'Did you mean python?'],
])('exit 2: %s', async (_, args, sentence) => {
  const { exitCode, stdout, stderr } = await place.run(['driver', 'check', ...args]);
  expect(stderr).toContain(sentence);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});
