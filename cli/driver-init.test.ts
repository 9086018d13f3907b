import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { findExecutable, installEnvironment } from '../runners/environment.js';
import { kitLanguages } from '../run/init-driver.js';
import { packageRoot } from '../spec/package-root.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
/** What reaching a registry takes on this machine: the kit of Java needs a library. */
const environment = installEnvironment({});
afterAll(place.remove);

const programs: Record<string, string> = { go: 'go', java: 'mvn', php: 'php', python: 'python3', ruby: 'ruby' };

test('every language that has a kit can be begun', () => {
  const kits = readdirSync(join(packageRoot, 'runners'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .filter(({ name }) => readdirSync(join(packageRoot, 'runners', name)).some((file) => /^kit\./i.test(file)));
  expect(kits.map(({ name }) => name)).toEqual(kitLanguages());
});

describe.each(kitLanguages())('what is begun in %s', (language) => {
  const program = programs[language] ?? 'node';
  const missing = findExecutable(program) === undefined;
  const folder = join('conformance', `my-${language}`);
  let printed = '';

  const check = async (verdict: RegExp) => {
    const { exitCode, stdout, stderr } = await place.run(printed.split(' '), environment);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(stdout).toMatch(verdict);
  };

  test('says how it is checked, and knows no SDK', async () => {
    const begun = await place.run(['driver', 'init', folder, '--language', language]);
    expect(begun.stderr).toBe('');
    expect(begun.exitCode).toBe(0);
    for (const name of readdirSync(join(place.folder, folder)).filter((file) => !/^kit\./i.test(file))) {
      expect(readFileSync(join(place.folder, folder, name), 'utf8')).not.toContain('my-sdk');
    }
    printed = new RegExp(`^Check it: +${place.program} (.*)$`, 'm').exec(begun.stdout)?.[1] ?? '';
    expect(printed).not.toBe('');
  });

  test('keeps the rules of the protocol that its one call can be held to, and is told of no more', async ({ skip }) => {
    skip(missing, `${program} is not installed`);
    await check(
      /^– clients [^]*\(not checked, because get is not offered\)[^]*keeps 9 of the 15 rules of the protocol\. The other 6 were not checked\.\n$/m,
    );
  });

  test('keeps every rule with a binding that makes every call, over plain HTTP', async ({ skip }) => {
    skip(missing, `${program} is not installed`);
    cpSync(join(packageRoot, 'fixtures', 'kits', language), join(place.folder, folder), { recursive: true });
    // PHP has no threads, and its kit says so.
    const kept = language === 'php' ? '14 of the 15' : 'all 15';
    await check(new RegExp(`The driver keeps ${kept} rules of the protocol\\.`));
  });
});

mkdirSync(join(place.folder, 'taken'));
writeFileSync(join(place.folder, 'taken', 'notes.txt'), '');
writeFileSync(join(place.folder, 'a-file'), '');

test.each([
  ['no language', ['toy'], "required option '--language <name>' not specified"],
  [
    'a language by another name',
    ['toy', '--language', 'py'],
    'there is no kit for "py". Did you mean python? Choose from ',
  ],
  [
    'a language without a kit',
    ['toy', '--language', 'cobol-2002'],
    /no kit for "cobol-2002"\. Choose from .*; docs\/add-a-language\.md tells/,
  ],
  ['a name that is no id', ['Toy SDK', '--language', 'python'], '"Toy SDK" cannot be a runner\'s id.'],
  ['the id of a runner', ['python', '--language', 'python'], 'Take another name, such as my-python.'],
  [
    'a folder with files in it',
    ['taken', '--language', 'python'],
    'Failed to begin a driver in taken: there is a notes.txt in it already. Take a new folder.',
  ],
  [
    'a folder below a file',
    ['a-file/toy', '--language', 'python'],
    /^Failed to begin a driver in a-file\/toy: ENOTDIR/,
  ],
])('exit 2: %s is refused in a sentence', async (_, args, sentence) => {
  const { exitCode, stdout, stderr } = await place.run(['driver', 'init', ...args]);
  expect(stderr).toMatch(sentence);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});
