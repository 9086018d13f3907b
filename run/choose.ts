import { type Manifest, nearest, type Source } from '../runners/index.js';
import type { Behaviour } from '../suites/behaviour.js';
import { behaviours, means, suites } from '../suites/catalogue.js';
import { CommandError } from './errors.js';

/** The good peer: it proves the suites and is no SDK, so it runs only when it is asked for. */
export const referenceId = 'reference';

export interface SdkChoice {
  /** As the user wrote it: `python`, `python@5.2.0`, `python=../stream-python`. */
  id: string;
  manifest: Manifest;
  source: Source;
  /** Named by the user, so that not being able to run it is an error. */
  named: boolean;
}

/** Reads `--sdk` flags; without any, every SDK there is. @throws {CommandError} */
export function chooseSdks(flags: readonly string[], manifests: readonly Manifest[]): SdkChoice[] {
  if (flags.length === 0) {
    return manifests
      .filter(({ id }) => id !== referenceId)
      .map((manifest) => ({ id: manifest.id, manifest, source: { kind: 'release' }, named: false }));
  }
  return [...new Set(flags)].map((flag) => chooseSdk(flag, manifests));
}

export function chooseSdk(flag: string, manifests: readonly Manifest[]): SdkChoice {
  const match = /^([^@=]+)(?:@(.+)|=(.+))?$/.exec(flag);
  const [, id = flag, version, path] = match ?? [];
  const manifest = manifests.find((candidate) => candidate.id === id);
  const ids = manifests.map((candidate) => candidate.id);
  if (!match || !manifest) throw new CommandError(`Failed to choose the SDK "${flag}": ${unknown(id, ids, 'SDK')}`);
  const source: Source =
    version !== undefined
      ? { kind: 'version', version }
      : path !== undefined
        ? { kind: 'checkout', path }
        : { kind: 'release' };
  return { id: flag, manifest, source, named: true };
}

/** Reads `--only` flags; without any, every behaviour. @throws {CommandError} */
export function chooseBehaviours(prefixes: readonly string[]): Behaviour[] {
  if (prefixes.length === 0) return [...behaviours];
  for (const prefix of prefixes) {
    if (behaviours.some(({ id }) => means(prefix, id))) continue;
    const ids = [...suites, ...behaviours.map(({ id }) => id)];
    throw new CommandError(
      `Failed to choose the behaviours "${prefix}": ${unknown(prefix, ids, 'suite or behaviour')}`,
    );
  }
  return behaviours.filter(({ id }) => prefixes.some((prefix) => means(prefix, id)));
}

function unknown(wrong: string, valid: readonly string[], what: string): string {
  const suggestion = nearest(wrong, valid);
  const choices = valid.length <= 12 ? `Choose from ${valid.join(', ')}.` : 'See them all with: sdk-conformance list';
  return `there is no such ${what}. ${suggestion ? `Did you mean ${suggestion}? ` : ''}${choices}`;
}
