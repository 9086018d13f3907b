import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { BaselineError, type Divergence, parseBaseline } from '../../report/baseline.js';
import { renderTerminal } from '../../report/terminal.js';
import { loadManifests } from '../../runners/index.js';
import { nearest } from '../../runners/nearest.js';
import { packageRoot } from '../../spec/package-root.js';
import { behaviours } from '../../suites/catalogue.js';
import { conduct } from '../conduct.js';
import { createConsole } from '../console.js';
import { CommandError, type ExitCode } from '../errors.js';
import { createProgress } from '../progress.js';
import { chooseBehaviours, chooseSdks } from '../selection.js';

interface RunFlags {
  sdk: string[];
  only: string[];
  out: string;
  strict: boolean;
  baseline: string;
  repeat: number;
}

export const packagedBaseline = join(packageRoot, 'fixtures', 'known-divergences.yaml');

export function runCommand(finish: (exitCode: ExitCode) => void): Command {
  return new Command('run')
    .description('Run the suites on the SDKs and tell what holds')
    .option('--sdk <id>', 'an SDK: python, python@5.2.0 or python=../checkout (repeatable; default: all that can run)', collect, [])
    .option('--only <id-prefix>', 'only behaviours whose id begins so, such as conflict or create/keeps (repeatable)', collect, [])
    .option('--out <folder>', 'where the reports go', 'conformance-report')
    .option('--strict', 'allow nothing: tolerated deviations and known divergences fail', false)
    .option('--baseline <file>', 'known divergences to allow', packagedBaseline)
    .option('--repeat <n>', 'run every behaviour n times and name those that do not always agree', positive, 1)
    .action(async (flags: RunFlags) => {
      const console = createConsole();
      const out = resolve(flags.out);
      const manifests = loadManifests();
      const sdks = chooseSdks(flags.sdk, manifests);
      const chosen = chooseBehaviours(flags.only);
      const baseline = readBaseline(flags.baseline, manifests.map(({ id }) => id));
      const { repeat, strict } = flags;
      const request = { sdks, behaviours: chosen, repeat, strict, baseline, out };
      const { results, stale } = await conduct(request, createProgress(console));
      writeReports(out, { 'results.json': `${JSON.stringify(results, null, 1)}\n` });
      console.out(renderTerminal(results, console.colors));
      for (const { place } of stale) console.out(`${place}\n  It no longer fails. Take it off the list.`);
      console.note(`\nEvery detail is in ${join(flags.out, 'results.json')}.`);
      finish(results.verdict.exitCode);
    });
}

export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

export function positive(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError(`"${value}" is no whole number from 1 to 9999.`);
  return Number(value);
}

export function readBaseline(file: string, sdks: string[]): Divergence[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`Failed to read the baseline ${file}: ${(error as Error).message}. Name a file that exists.`);
  }
  try {
    const today = new Date().toISOString().slice(0, 10);
    return parseBaseline(text, file, { sdks, behaviours: behaviours.map(({ id }) => id), today, nearest });
  } catch (error) {
    if (error instanceof BaselineError) throw new CommandError(error.message);
    throw error;
  }
}

export function writeReports(folder: string, files: Record<string, string>): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new CommandError(`Failed to write the reports to ${folder}: ${(error as Error).message}. Name another folder with --out.`);
  }
}
