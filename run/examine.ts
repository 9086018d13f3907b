import {
  findInstalled,
  type FoundTool,
  InstallError,
  inspectToolchain,
  type Manifest,
  pinnedVersion,
  type ProbeResult,
  probeRegistry,
} from '../runners/index.js';
import { CommandError, exitCodes } from './errors.js';
import type { SdkChoice } from './choose.js';

/** Whether an SDK can run on this machine, and what stands in its way. */
export interface Diagnosis {
  /** As the user wrote it: `python`, `python@5.2.0`. */
  id: string;
  language: string;
  package: string;
  /** The release that would run; `null` when none is pinned or a checkout is meant. */
  version: string | null;
  ready: boolean;
  tools: FoundTool[];
  missing: { tool: string; reason: string; remedy: string }[];
  /** Whether it is installed already; then it runs without a registry. */
  installed: boolean;
  registry: {
    name: string;
    /** `none`: the SDK needs no registry. `not-asked`: with `--offline`, and when a tool is missing. */
    state: ProbeResult['state'] | 'none' | 'not-asked';
    /** A clause of what was seen; absent when the registry has the release. */
    detail?: string;
  };
}

type Registry = Diagnosis['registry'];

export interface ExamineOptions {
  /** Asks no registry: an SDK that is not installed yet is not ready. */
  offline: boolean;
}

/** Examines SDKs side by side; each registry is asked once for each release. @throws {CommandError} */
export async function examine(choices: readonly SdkChoice[], { offline }: ExamineOptions): Promise<Diagnosis[]> {
  const asked = new Map<string, Promise<Registry>>();
  const askOnce = (manifest: Manifest, version: string | undefined): Promise<Registry> => {
    const { probe, environment } = manifest;
    const question = JSON.stringify([probe, environment?.install, version]);
    const answer = asked.get(question) ?? ask(manifest, version);
    asked.set(question, answer);
    return answer;
  };
  return Promise.all(
    choices.map(async (choice) => {
      const { id, manifest, source } = choice;
      const [{ tools, missing }, installed] = await Promise.all([inspectToolchain(manifest), isInstalled(choice)]);
      const version = source.kind === 'version' ? source.version : pinnedVersion(manifest);
      const registry: Registry = !manifest.probe
        ? { name: manifest.registry, state: 'none' }
        : offline || missing.length > 0
          ? { name: manifest.registry, state: 'not-asked' }
          : await askOnce(manifest, version);
      return {
        id,
        language: manifest.language,
        package: manifest.package,
        version: source.kind === 'checkout' ? null : (version ?? null),
        ready: missing.length === 0 && (installed || ['none', 'answers'].includes(registry.state)),
        tools: firstOfEach(tools),
        missing: firstOfEach(missing.map(({ missing: tool, reason, remedy }) => ({ tool, reason, remedy }))),
        installed,
        registry,
      };
    }),
  );
}

/** A tool that is asked twice (for itself, and for a module of it) is told once. */
function firstOfEach<T extends { tool: string }>(tools: readonly T[]): T[] {
  return tools.filter(({ tool }, index) => tools.findIndex((other) => other.tool === tool) === index);
}

async function ask(manifest: Manifest, version: string | undefined): Promise<Registry> {
  const result = await probeRegistry(manifest, { version });
  return { name: manifest.registry, ...(result ?? { state: 'none' }) };
}

async function isInstalled({ manifest, source }: SdkChoice): Promise<boolean> {
  try {
    return (await findInstalled(manifest, source)) !== undefined;
  } catch (error) {
    if (error instanceof InstallError) throw new CommandError(error.message, exitCodes.unjudged);
    throw error;
  }
}
