import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);
writeFileSync(join(place.folder, 'a-file'), '');

writeFileSync(join(place.folder, 'cut.json'), JSON.stringify({ schemaVersion: 2, sdks: [], results: [] }));
const sample = readFileSync(join(packageRoot, 'fixtures', 'reports', 'results.json'), 'utf8');
const altered = JSON.parse(sample) as { results: object[] };
altered.results[1] = { ...altered.results[1], verdict: 'flaky' };
writeFileSync(join(place.folder, 'altered.json'), JSON.stringify(altered));

const mistakes: [what: string, args: string[], sentence: string | RegExp][] = [
  [
    'SDK',
    ['run', '--sdk', 'pyton'],
    /^Failed to choose the SDK "pyton": there is no such SDK\. Did you mean python\? /,
  ],
  ['SDK with a version', ['run', '--sdk', 'pyton@5.2.0'], 'Did you mean python?'],
  ['name for a language', ['run', '--sdk', 'js@8.0.0'], 'there is no such SDK. Did you mean javascript? '],
  ['SDK without a name', ['run', '--sdk', ''], /^Failed to choose the SDK "": it has no name\. Choose from .*, go, /],
  [
    'SDK of which only a version is named',
    ['run', '--sdk', '@1.0.0'],
    'Failed to choose the SDK "@1.0.0": it has no name.',
  ],
  ['SDK with an empty version', ['doctor', '--sdk', 'go@'], 'no version follows the @. Write one, such as go@latest.'],
  [
    'SDK with an empty folder',
    ['gate', '--sdk', 'go=', '--against', 'go'],
    'no folder follows the =. Write one, such as go=../checkout.',
  ],
  [
    'word without its flag',
    ['run', 'python'],
    /^Failed to read the command: "python" is no option\. Name an SDK with --sdk python, or /,
  ],
  [
    'command',
    ['run', '--', 'no-such-driver', 'x'],
    /^Failed to start the driver no-such-driver: there is no such program/,
  ],
  ['empty filter', ['list', '--only', ''], /^Failed to choose the behaviours "": it is no id\./],
  ['SDK like no other', ['doctor', '--sdk', 'cobol-2002-edition'], /no such SDK\. Choose from .*, go, .*, python, /],
  [
    'suite',
    ['run', '--only', 'conflct'],
    /^Failed to choose the behaviours "conflct": .* Did you mean conflict\? See them all with: sdk-conformance list/,
  ],
  ['behaviour', ['list', '--only', 'conflict/keeps-the-stored-usr'], 'Did you mean conflict/keeps-the-stored-user?'],
  [
    'filter that matches nothing',
    ['run', '--only', 'zzzzzzzzzzzzzzzzzzzzzzzzzzzz'],
    'there is no such suite or behaviour. See them all with',
  ],
  ['flag', ['run', '--sdks', 'python'], /unknown option '--sdks'\n\(Did you mean --sdk\?\)/],
  ['verb', ['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
  ['verb of a verb', ['driver', 'chek'], /unknown command 'chek'\n\(Did you mean check\?\)/],
  ['number', ['run', '--repeat', 'twice'], '"twice" is no whole number from 1 to 9999.'],
  ['argument too many', ['doctor', 'python'], 'too many arguments'],
  ['baseline', ['run', '--baseline', 'nowhere.yaml'], /^Failed to read the baseline nowhere\.yaml: ENOENT/],
  [
    'folder for the reports',
    ['run', '--sdk', 'reference', '--only', 'reference', '--out', 'a-file'],
    /^Failed to write .*a-file.* Name another folder with --out\.$/m,
  ],
  [
    'folder below a file',
    ['run', '--sdk', 'reference', '--only', 'reference', '--out', 'a-file/reports'],
    /^Failed to write .*a-file.* Name another folder with --out\.$/m,
  ],
  [
    'folder where none can be made',
    ['run', '--sdk', 'reference', '--only', 'reference', '--out', '/proc/reports'],
    /^Failed to write .*\/proc\/reports.* Name another folder with --out\.$/m,
  ],
  [
    'file of results that was cut short',
    ['report', 'cut.json'],
    /^Failed to read the results cut\.json: it lacks the member contract\. It may have been cut short/,
  ],
  [
    'file of results that was altered',
    ['diff', 'altered.json', 'altered.json'],
    /^Failed to read the results altered\.json: results\.1\.verdict must be one of passed, /,
  ],
];

test.each(mistakes)('exit 2: a wrong %s is refused in a sentence', async (_, args, sentence) => {
  const { exitCode, stdout, stderr } = await place.run(args);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test.each([
  [['run', '--sdk', 'reference', '--only', 'reference'], 'a-file'],
  [['run', '--sdk', 'reference', '--only', 'reference'], 'a-file/below'],
  [['doctor', '--sdk', 'go', '--offline'], 'a-file'],
  [['doctor', '--sdk', 'go', '--offline'], 'a-file/below'],
])('exit 2: a cache that cannot be written is told in a sentence: %j in %s', async (args, name) => {
  const cache = join(place.folder, name);
  const { exitCode, stderr } = await place.run(args, { SDK_CONFORMANCE_CACHE: cache });
  expect(stderr).toMatch(`Failed to write to the cache ${cache}: ENOTDIR: not a directory, `);
  expect(stderr).toMatch(/^[^\n]* Name a folder that can be written with SDK_CONFORMANCE_CACHE\.\n$/);
  expect(exitCode).toBe(2);
});

test('exit 2: a cache where no folder can be made is told in a sentence', async () => {
  const args = ['run', '--sdk', 'reference', '--only', 'reference'];
  const { exitCode, stderr } = await place.run(args, { SDK_CONFORMANCE_CACHE: '/proc/cache' });
  expect(stderr).toMatch(/^Failed to write to the cache \/proc\/cache: [^\n]* with SDK_CONFORMANCE_CACHE\.$/m);
  expect(exitCode).toBe(2);
});

test.each([[['run', '--sdk', 'reference', '--only', 'reference']], [['doctor', '--sdk', 'go', '--offline']]])(
  'exit 2: a cache that may only be read is told in a sentence: %j',
  (args) => {
    const folder = mkdtempSync(join(tmpdir(), 'read-only-'));
    const cache = join(folder, 'cache');
    mkdirSync(join(cache, 'builds'), { recursive: true });
    chmodSync(folder, 0o777);
    for (const each of [cache, join(cache, 'builds')]) chmodSync(each, 0o555);
    // Root may write everywhere, so it is somebody else who tries.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { status, stderr } = spawnSync(process.execPath, [join(packageRoot, 'dist', 'cli', 'bin.js'), ...args], {
      ...nobody,
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, SDK_CONFORMANCE_CACHE: cache },
      encoding: 'utf8',
    });
    for (const each of [cache, join(cache, 'builds')]) chmodSync(each, 0o755);
    // `go version` may still write about itself into the home folder that it was given.
    rmSync(folder, { recursive: true, maxRetries: 3 });
    expect(stderr).toMatch(`Failed to write to the cache ${cache}: EACCES: permission denied, access '${cache}`);
    expect(stderr).toMatch(/^[^\n]* Name a folder that can be written with SDK_CONFORMANCE_CACHE\.\n$/);
    expect(status).toBe(2);
  },
);

test.each([
  [['list'], 'nowhere'],
  [['list', '--runners', 'nowhere'], ''],
  [['run', '--runners', 'nowhere'], ''],
  [['gate', '--runners', 'nowhere', '--sdk', 'go', '--against', 'go@1'], ''],
  [['doctor', '--runners', 'nowhere'], ''],
  [['driver', 'check', '--runners', 'nowhere', '--sdk', 'go'], ''],
])('exit 2: a folder of runners that is not there is refused in a sentence: %j', async (args, inherited) => {
  const { exitCode, stderr } = await place.run(args, { SDK_CONFORMANCE_RUNNERS: inherited });
  expect(stderr).toMatch(/^Failed to load runners: there is no folder .*nowhere\. /);
  expect(exitCode).toBe(2);
});
