/** docs/add-a-language.md, as its reader would do it: each file it shows is written, each command it shows is run. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { findExecutable, installEnvironment } from '../runners/environment.js';
import { packageRoot } from '../spec/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'add-a-language-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

const page = readFileSync(join(packageRoot, 'docs', 'add-a-language.md'), 'utf8');
/** Its blocks of code, with the file's name that stands above a block that is a file. */
const blocks = [...page.matchAll(/(?:^`([^`\n]+)`\n\n)?^```(\w+)\n(.*?)^```$/gms)].map(
  ([, file, language = '', text = '']) => ({ file, language, text }),
);

function prepare(): Record<string, string> {
  cpSync(join(packageRoot, 'docs', 'made-up-sdk'), join(folder, 'made-up-sdk'), { recursive: true });
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  const command = join(programs, 'sdk-conformance');
  writeFileSync(
    command,
    `#!/bin/sh\nexec '${process.execPath}' '${join(packageRoot, 'dist', 'cli', 'main.js')}' "$@"\n`,
  );
  chmodSync(command, 0o755);
  const environment = installEnvironment({});
  return { ...environment, PATH: `${programs}${delimiter}${environment.PATH ?? ''}` };
}

test('the page shows the real runner of Python', () => {
  const shown = blocks.find(({ file }) => file === 'runners/python/runner.ts');
  expect(shown?.text).toBe(readFileSync(join(packageRoot, 'runners', 'python', 'runner.ts'), 'utf8'));
});

test('whoever follows the page ends with drivers that keep every rule they can be held to, and with runs that pass', () => {
  const env = prepare();
  const printed: string[] = [];
  for (const { file, language, text } of blocks) {
    if (file?.startsWith('conformance/')) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const runs = language === 'sh' && (!text.includes(' perl ') || findExecutable('perl') !== undefined);
    if (runs) printed.push(execFileSync('sh', ['-ec', text], { cwd: folder, env, encoding: 'utf8' }));
  }
  const all = printed.join('');
  expect(all.match(/The driver keeps \d+ of the 15 rules of the protocol\./g)?.length).toBeGreaterThanOrEqual(2);
  expect(all).toContain('Passed: every behaviour that applies to made-up=made-up-sdk holds');
});
