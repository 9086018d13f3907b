import type { Pair } from '../verdicts/gate.js';
import { CommandError } from './errors.js';
import type { SdkChoice } from './choose.js';

/** Which release each SDK under test is compared with: the one of the same runner. @throws {CommandError} */
export function pairSdks(candidates: readonly SdkChoice[], releases: readonly SdkChoice[]): Pair[] {
  const unused = releases.find(({ manifest }) => !candidates.some((choice) => choice.manifest.id === manifest.id));
  if (unused) {
    const { id, manifest } = unused;
    throw new CommandError(
      `Failed to compare with "${id}": no --sdk of ${manifest.id} is under test. Add one, such as --sdk ${manifest.id}=../checkout.`,
    );
  }
  return candidates.map(({ id, manifest }) => {
    const [release, ...others] = releases.filter((choice) => choice.manifest.id === manifest.id);
    if (!release) {
      throw new CommandError(
        `Failed to compare "${id}": no --against names a release of ${manifest.id}. Add one, such as --against ${manifest.id}@1.2.3.`,
      );
    }
    if (others.length > 0) {
      throw new CommandError(
        `Failed to compare "${id}": --against names several releases of ${manifest.id}, ${[release, ...others].map((choice) => choice.id).join(' and ')}. Name one.`,
      );
    }
    if (release.id === id) {
      throw new CommandError(
        `Failed to compare "${id}": --against names the same. Name another version of it, or a checkout with --sdk ${manifest.id}=PATH.`,
      );
    }
    return { candidate: id, release: release.id };
  });
}
