import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { loadManifest, loadManifests, type Manifest, runnersFolder } from './manifest.js';
import { probeRegistry } from './probe.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A runner whose registry is asked by one line of Node.js. */
function toy(code: string, ...args: string[]): Manifest {
  const own = join(folder, 'toy');
  mkdirSync(own);
  writeFileSync(join(own, 'pins.txt'), 'toy-sdk==2.3.4\n');
  const manifest = {
    id: 'toy',
    language: 'Toy',
    package: 'toy-sdk',
    registry: 'ToyShop',
    example: 'pins.txt',
    toolchain: [{ command: ['node', '--version'], version: '>=18', remedy: 'Install Node.js.' }],
    pinned: { file: 'pins.txt', pattern: '^toy-sdk==(\\S+)' },
    install: { release: [] },
    probe: [['node', '-e', code, ...args]],
    environment: { install: { TOY_CACHE: '{cache}' } },
    driver: ['node', 'driver.mjs'],
  };
  writeFileSync(join(own, 'manifest.yaml'), JSON.stringify(manifest));
  return loadManifest(own);
}

test('a registry that has the release answers, and the probe leaves nothing behind', async () => {
  const seen = join(folder, 'seen.json');
  const code =
    'fs.writeFileSync(process.argv[1], JSON.stringify([process.argv[2], process.env.TOY_CACHE, process.cwd(), fs.readdirSync(".")]))';
  expect(await probeRegistry(toy(code, seen, 'toy-sdk@{version}'))).toEqual({ state: 'answers' });
  const [wanted, cache, directory, files] = JSON.parse(readFileSync(seen, 'utf8')) as [
    string,
    string,
    string,
    string[],
  ];
  expect(wanted).toBe('toy-sdk@2.3.4');
  expect(files).toContain('pins.txt');
  expect(cache).toBe(join(directory, 'cache'));
  expect(existsSync(directory)).toBe(false);
});

test.each([
  ['unreachable', 'working on it\\nerror: connect ECONNREFUSED 127.0.0.1:1\\nsee the log', 'connect ECONNREFUSED'],
  ['not-found', 'error E404 no such version', 'E404 no such version'],
  ['unknown', 'No module named toy', 'No module named toy'],
  ['unknown', '', 'it exited with 1'],
  ['unreachable', 'could not resolve host of http://user:hunter2@shop.example/', 'http://shop.example/'],
])('a registry is %s when its client says "%s"', async (state, printed, detail) => {
  const code = `console.error(process.argv[1].replaceAll('\\\\n', '\\n')); process.exit(1)`;
  const result = await probeRegistry(toy(code, printed));
  expect(result).toEqual({ state, detail: expect.stringContaining(detail) as string });
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test('a registry that does not answer in time is unreachable', async () => {
  const result = await probeRegistry(toy('setInterval(() => undefined, 1000)'), { timeoutMs: 300 });
  expect(result).toEqual({ state: 'unreachable', detail: 'no answer within 0.3 s' });
});

test('what needs no registry has none to ask', async () => {
  expect(await probeRegistry(loadManifest(join(runnersFolder, 'reference')))).toBeUndefined();
});

test('every runner with a registry says how to ask it for the pinned release', () => {
  const installed = loadManifests([runnersFolder]).filter(({ pinned }) => pinned);
  expect(installed.length).toBeGreaterThan(0);
  for (const { id, probe } of installed) expect(JSON.stringify(probe ?? null), id).toContain('{version}');
});
