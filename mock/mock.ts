import { loadContract } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import { stringifyJson } from '../spec/json.js';

import { answerCall } from './api/answer.js';
import { injectedReply, preferredExample } from './api/injected.js';
import { errorReply } from './api/reply.js';
import type { Call } from './contract/call.js';
import { judgeReply } from './contract/judge.js';
import { checked } from './control/checks.js';
import { createControl, type LocalControl } from './control/control.js';
import { takeFault } from './http/fault.js';
import type { Address, Listener } from './http/listen.js';
import { bodyOf, type Reply } from './http/reply.js';
import { Journal, type JournalLimits } from './journal/journal.js';
import { serve } from './serve.js';
import { Apps, type AppSeed } from './store/apps.js';

/** An answer as a test sees it. */
export interface Answered {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Sent as JSON, or as it is when it is text. */
  body: unknown;
}

/** Answers one call. */
export type Answer = (call: Call) => Answered;

export interface MockOptions extends Address {
  /** The apps to have from the start. */
  apps?: AppSeed[];
  /** How much is recorded. */
  journal?: JournalLimits;
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
export interface Mock extends Listener {
  /** What can be done to it past its API, without HTTP. */
  control: LocalControl;
  /** Every fault of the mock's own so far. Empty, or there is a bug in it. */
  defects: readonly string[];
}

/**
 * Starts the mock. Rejects when the port cannot be had, when an app is not valid or doubled, and when the contract
 * has a schema that cannot be compiled.
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  const { decorate, onExchange, onDefect = (message: string) => process.emitWarning(message, 'MockDefect') } = options;
  const apps = createApps(options.apps ?? []);
  const journal = new Journal(options.journal);
  const state = { contract: loadContract(), apps, journal };
  const defects: string[] = [];
  const tellDefect = (message: string): void => {
    defects.push(message);
    onDefect(message);
  };
  const answer = decorate ? decorated(decorate) : heldToContract(tellDefect);
  if (onExchange) journal.follow(null, onExchange);
  const control = createControl(state);
  const { port, host } = options;
  const listener = await serve({
    ...state,
    port,
    host,
    control,
    answer(call) {
      const { app, request } = call;
      call.fault = (app && takeFault(app.faults, request)) ?? takeFault(apps.faults, request) ?? preferredExample(call);
      return call.fault ? injectedReply(call.fault, call, answer) : answer(call);
    },
    onDefect: tellDefect,
  });
  return { ...listener, control, defects };
}

/** Lets a wrapper stand between the logic and its answers; what the wrapper says goes out, right or wrong. */
function decorated(decorate: (answer: Answer) => Answer): (call: Call) => Reply {
  const wrapper = decorate((call) => {
    const reply = answerCall(call);
    return { status: reply.status, headers: reply.headers, body: bodyOf(reply) };
  });
  return (call) => {
    const { status, headers, body } = wrapper(call);
    return {
      status,
      headers,
      content: typeof body === 'string' ? body : body === undefined ? '' : stringifyJson(body),
    };
  };
}

/**
 * Has Prism judge the answers before they go out: one outside the contract is a bug, and becomes a 500. Of answers that
 * differ only in free values one is judged: judging each takes a third of a request's time.
 */
function heldToContract(onDefect: (message: string) => void): (call: Call) => Reply {
  const passed = new Set<string>();
  return (call) => {
    const reply = answerCall(call);
    const { operation, resource } = call;
    const kind = reply.kind && `${operation ?? ''} ${reply.status} ${reply.kind}`;
    if (!resource || (kind && passed.has(kind))) return reply;
    const findings = judgeReply(resource, reply);
    if (kind && findings.length === 0) passed.add(kind);
    if (findings.length === 0) return reply;
    const reasons = findings.map(({ message }) => message).join(' ');
    const answered = `${reply.status} ${reply.content.toString().slice(0, 200)}`;
    onDefect(`Failed to answer ${operation ?? ''} within the contract: ${reasons} The answer was ${answered}`);
    return errorReply(call, 500);
  };
}

function createApps(seeds: readonly AppSeed[]): Apps {
  const apps = new Apps();
  for (const seed of seeds) {
    const app = apps.create(checked('app', seed, `the app "${seed.key}"`));
    if (!app) throw new Error(`Failed to start the mock: two apps have the key "${seed.key}". Give each its own.`);
  }
  return apps;
}
