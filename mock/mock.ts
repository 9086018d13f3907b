import type { IncomingMessage } from 'node:http';

import { loadContract } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';

import { createAnswerer } from './answer.js';
import { createApi } from './api.js';
import { Apps } from './apps.js';
import type { AppSeed } from './apps.js';
import { checked, checks } from './control/checks.js';
import type { LocalControl } from './control/control.js';
import { controlPath, serveControl } from './control/http.js';
import { createControl } from './control/local.js';
import { decorateAnswerer } from './decorate.js';
import type { Answer } from './decorate.js';
import { createEngine } from './engine.js';
import { Journal } from './journal.js';
import { listen } from './listen.js';
import { refuseMalformed } from './malformed.js';
import { createPrepare } from './prepare.js';
import { rememberPrepared } from './prepare-cache.js';
import { ErrorReplies } from './reply.js';
import { sendPreflight } from './send.js';
import { TokenVerifier } from './tokens.js';

export interface MockOptions {
  /** 0, the default, picks a free one. */
  port?: number;
  /** The one address to listen on, instead of both loopback addresses. */
  host?: string;
  /** The apps to have from the start. */
  apps?: AppSeed[];
  /**
   * Wraps the API's logic, so that a test can plant a defect in it. What the wrapper answers goes out and is recorded
   * as it is; without a wrapper, an answer outside the contract is a defect of the mock, and becomes a 500.
   */
  decorate?: (answer: Answer) => Answer;
  /** Told of every exchange with the API once it is over, answered or not. */
  onExchange?: (exchange: Exchange) => void;
  /** Told, in a sentence, of every fault of the mock's own. The default warns through `process.emitWarning`. */
  onDefect?: (message: string) => void;
}

/** A mock that is serving. */
export interface Mock {
  /** `http://localhost:PORT`; with `host`, that host. */
  url: string;
  port: number;
  /** What can be done to it past its API, without HTTP. */
  control: LocalControl;
  /** Every fault of the mock's own so far. Empty, or there is a bug in it. */
  defects: readonly string[];
  /** Stops serving; connections are closed, answered or not. */
  close(): Promise<void>;
}

/**
 * Starts the mock. Rejects when the port cannot be had, when an app is not valid or doubled, and when the contract
 * has a schema that cannot be compiled.
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  const contract = loadContract();
  const engine = await createEngine(contract);
  const apps = createApps(options.apps ?? []);
  const journal = new Journal();
  const errors = new ErrorReplies(contract);
  const answer = createAnswerer(errors, contract.limits.userDataBytes);
  const defects: string[] = [];
  const { decorate, onExchange, onDefect = (message: string) => process.emitWarning(message, 'MockDefect') } = options;
  const tellDefect = (message: string): void => {
    defects.push(message);
    onDefect(message);
  };
  const api = createApi({
    contract,
    apps,
    journal,
    engine,
    errors,
    prepare: rememberPrepared(createPrepare(contract, engine), contract),
    tokens: new TokenVerifier(),
    answer: decorate ? decorateAnswerer(answer, decorate) : answer,
    checkAnswers: decorate === undefined,
    onEnd: onExchange ? (recording) => onExchange(recording.toExchange()) : null,
    onDefect: tellDefect,
  });
  const control = createControl({ contract, apps, journal });
  const controlApi = serveControl(control, tellDefect);

  const listener = await listen({
    port: options.port ?? 0,
    host: options.host,
    onRequest(message, response) {
      const path = message.url ?? '';
      if (path.startsWith(`${controlPath}/`)) controlApi(message, response);
      else if (isPreflight(message)) sendPreflight(response, message.headers['access-control-request-headers']);
      else api(message, response);
    },
    onMalformed: (error, socket) => refuseMalformed(error, socket, journal, errors),
  });
  const host = options.host ?? 'localhost';
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}`;
  return { url, port: listener.port, control, defects, close: () => listener.close() };
}

/** Browsers ask first; an `OPTIONS` that does not ask is a method like any other. */
function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

function createApps(seeds: readonly AppSeed[]): Apps {
  const apps = new Apps();
  for (const seed of seeds) {
    const app = apps.create(checked(checks.app, structuredClone(seed), `the app "${seed.key}"`));
    if (!app) throw new Error(`Failed to start the mock: two apps have the key "${seed.key}". Give each its own.`);
  }
  return apps;
}
