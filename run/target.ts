import { CommandError, exitCodes } from './errors.js';
import { readApp } from './read-app.js';
import { startMock } from './start-mock.js';

/** A real deployment that SDKs are sent to instead of the mock. */
export interface Deployment {
  url: URL;
  app: { key: string; secret: string };
}

/** What SDKs talk to during a run. */
export interface Stage {
  /** An origin. */
  url: string;
  /** SDKs share one app, so that they have to run one after the other. */
  shared: boolean;
  close: () => Promise<void>;
}

/** The environment variable that may hold the app instead of `--app`, which other users of a machine can read. */
export const appVariable = 'SDK_CONFORMANCE_APP';

/** Reads `--target` and `--app`. `undefined` without a target. @throws {CommandError} */
export function readDeployment(
  { target, app }: { target?: string; app?: string },
  environment: NodeJS.ProcessEnv = process.env,
): Deployment | undefined {
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
  return { url, app: readApp(named, app === undefined ? appVariable : '--app') };
}

/** Starts a mock, or the front of a deployment. @throws {CommandError} */
export async function openStage(deployment: Deployment | undefined): Promise<Stage> {
  if (!deployment) {
    const mock = await startMock({});
    return { url: mock.url, shared: false, close: () => mock.close() };
  }
  // As in `startMock`: loaded only when it is needed.
  const { startTarget, TargetError } = await import('../mock/index.js');
  try {
    const target = await startTarget(deployment);
    return { url: target.url, shared: true, close: () => target.close() };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    throw new CommandError(error.message, error.refused ? exitCodes.usage : exitCodes.unjudged);
  }
}
