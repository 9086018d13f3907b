import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Changes } from '../verdicts/changes.js';
import { formatNames, formats } from '../report/formats.js';
import type { Results } from '../verdicts/model.js';
import { packageRoot } from '../spec/package-root.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const path = (...names: string[]): string => join(place.folder, ...names);
/** A part of the behaviours has no badge. */
const ofParts = formatNames
  .map((name) => formats[name].file)
  .filter((file) => !file.startsWith('badge'))
  .sort();

beforeAll(async () => {
  await place.run(['run', '--sdk', 'reference', '--only', 'conflict', '--out', 'good']);
  await place.run(['run', '--sdk', 'swallows-the-conflict', '--only', 'conflict', '--out', 'bad']);
});

/** What is in a folder, apart from what tells git to leave it alone. */
const reportsIn = (folder: string): string[] =>
  readdirSync(path(folder))
    .filter((name) => name !== '.gitignore')
    .sort();

/** A copy of the good run with something changed. */
function altered(name: string, change: (results: Results) => void): string {
  const results = JSON.parse(readFileSync(path('good', 'results.json'), 'utf8')) as Results;
  change(results);
  writeFileSync(path(name), JSON.stringify(results));
  return name;
}

describe('report', () => {
  test('a run writes every format, and report writes the same again from the results alone', async () => {
    expect(reportsIn('good')).toEqual(ofParts);
    const { exitCode, stdout } = await place.run(['report', 'good', '--out', 'again']);
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual(ofParts.map((file) => join('again', file)));
    for (const file of ofParts) {
      expect(readFileSync(path('again', file), 'utf8')).toBe(readFileSync(path('good', file), 'utf8'));
    }
  });

  test('writes the formats it is asked for, and both badges for a badge', async () => {
    const { stdout } = await place.run([
      'report',
      'good/results.json',
      '--format',
      'badge',
      '--format',
      'junit',
      '--out',
      'some',
    ]);
    expect(stdout).toBe(['badge.json', 'badge.svg', 'junit.xml'].map((file) => `${join('some', file)}\n`).join(''));
  });

  test('a disk that is full leaves the reports before as they were', async () => {
    const files = ['results.json', 'index.html'];
    const before = files.map((file) => readFileSync(path('good', file), 'utf8'));
    // A limit on the size of files stands in for the disk: in blocks of 512 or 1,024 bytes.
    const words = ['report', path('bad'), '--out', path('good')].map((word) => `'${word}'`).join(' ');
    const script = `ulimit -f 4; exec "${process.execPath}" "${join(packageRoot, 'dist', 'cli', 'bin.js')}" ${words}`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toMatch(/^Failed to write the report \S+results\.json: EFBIG/);
    expect(status).toBe(2);
    expect(files.map((file) => readFileSync(path('good', file), 'utf8'))).toEqual(before);
    expect(readdirSync(path('good')).filter((file) => file.endsWith('.new'))).toEqual([]);
  });

  test('a report that cannot be written takes no verdict away', async () => {
    mkdirSync(path('taken', 'results.json'), { recursive: true });
    const only = 'reference/needs-no-request';
    const { exitCode, stdout, stderr } = await place.run([
      'run',
      '--sdk',
      'reference',
      '--only',
      only,
      '--out',
      'taken',
    ]);
    expect(stdout).toMatch(/^Passed: every behaviour that applies to reference holds\./m);
    expect(stderr).toMatch(/^Failed to write the report \S+: EISDIR/m);
    expect(exitCode).toBe(2);
  });

  test('prints one format', async () => {
    const { stdout } = await place.run(['report', 'good', '--format', 'markdown', '--print']);
    expect(stdout).toBe(readFileSync(path('good', 'summary.md'), 'utf8').trimEnd() + '\n');
  });

  test.each<[string, string[], string]>([
    [
      'a format that does not exist',
      ['good', '--format', 'markdwon'],
      'Did you mean markdown? Choose from html, junit, ',
    ],
    ['nothing to print', ['good', '--print'], 'Failed to print: --print takes exactly one --format.'],
    ['a folder without results', ['.'], 'Failed to read the results results.json: there is no such file.'],
  ])('%s is refused', async (_name, args, sentence) => {
    const { exitCode, stderr } = await place.run(['report', ...args]);
    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
  });

  test('results that are none, or of another time, are refused', async () => {
    writeFileSync(path('cut.json'), '{"schemaVersion": 2, "sdks": [');
    const later = altered('later.json', (results) => Object.assign(results, { schemaVersion: 3 }));
    for (const file of ['cut.json', later]) {
      const { exitCode, stderr } = await place.run(['report', file]);
      expect(stderr).toMatch(new RegExp(`^Failed to read the results ${file}: `));
      expect(exitCode).toBe(2);
    }
  });
});

