import type { Pair } from '../verdicts/gate.js';
import { CommandError } from './errors.js';
import type { SdkChoice } from './choose.js';

/** Which release each SDK under test is compared with: the one of the same runner. @throws {CommandError} */
export function pairSdks(candidates: readonly SdkChoice[], releases: readonly SdkChoice[]): Pair[] {
  const unused = releases.find(({ runner }) => !candidates.some((choice) => choice.runner.id === runner.id));
  if (unused) {
    const { id, runner } = unused;
    throw new CommandError(
      `Failed to compare with "${id}": no --sdk of ${runner.id} is under test. Add one, such as --sdk ${runner.id}=../checkout.`,
    );
  }
  return candidates.map(({ id, runner }) => {
    const [release, ...others] = releases.filter((choice) => choice.runner.id === runner.id);
    if (!release) {
      throw new CommandError(
        `Failed to compare "${id}": no --against names a release of ${runner.id}. Add one, such as --against ${runner.id}@1.2.3.`,
      );
    }
    if (others.length > 0) {
      throw new CommandError(
        `Failed to compare "${id}": --against names several releases of ${runner.id}, ${[release, ...others].map((choice) => choice.id).join(' and ')}. Name one.`,
      );
    }
    if (release.id === id) {
      throw new CommandError(
        `Failed to compare "${id}": --against names the same. Name another version of it, or a checkout with --sdk ${runner.id}=PATH.`,
      );
    }
    return { candidate: id, release: release.id };
  });
}
