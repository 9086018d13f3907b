/** What a kit makes of values that JSON has no word for, in the languages that run as they are written. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { packageRoot } from '../spec/package-root.js';
import { startDriver } from './driver.js';
import { findExecutable } from './environment.js';
import type { Call } from './protocol/messages.js';

/** A binding that calls no SDK: `get` gives the user's id as it makes a value of the language's own, `activities` no list. */
const bindings: Record<string, { program: string; file: string; source: string; natives: Record<string, string> }> = {
  javascript: {
    program: 'node',
    file: 'binding.mjs',
    source: `import { serve } from './kit.mjs';
const values = { map: new Map([['a', 1]]), big: 1n };
await serve({ sdk: { name: 'odd', version: '1' }, credentials: ['secret'], connect: () => 1, error: () => ({}),
  calls: { get: (_, { userId }) => values[userId], activities: () => new Set(),
    update: (_, { data }) => { data.more.push(2); return 1; } }, user: (data) => ({ data: [data] }) });`,
    natives: { map: 'Map', big: 'BigInt' },
  },
  python: {
    program: 'python3',
    file: 'binding.py',
    source: `import kit
values = {"tuple": (1,), "key": {1: 2}, "float": float("nan")}
kit.Driver(sdk={"name": "odd", "version": "1"}, credentials=["secret"], connect=lambda it: 1, error=lambda it: {},
  calls={"get": lambda _, name: values[name], "activities": lambda _, name, more: iter([]),
    "update": lambda _, name, data: data["more"].append(2)},
  user=lambda data: {"data": [data]}).serve()`,
    natives: { tuple: 'tuple', key: 'dict', float: 'float' },
  },
  ruby: {
    program: 'ruby',
    file: 'binding.rb',
    source: `require_relative 'kit'
VALUES = { 'symbol' => :a, 'key' => { a: 1 }, 'float' => Float::NAN }
Driver.new(sdk: { name: 'odd', version: '1' }, credentials: ['secret'], connect: ->(_) { 1 }, error: ->(_) { {} },
  calls: { get: ->(_, name) { VALUES[name] }, activities: ->(_, _, _) { [].each },
    update: ->(_, _, data) { data['more'] << 2; nil } },
  user: ->(data) { { data: [data] } }).serve`,
    natives: { symbol: 'Symbol', key: 'Hash', float: 'Float' },
  },
  php: {
    program: 'php',
    file: 'binding.php',
    source: `<?php
namespace Conformance;
require __DIR__ . '/kit.php';
$values = ['object' => new \\ArrayObject([]), 'float' => NAN];
(new Kit(sdk: ['name' => 'odd', 'version' => '1'], credentials: ['secret'], connect: fn () => 1, error: fn () => [],
  calls: ['get' => fn ($client, $name) => $values[$name], 'activities' => fn () => new \\ArrayObject([])],
  user: fn ($data) => ['data' => [$data]], activity: fn ($one) => $one))->serve($output);`,
    natives: { object: 'ArrayObject', float: 'float' },
  },
};

describe.each(Object.entries(bindings))('the kit of %s', (language, { program, file, source, natives }) => {
  test('tells a value that JSON has no word for by its type, and no list where there is none', async ({ skip }) => {
    skip(findExecutable(program) === undefined, `${program} is not installed`);
    const directory = mkdtempSync(join(tmpdir(), 'kit-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const folder = join(packageRoot, 'runners', language);
    const kit = readdirSync(folder).find((name) => name.startsWith('kit.')) ?? '';
    cpSync(join(folder, kit), join(directory, kit));
    writeFileSync(join(directory, file), source);
    const driver = await startDriver({ command: [program, file], directory });
    const client = { name: 'c1', baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'a-long-secret' };
    const call = (name: Call['call'], args: Call['args']) => driver.call({ client, call: name, args });

    const told: Record<string, unknown> = {};
    for (const userId of Object.keys(natives)) told[userId] = await call('get', { userId });
    expect(told).toEqual(
      Object.fromEntries(
        Object.entries(natives).map(([userId, $native]) => [
          userId,
          { ok: { user: { data: [{ $native, text: expect.any(String) as string }] } } },
        ]),
      ),
    );
    expect(await call('activities', { userId: 'john', enriched: false })).toEqual({ ok: { activities: null } });
    if (driver.hello.calls.includes('update')) {
      const told = await call('update', { userId: 'john', data: { more: [1] } });
      expect(told).toMatchObject({ ok: { user: {} }, changed: { more: [1, 2] } });
      expect(driver.hello).toMatchObject({ tellsChanges: true });
    }
    expect(await driver.stop()).toBeUndefined();
  });
});
