/** A defect in the SDKs themselves is held by the gate: one for each suite, in a copy of what is installed. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { chooseSdk } from '../run/choose.js';
import { recordOf } from '../run/prepare.js';
import type { Launch } from '../runners/driver-process.js';
import { InstallError } from '../runners/install-error.js';
import { ensureInstalled } from '../runners/install.js';
import { loadRunners } from '../runners/load.js';
import { loadContract } from '../spec/contract.js';
import { suites } from '../suites/catalogue.js';
import { behavioursOf, observeAll } from '../testing/observe-all.js';
import { assembleResults } from '../verdicts/assemble.js';
import { judgeAgainst } from '../verdicts/gate.js';
import { type Patch, patchedSdks } from './sdk-patches.js';

const runners = await loadRunners();
const folder = mkdtempSync(join(tmpdir(), 'sdk-patches-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(patchedSdks)('$id', ({ id, code, patches }) => {
  it('has a patch for each suite', () => {
    expect(patches.map(({ caughtBy }) => caughtBy.split('/')[0])).toEqual(
      suites.filter((suite) => patches.some(({ caughtBy }) => caughtBy.startsWith(`${suite}/`))),
    );
    expect(new Set(patches.map(({ caughtBy }) => caughtBy.split('/')[0]))).toEqual(new Set(suites));
  });

  it('is held back with each of them', { timeout: 300_000 }, async ({ skip }) => {
    const choice = chooseSdk(id, runners);
    const release = await ensureInstalled(choice.runner, choice.source).catch((error: unknown) => {
      if (error instanceof InstallError) return skip(error.message);
      throw error;
    });
    const { launch, own } = copyOf(release, join(folder, id), code);
    const behaviours = behavioursOf(...patches.map(({ caughtBy }) => caughtBy));
    const before = await observeAll(release, behaviours);
    for (const [index, one] of patches.entries()) {
      const restore = plant(own, one);
      const [after] = await observeAll(launch, [behaviours[index]!]);
      restore();
      const sdk = { ...recordOf(choice), status: 'ran' as const, version: '1.0.0' };
      const { results } = assembleResults({
        ...{ contract: loadContract(), suite: { version: '1.0.0', of: 1 }, startedAt: new Date(0), durationMs: 0 },
        ...{ behaviours: [behaviours[index]!], baseline: [], strict: false, repeat: 1, commandFor: () => '' },
        sdks: [
          { ...sdk, id: 'candidate' },
          { ...sdk, id: 'release' },
        ],
        observations: new Map([
          ['candidate', [after!]],
          ['release', [before[index]!]],
        ]),
      });
      const { verdict } = judgeAgainst(results, [{ candidate: 'candidate', release: 'release' }], {
        commandFor: () => '',
      });
      const seen = JSON.stringify([before[index]?.ending, after?.ending]);
      expect(verdict.exitCode, `${one.file}, ${one.to}: ${seen}`).toBe(1);
    }
  });
});

/** The installed SDK with its own code copied, and the rest of the folders linked. */
function copyOf({ command, directory }: Launch, copy: string, code: string): { launch: Launch; own: string } {
  let [from, to] = [directory, copy];
  for (const part of code.split('/')) {
    mkdirSync(to, { recursive: true });
    const name = part === '*' ? readdirSync(from)[0]! : part;
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      if (entry.name === name) continue;
      if (entry.isDirectory()) symlinkSync(join(from, entry.name), join(to, entry.name));
      else cpSync(join(from, entry.name), join(to, entry.name), { verbatimSymlinks: true });
    }
    [from, to] = [join(from, name), join(to, name)];
  }
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
  // Python knows a file that has changed by its size and the second it was written in.
  const unremembered = ['env', 'PYTHONDONTWRITEBYTECODE=1', ...command];
  return { launch: { command: unremembered, directory: copy }, own: to };
}

function plant(own: string, { file, from, to }: Patch): () => void {
  const path = join(own, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`Failed to patch ${file}: it has no ${from}. Write the patch anew.`);
  writeFileSync(
    path,
    text.replaceAll(from, () => to),
  );
  return () => writeFileSync(path, text);
}
