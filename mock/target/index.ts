import { loadContract } from '../../spec/contract.js';

import type { MockControl } from '../control/control.js';
import { NeedsControl } from '../store/refusals.js';
import type { Listener } from '../http/listen.js';
import { Journal } from '../journal/journal.js';
import { serve } from '../serve.js';
import { Apps } from '../store/apps.js';
import { Deployment, NoAnswer } from './deployment.js';
import { lendApp } from './lent-app.js';

export interface TargetOptions {
  /** Of the deployment: an origin, and a path where the API does not begin at its root. With or without the base path. */
  url: URL;
  /** An app of its own, for tests: the users that behaviours speak of are deleted from it. */
  app: { key: string; secret: string };
}

/** A server that stands before a deployment as the mock stands for one. */
export interface Target extends Listener {
  /** As much of a mock's control as the deployment allows. */
  control: MockControl;
}

/** The deployment cannot be tested at all: nobody answers, or not to this app. */
export class TargetError extends Error {
  override name = 'TargetError';
}

/** The user by which the way into the deployment is tried. */
const probeId = 'sdk-conformance-probe';

/** The largest body that is passed on; the contract's own limit is far below. */
const readBytes = 32 * 2 ** 20;

/**
 * Sends SDKs to a real deployment, through a server that records and judges both directions. Behaviours have to run one
 * after the other: they share one app. @throws {TargetError}
 */
export async function startTarget({ url, app }: TargetOptions): Promise<Target> {
  const contract = loadContract();
  const deployment = new Deployment(url, app, contract.basePath);
  await deployment.probe(probeId).catch((cause: unknown) => {
    const message =
      cause instanceof NoAnswer
        ? `Failed to reach the deployment at ${url.href}: ${cause.message}. Correct --target, or start it.`
        : `Failed to use the deployment at ${url.href}: ${(cause as Error).message} Correct the key and the secret of --app, or --target.`;
    throw new TargetError(message, { cause });
  });
  const state = { contract, apps: new Apps(), journal: new Journal() };
  const { control, answer } = lendApp(state, deployment);
  // Every app has the deployment's own secret, which no other process is told.
  const createApp = () => Promise.reject(new NeedsControl('for an app and its secret'));
  const listener = await serve({
    ...state,
    answer,
    readBytes,
    control: { ...control, createApp },
    onDefect: (message) => process.emitWarning(message, 'MockDefect'),
  });
  return { ...listener, control };
}
