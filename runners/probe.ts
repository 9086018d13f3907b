import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { copyFiles, walk } from './checkout.js';
import { installEnvironment } from './environment.js';
import { classifyOutput } from './install-error.js';
import { runStep } from './install-step.js';
import { type Manifest, pinnedVersion } from './manifest.js';

/** What a registry says when it is asked for a release. */
export type ProbeResult =
  /** It has the release. */
  | { state: 'answers' }
  /** Nobody answers, the release is not there, or the client itself fails; `detail` is a clause that says how. */
  | { state: 'unreachable' | 'not-found' | 'unknown'; detail: string };

export interface ProbeOptions {
  /** The release to ask for; the pinned one when absent. */
  version?: string;
  /** All steps together; a registry that takes longer counts as unreachable. 30 seconds when absent. */
  timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;

/**
 * Asks a runner's registry for the pinned release, with the language's own client and the user's own settings for it.
 * Nothing is installed, and nothing is left behind. `undefined` when the runner has no registry to ask. Never throws
 * for what it finds.
 */
export async function probeRegistry(manifest: Manifest, options: ProbeOptions = {}): Promise<ProbeResult | undefined> {
  if (!manifest.probe) return undefined;
  const { timeoutMs = defaultTimeoutMs } = options;
  const directory = await mkdtemp(join(tmpdir(), 'sdk-conformance-probe-'));
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    for (const folder of manifest.folders) await copyFiles(folder, await walk(folder, folder), directory);
    return await ask(manifest, directory, options.version ?? pinnedVersion(manifest), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return { state: 'unreachable', detail: `no answer within ${timeoutMs / 1000} s` };
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function ask(
  manifest: Manifest,
  directory: string,
  version: string | undefined,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const values: Record<string, string | undefined> = {
    build: directory,
    cache: join(directory, 'cache'),
    version,
  };
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const declared = Object.entries(manifest.environment?.install ?? {});
  const environment = installEnvironment(Object.fromEntries(declared.map(([name, value]) => [name, fill(value)])));
  for (const step of manifest.probe ?? []) {
    const argv = step.map(fill);
    const result = await runStep(argv, { directory, environment, onLine: () => undefined, signal });
    if (result.ok) continue;
    const fault = classifyOutput(result.output);
    return { state: states[fault], detail: tellingLine(result.output) ?? `${argv.join(' ')}: ${result.end}` };
  }
  return { state: 'answers' };
}

const states = {
  'registry-unreachable': 'unreachable',
  'not-found': 'not-found',
  'does-not-build': 'unknown',
} as const;

/** The line that made the output what it was taken for; otherwise the last one. */
function tellingLine(output: string): string | undefined {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.find((line) => classifyOutput(line) !== 'does-not-build');
  // An address of a registry can hold a password.
  return (telling ?? lines.at(-1))?.replace(/\/\/[^\s/@]+@/g, '//').slice(0, 300);
}
