import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { createWorkplace, doubleRunners } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const double = 'swallows-the-conflict';
/** Lines are broken where they are full. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ');
const gate = (...args: string[]) => place.run(['gate', '--only', 'conflict', ...args]);

describe('a gate that is used wrongly', () => {
  test.each<[string, string[], string]>([
    [
      'with nothing to judge by',
      ['--sdk', 'python'],
      'Failed to judge: there is nothing to judge by. Name the release to compare with, such as --against python@5.3.1, or a list of known divergences with --baseline.',
    ],
    [
      'with nothing under test',
      ['--against', 'python@5.3.1'],
      'Failed to judge: no SDK is under test. Name it, such as --sdk python=../checkout.',
    ],
    [
      'with a release and a list',
      ['--sdk', 'python=.', '--against', 'python@5.3.1', '--baseline', 'known.yaml'],
      'Failed to judge: --against and --baseline exclude each other. Name one of them.',
    ],
    [
      'with a release of another SDK',
      ['--sdk', 'python=.', '--against', 'go@8.9.0'],
      'Failed to compare with "go@8.9.0": no --sdk of go is under test. Add one, such as --sdk go=../checkout.',
    ],
    [
      'with an SDK that has no release to compare with',
      ['--sdk', 'python=.', '--sdk', 'go=.', '--against', 'python@5.3.1'],
      'Failed to compare "go=.": no --against names a release of go. Add one, such as --against go@1.2.3.',
    ],
    [
      'with two releases of one SDK',
      ['--sdk', 'go=.', '--against', 'go@8.8.0', '--against', 'go@8.9.0'],
      'Failed to compare "go=.": --against names several releases of go, go@8.8.0 and go@8.9.0. Name one.',
    ],
    [
      'with the release itself',
      ['--sdk', 'go@8.9.0', '--against', 'go@8.9.0'],
      'Failed to compare "go@8.9.0": --against names the same. Name another version of it, or a checkout with --sdk go=PATH.',
    ],
    [
      'with no list to update',
      ['--sdk', 'python=.', '--against', 'python@5.3.1', '--update-baseline'],
      'Failed to update the baseline: none is named. Name it with --baseline.',
    ],
    [
      'with a list that is not there',
      ['--sdk', 'reference', '--baseline', 'nowhere.yaml'],
      'Failed to read the baseline nowhere.yaml: ',
    ],
  ])('%s says what to do, and exits with 2', async (_name, args, sentence) => {
    const { exitCode, stdout, stderr } = await gate(...args);
    expect(stderr).toContain(sentence);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test('with a list that cannot be written is told before anything runs', async () => {
    const { exitCode, stderr } = await gate('--sdk', double, '--baseline', 'nowhere/known.yaml', '--update-baseline');
    expect(stderr).toBe(
      "Failed to write the baseline nowhere/known.yaml: ENOENT: no such file or directory, write 'nowhere/known.yaml'. Name a file that can be written.\n",
    );
    expect(exitCode).toBe(2);
  });

  test('with a list that is wrong quotes every line', async () => {
    const lines = [
      'divergences:',
      `  - { sdk: ${double}, versions: '*', behaviour: conflict/keeps-the-stored-usr, reason: x }`,
      `  - { sdk: swallows, versions: '*', behaviour: conflict, reason: x }`,
      `  - { sdk: ${double}, versions: '*', behaviour: conflict, reason: x, expires: 2020-02-29 }`,
    ];
    writeFileSync(join(place.folder, 'wrong.yaml'), lines.join('\n'));
    const { exitCode, stderr } = await gate('--sdk', double, '--baseline', 'wrong.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^wrong\.yaml:2: - \{ sdk.*\n {2}There is no behaviour .* Did you mean conflict\/keeps-the-stored-user\?$/m,
    );
    expect(stderr).toMatch(/^wrong\.yaml:3: - \{ sdk.*\n {2}There is no SDK "swallows"\./m);
    expect(stderr).toMatch(/^wrong\.yaml:4: - \{ sdk.*\n {2}It expired on 2020-02-29\. Mend the SDK/m);
  });
});

describe('a gate with a list', () => {
  test('holds, lets through once the list is written, and holds again when it is mended', async () => {
    const file = join(place.folder, 'known.yaml');
    const args = ['--sdk', double, '--baseline', 'known.yaml'];
    writeFileSync(file, '# What this double fails.\ndivergences: []\n');

    const held = await gate(...args);
    expect(held.exitCode).toBe(1);
    expect(oneLine(held.stdout)).toMatch(
      new RegExp(
        `10 behaviours: ${place.program} gate --runners ${doubleRunners} --sdk ${double} --baseline known.yaml --only conflict/\\S+ .* Held: ${double}: create succeeds although it must fail, in 10 behaviours, which known.yaml does not allow\\. 1 other cause besides\\. $`,
      ),
    );

    const updated = await gate(...args, '--update-baseline');
    expect(updated.stderr).toMatch(
      /Wrote known\.yaml: \d+ put on the list, 0 taken off\. Give every new entry its reason\./,
    );
    expect(updated.exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^# What this double fails\.\ndivergences:\n {2}- sdk: swallows-the-conflict\n/,
    );

    const through = await gate(...args);
    expect(through.exitCode).toBe(0);
    expect(oneLine(through.stdout)).toMatch(
      / Let through: every behaviour among 12 of \d+ \(--only conflict\) that applies to swallows-the-conflict holds, but for 11 that known\.yaml allows\. $/,
    );

    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`sdk: ${double}`, 'sdk: reference'));
    const mended = await gate('--sdk', 'reference', '--baseline', 'known.yaml');
    expect(mended.exitCode).toBe(1);
    expect(mended.stdout).toMatch(
      /^known\.yaml:\d+: - sdk: reference\n {2}conflict\/\S+ of reference no longer fails\. Take it off the list\.$/m,
    );
    expect(oneLine(mended.stdout)).toMatch(
      / Held: what \d+ entries of known\.yaml allows no longer fails\. Take it off the list/,
    );
  });

  test('that does not exist yet is made', async () => {
    const { exitCode } = await gate('--sdk', double, '--baseline', 'fresh.yaml', '--update-baseline');
    expect(exitCode).toBe(0);
    expect(readFileSync(join(place.folder, 'fresh.yaml'), 'utf8')).toContain('Not explained yet. What failed:');
  });

  test('prints commands that judge alike: contained or not, and with the same seed', async () => {
    writeFileSync(join(place.folder, 'empty.yaml'), 'divergences: []\n');
    const { stdout } = await gate('--sdk', double, '--baseline', 'empty.yaml', '--contain', 'off', '--seed', '7');
    expect(oneLine(stdout)).toMatch(/ --baseline empty\.yaml --contain off --seed 7 --only conflict\//);
  });

  test('leaves out what it is told to skip, also by a file, and says of what it speaks', async () => {
    writeFileSync(join(place.folder, 'later.txt'), '# Not yet.\nconflict/\n');
    writeFileSync(join(place.folder, 'none.yaml'), 'divergences: []\n');
    const words = ['gate', '--sdk', double, '--baseline', 'none.yaml', '--only', 'conflict', '--only', 'reference'];
    const { exitCode, stdout, stderr } = await place.run([...words, '--skip', '@later.txt']);
    expect(stderr).toContain(`Every detail: ${join('conformance-report', 'part', 'index.html')}`);
    expect(stdout).toMatch(/^\d+ of \d+ behaviours \(--only conflict --only reference --skip @later\.txt\)\.\n/);
    expect(exitCode).toBe(0);
    const all = await place.run([...words, '--skip', 'conflict', '--skip', 'reference']);
    expect(all.stderr).toContain('--skip leaves out all that --only chose.');
    const none = await place.run([...words, '--skip', '@nowhere.txt']);
    expect(none.stderr).toContain('Failed to read the patterns nowhere.txt: ');
    expect([all.exitCode, none.exitCode]).toEqual([2, 2]);
  });
});