describe('a history', () => {
  test('keeps a line for each SDK of a whole run, once, and draws it', async () => {
    const whole = altered('whole.json', ({ suite }) => Reflect.deleteProperty(suite, 'part'));
    for (let time = 0; time < 2; time += 1) {
      const { exitCode, stdout } = await place.run(['report', whole, '--history', 'kept']);
      expect([exitCode, stdout]).toEqual([0, `${join('kept', 'history.jsonl')}\n${join('kept', 'history.md')}\n`]);
    }
    expect(readFileSync(path('kept', 'history.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
    expect(readFileSync(path('kept', 'history.md'), 'utf8')).toContain('## reference');
  });

  test('refuses a part of a run, and lines that are none', async () => {
    const part = await place.run(['report', 'good', '--history', 'kept']);
    expect(part.stderr).toContain('Failed to keep the run in the history: it is a part of a run');
    mkdirSync(path('odd'), { recursive: true });
    writeFileSync(path('odd', 'history.jsonl'), '\n{"sdk":1}\n');
    const odd = await place.run(['report', 'whole.json', '--history', 'odd']);
    expect(odd.stderr).toContain('history.jsonl:1: it is no line of a history.');
    expect([part.exitCode, odd.exitCode]).toEqual([2, 2]);
  });
});

describe('a part of the behaviours', () => {
  test('goes to a folder of its own, and takes the place of a whole report only with a word', async () => {
    const words = ['run', '--sdk', 'reference', '--only', 'conflict/keeps'];
    const { stderr, stdout } = await place.run(words);
    expect(stderr).toContain(`Every detail: ${join('conformance-report', 'part', 'index.html')}`);
    expect(stdout).toMatch(/^1 of \d+ behaviours \(--only conflict\/keeps\)\.\n/);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/ This is 1 of \d+ behaviours \(--only conflict\/keeps\)\. $/);
    altered('whole.json', ({ suite }) => Reflect.deleteProperty(suite, 'part'));
    mkdirSync(path('all'), { recursive: true });
    copyFileSync(path('whole.json'), path('all', 'results.json'));
    const replaced = await place.run([...words, '--out', 'all']);
    expect(replaced.stderr).toMatch(
      /The report of all \d+ behaviours in all is replaced by one of 1 \(--only conflict\/keeps\)\./,
    );
  });
});

describe('diff', () => {
  test('says nothing and exits with 0 where nothing differs', async () => {
    const { exitCode, stdout } = await place.run(['diff', 'good', 'good/results.json']);
    expect(stdout).toBe('No difference between good/results.json and good/results.json.\n');
    expect(exitCode).toBe(0);
  });

  test('tells what differs, and exits with 1', async () => {
    const worse = altered('worse.json', (results) => {
      const [first] = results.results;
      if (first) Object.assign(first, { verdict: 'failed', failure: { message: 'it broke' } });
    });
    const { exitCode, stdout } = await place.run(['diff', 'good', worse]);
    expect(stdout).toBe(
      [
        '✕ reference fails: it broke',
        '  1 behaviour no longer holds, such as conflict/same-data-is-an-error',
        '',
        '1 difference from good/results.json to worse.json, 1 for the worse, from 1',
        'cause.',
        '',
      ].join('\n'),
    );
    expect(exitCode).toBe(1);
    const json = await place.run(['diff', worse, 'good', '--json']);
    expect((JSON.parse(json.stdout) as Changes).items.map(({ kind }) => kind)).toEqual(['fixed']);
    expect(json.exitCode).toBe(1);
  });

  test('refuses runs of different choices of behaviours, but not one that is written otherwise', async () => {
    altered('all-of-it.json', ({ suite }) => Reflect.deleteProperty(suite, 'part'));
    const same = await place.run(['diff', 'good', 'all-of-it.json']);
    expect(same.exitCode).toBe(0);
    altered('fewer.json', ({ suite, behaviours, results }) => {
      Object.assign(suite, { part: '--only conflict/keeps' });
      behaviours.splice(1);
      results.splice(0, results.length, ...results.filter(({ behaviour }) => behaviour === behaviours[0]?.id));
    });
    const { exitCode, stderr, stdout } = await place.run(['diff', 'good', 'fewer.json']);
    expect(stderr).toMatch(
      /^Failed to compare good\/results\.json with fewer\.json: each is of another choice of behaviours \(--only .*; --only conflict\/keeps\)\. Run both with the same --only, --skip and --shard, or merge the parts of each\.\n$/,
    );
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
    altered('half.json', (results) => Object.assign(results, { shard: { index: 1, of: 2, plan: 'x' } }));
    expect((await place.run(['diff', 'half.json', 'good'])).stderr).toContain(' --shard 1/2; ');
  });

  test('refuses runs on different contracts', async () => {
    const other = altered('other.json', (results) => (results.contract.digest = 'beef'.repeat(16)));
    const { exitCode, stderr } = await place.run(['diff', 'good', other]);
    expect(stderr).toMatch(/^Failed to compare good\/results\.json with other\.json: they rest on different contracts/);
    expect(exitCode).toBe(2);
  });
});

describe('merge', () => {
  test('joins runs of different SDKs, judges the whole, and writes every format', async () => {
    const { exitCode, stdout } = await place.run(['merge', 'good', 'bad', '--out', 'merged']);
    expect(stdout).toMatch(
      /\nFailed: \d+ behaviours in swallows-the-conflict do not hold\. This is 12 of \d+\nbehaviours \(--only conflict\)\.\n$/,
    );
    expect(exitCode).toBe(1);
    expect(reportsIn('merged')).toEqual(ofParts);
  });

  test('writes nothing where a part is missing', async () => {
    await place.run(['run', '--sdk', 'reference', '--only', 'conflict', '--shard', '1/2', '--out', 'half']);
    const { exitCode, stderr } = await place.run(['merge', 'half', '--out', 'nothing']);
    expect(stderr).toContain('Failed to merge half/results.json: part 2/2 of the same plan is missing.');
    expect(exitCode).toBe(2);
    expect(existsSync(path('nothing'))).toBe(false);
  });
});

describe('a part of a run', () => {
  test.each([
    ['0/2', '"0/2" is no part of a whole. Write one like 2/5.'],
    ['3/2', '"3/2" is no part of a whole. Write one like 2/5.'],
    ['half', '"half" is no part of a whole. Write one like 2/5.'],
    ['1/9999', 'Failed to divide the run into 9999 parts: there is only'],
  ])('%s is refused', async (part, sentence) => {
    const { exitCode, stderr } = await place.run(['run', '--sdk', 'reference', '--shard', part]);
    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
  });

  test('is balanced by an earlier run only when there are parts', async () => {
    const { exitCode, stderr } = await place.run(['run', '--sdk', 'reference', '--timings', 'good']);
    expect(stderr).toContain('Failed to use --timings: the run is not divided. Add --shard, such as --shard 1/2.');
    expect(exitCode).toBe(2);
  });
});
