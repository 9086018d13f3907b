import { checkCache } from '../runners/cache.js';
import { InstallError, type InstallFault } from '../runners/install-error.js';
import { findInstalled } from '../runners/install.js';
import { pinnedVersion } from '../runners/load.js';
import { askRegistry, newerThanPinned, newest, rememberedNewer } from '../runners/registry.js';
import type { Runner, Source } from '../runners/runner.js';
import { type FoundTool, inspectToolchain, type MissingTool } from '../runners/toolchain.js';
import { refusalOf } from './prepare.js';
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
  missing: MissingTool[];
  /** Whether it is installed already; then it runs without a registry. */
  installed: boolean;
  registry: {
    name: string;
    /**
     * `answers`: it has the release. `none`: the SDK needs no registry. `not-asked`: with `--offline`, and when a tool is
     * missing. Anything else is why nothing could be installed from it.
     */
    state: 'answers' | 'none' | 'not-asked' | InstallFault;
    /** A clause of what was seen; absent when the registry has the release. */
    detail?: string;
  };
  /** A release that is newer than the pinned one; absent when there is none, none is known, or another was named. */
  newer?: string;
}

export interface ExamineOptions {
  /** Asks no registry: an SDK that is not installed yet is not ready. */
  offline: boolean;
}

/** The versions that a registry names, or how it fails to. */
type Answer = string[] | InstallError;

/**
 * Examines SDKs side by side; each registry is asked once for each package and version.
 * @throws {CommandError}
 * @throws {SetupError} when one is not installed yet, and cannot be
 */
export async function examine(choices: readonly SdkChoice[], { offline }: ExamineOptions): Promise<Diagnosis[]> {
  const asked = new Map<string, Promise<Answer>>();
  const askOnce = (runner: Runner, version: string | undefined): Promise<Answer> => {
    const question = JSON.stringify([runner.base ?? runner.id, version]);
    const answer = asked.get(question) ?? askRegistry(runner, { version }).catch(installErrorOf);
    asked.set(question, answer);
    return answer;
  };
  return Promise.all(
    choices.map(async ({ id, runner, source }) => {
      const { tools, missing } = await inspectToolchain(runner);
      const latest = source.version === 'latest';
      const named = latest ? undefined : (source.version ?? pinnedVersion(runner));
      const silent = !runner.versions ? 'none' : offline || missing.length > 0 ? 'not-asked' : undefined;
      const answer = silent ?? (await askOnce(runner, named));
      const published = Array.isArray(answer) ? answer : undefined;
      const version = latest ? published && newest(published) : named;
      const meant = latest ? published && { version } : source;
      const installed = meant !== undefined && (await isInstalled(runner, meant));
      if (!installed) await checkCache();
      const registry = registryOf(runner, answer, version);
      return {
        id,
        language: runner.language,
        package: runner.package,
        version: source.checkout === undefined ? (version ?? null) : null,
        ready: missing.length === 0 && (installed || ['none', 'answers'].includes(registry.state)),
        tools: firstOfEach(tools),
        missing: firstOfEach(missing),
        installed,
        registry,
        newer:
          (source.version ?? source.checkout) !== undefined
            ? undefined
            : published
              ? newerThanPinned(runner, published)
              : await rememberedNewer(runner),
      };
    }),
  );
}

/** A tool that is asked twice (for itself, and for a module of it) is told once. */
function firstOfEach<T extends { tool: string }>(tools: readonly T[]): T[] {
  return tools.filter(({ tool }, index) => tools.findIndex((other) => other.tool === tool) === index);
}

function registryOf(
  { registry: name }: Runner,
  answer: Answer | 'none' | 'not-asked',
  version: string | undefined,
): Diagnosis['registry'] {
  if (typeof answer === 'string') return { name, state: answer };
  if (answer instanceof InstallError) {
    const { fault, cause, detail = cause } = answer.failure;
    return { name, state: fault, detail };
  }
  if (version !== undefined && answer.includes(version)) return { name, state: 'answers' };
  return { name, state: 'not-found', detail: `the newest it has is ${newest(answer)}` };
}

function installErrorOf(error: unknown): InstallError {
  if (error instanceof InstallError) return error;
  throw error;
}

async function isInstalled(runner: Runner, source: Source): Promise<boolean> {
  const found = await findInstalled(runner, source).catch(installErrorOf);
  if (found instanceof InstallError) throw refusalOf([found]);
  return found !== undefined;
}
