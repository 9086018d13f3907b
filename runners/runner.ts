import type { ProcessPromise } from 'zx/core';

/** A program that has to be there before anything is installed. */
export interface Tool {
  /** The program and the arguments that make it print its version. */
  command: readonly string[];
  /** A semver range for the first version number that it prints. */
  version: string;
  /** A sentence: how to get it. */
  remedy: string;
}

/** A file of the runner or of a checkout, and what to look for in it. */
export interface Place {
  file: string;
  pattern: RegExp;
}

/**
 * zx's `$`, set up for one installation: commands run in the build folder, see the registries' settings and nothing else
 * of the environment, and die with this process. Each value put into a command is one argument; one that is missing
 * fails.
 */
export type Shell = (pieces: TemplateStringsArray, ...values: unknown[]) => ProcessPromise;

/** What is to be installed: with neither of the two, the pinned release. */
export interface Source {
  /** A published version other than the pinned one. */
  version?: string;
  /** The folder of a local checkout; a runner is given that of a copy. */
  checkout?: string;
}

export interface Install extends Source {
  $: Shell;
  /** The folder that all builds share, for downloads; also given to `environment`. */
  cache: string;
}

/** What a `runner.ts` in this package, or a `runner.mjs` elsewhere, exports as its default. */
export interface RunnerDefinition {
  /** The folder's name, and the SDK's name on the command line. */
  id: string;
  language: string;
  /** The SDK's name in its registry. */
  package: string;
  registry: string;
  /** The file of example code that reports show. */
  example: string;
  /** A sibling folder whose files are copied first. */
  base?: string;
  tools: readonly Tool[];
  /** Where the pinned release stands; the pattern's first group is the version. Absent when nothing is installed. */
  pinned?: Place;
  /** What tells a checkout of this SDK from any other folder. Without it, no checkout can be installed. */
  identify?: Place;
  /** Variables for every command: mostly, where a tool keeps its downloads below the cache that all builds share. */
  environment?: (cache: string) => Record<string, string>;
  /**
   * Every published version, in any order, as the registry tells it to the language's own client. Runs in a copy of the
   * runner's folder, with an empty `cache`, so that nobody but the registry can answer. A registry that has the `version`
   * that somebody wants, and lists none, is answered for with this one alone. Without `versions`, only the pinned release
   * can be installed.
   */
  versions?: (ask: Omit<Install, 'checkout'>) => Promise<string[]>;
  /** Runs in the build folder, which holds a copy of the runner's files. */
  install: (install: Install) => Promise<void>;
  /** The program that is started in the build folder, and its arguments. `node` is the Node.js that runs this. */
  driver: readonly string[];
}

/** A runner that was found: what it says, and where it is. */
export interface Runner extends RunnerDefinition {
  /** Absolute: its own folder, and before it that of its base. */
  folders: readonly string[];
  /** The folder that was named to find it; absent for those of this package. */
  foundIn?: string;
}

/** Gives a page its type. */
export const runner = (definition: RunnerDefinition): RunnerDefinition => definition;

/** `tool('python3', …)` asks `python3 --version`; a command of more words is asked as it stands. */
export function tool(command: string, version: string, remedy: string): Tool {
  const words = command.split(' ');
  return { command: words.length > 1 ? words : [command, '--version'], version, remedy };
}
