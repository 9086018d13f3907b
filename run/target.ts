import { CommandError } from './errors.js';
import { readApp } from './read-app.js';
import type { TargetAddress } from '../suites/worker.js';

/** The environment variable that may hold the app instead of `--app`, which other users of a machine can read. */
export const appVariable = 'SDK_CONFORMANCE_APP';

/** Reads `--target` and `--app`. `undefined` without a target. @throws {CommandError} */
export function readTarget(
  { target, app }: { target?: string; app?: string },
  environment: NodeJS.ProcessEnv = process.env,
): TargetAddress | undefined {
  if (target === undefined) {
    if (app === undefined) return undefined;
    throw new CommandError('Failed to use --app: no deployment is named. Add --target, such as --target https://host.');
  }
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new CommandError(
      `Failed to read --target: it is no address of a deployment. Write it like --target https://host, with the credentials in --app.`,
    );
  }
  const named = app ?? environment[appVariable];
  if (named === undefined) {
    throw new CommandError(
      `Failed to use --target: no app of the deployment is named. Name one that is for tests only, with --app key:secret or in ${appVariable}.`,
    );
  }
  return { url: url.href, app: readApp(named, app === undefined ? appVariable : '--app') };
}

/**
 * Asks the target for a user, so that one that cannot be tested is told before any SDK is blamed for it.
 * @throws {CommandError}
 */
export async function probeTarget({ url, app }: TargetAddress): Promise<void> {
  // Loaded only when it is needed: the mock's engine takes longer to load than all the rest of the command.
  const { startTarget, TargetError } = await import('../mock/index.js');
  try {
    const target = await startTarget({ url: new URL(url), app });
    await target.close();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    throw new CommandError(error.message);
  }
}

/** What must not reach any file or log. @throws {CommandError} */
export function secretsOf(flags: { target?: string; app?: string }): string[] {
  const target = readTarget(flags);
  return target ? [target.app.secret] : [];
}
