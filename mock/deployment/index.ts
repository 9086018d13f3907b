import { loadContract } from '../../spec/contract.js';
import { createAnswerer } from '../answer.js';
import type { MockControl } from '../control/control.js';
import { controlPath, serveControl } from '../control/http.js';
import { createEngine } from '../engine.js';
import { Journal } from '../journal.js';
import { listen } from '../listen.js';
import { refuseMalformed } from '../malformed.js';
import { createPrepare } from '../prepare.js';
import { ErrorReplies } from '../reply.js';
import { TokenVerifier } from '../tokens.js';
import { createTargetControl } from './control.js';
import { createDeployment } from './upstream.js';
import { createFront } from './front.js';
import { Tenants } from './tenants.js';
import { createDeploymentUsers } from './users.js';

export interface TargetOptions {
  /** Of the deployment: an origin, and a path where the API does not begin at its root. */
  url: URL;
  /** An app of its own, for tests: the users that behaviours speak of are deleted from it. */
  app: { key: string; secret: string };
}

/** A front that stands before a deployment as the mock stands for one. */
export interface Target {
  /** `http://localhost:PORT`, in the place of a mock's. */
  url: string;
  /** As much of a mock's control as the deployment allows. */
  control: MockControl;
  close(): Promise<void>;
}

/** The deployment cannot be tested at all. `refused`: it answers, but not to this app. */
export class TargetError extends Error {
  override name = 'TargetError';

  constructor(
    message: string,
    readonly refused: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The user by which the way into the deployment is tried. */
const probeId = 'sdk-conformance-probe';

/**
 * Sends SDKs to a real deployment, through a front that records and judges both directions. Behaviours have to run one
 * after the other: they share one app. @throws {TargetError}
 */
export async function startTarget({ url, app }: TargetOptions): Promise<Target> {
  const contract = loadContract();
  const engine = await createEngine(contract);
  const journal = new Journal();
  const errors = new ErrorReplies(contract);
  const deployment = createDeployment(url);
  const users = createDeploymentUsers(deployment, app, contract.basePath);
  await users.get(probeId).catch((cause: unknown) => {
    deployment.close();
    throw unreachable(url, cause as Error);
  });
  const tenants = new Tenants(app.secret, users);
  const control = createTargetControl({ contract, tenants, journal });
  const controlApi = serveControl(control, (message) => process.emitWarning(message, 'MockDefect'));
  const front = createFront({
    contract,
    tenants,
    realKey: app.key,
    deployment,
    journal,
    engine,
    prepare: createPrepare(contract, engine),
    tokens: new TokenVerifier(),
    answer: createAnswerer(errors, contract.limits.userDataBytes),
  });
  const listener = await listen({
    port: 0,
    host: undefined,
    onRequest: (message, response) =>
      message.url?.startsWith(`${controlPath}/`) ? controlApi(message, response) : front(message, response),
    onMalformed: (error, socket) => refuseMalformed(error, socket, journal, errors),
  });
  return {
    url: `http://localhost:${listener.port}`,
    control,
    async close() {
      await listener.close();
      deployment.close();
    },
  };
}

function unreachable(url: URL, cause: Error): TargetError {
  if (cause.name === 'NoAnswer') {
    const message = `Failed to reach the deployment at ${url.href}: ${cause.message}. Correct --target, or start it.`;
    return new TargetError(message, false, { cause });
  }
  const message = `Failed to use the deployment at ${url.href}: ${cause.message} Correct the key and the secret of --app, or --target.`;
  return new TargetError(message, true, { cause });
}
