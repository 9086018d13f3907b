import type { ExpectStatic } from 'vitest';

import type { MockControl } from '../mock/control/control.js';
import { DeploymentFault, NeedsControl } from '../mock/store/refusals.js';
import { DriverFailure } from '../runners/driver.js';
import type { Hello } from '../runners/protocol/messages.js';
import type { LentDriver, Supervisor } from '../runners/supervisor.js';
import type { Contract } from '../spec/contract.js';
import { afterwards, breaksAny, sentInstead } from './afterwards.js';
import { type Behaviour, defaultSeed } from './behaviour.js';
import type { Impostor } from './impostor.js';
import { MockApp } from './mock-app.js';
import { type Ending, errorOf, type Observation, type Step } from './observation.js';
import { NotApplicable, Sdk } from './sdk.js';

/** Where behaviours meet the API. */
export interface Api {
  /** Where SDKs reach it: an origin. */
  baseUrl: string;
  control: MockControl;
  /** Another server that SDKs reach. */
  impostor: Impostor;
  limits: Contract['limits'];
  /** What generated documents come from. */
  seed?: number;
}

export interface ObserveOptions {
  supervisor: Supervisor;
  /** What the supervisor knows this observation by; the id of the behaviour by default. */
  label?: string;
  api: Api;
  /** One of its own for each observation, because it counts. */
  expect: ExpectStatic;
  /** Told once for every driver that greets. */
  onHello?: (hello: Hello) => void;
}

/** What was seen, and what the behaviour threw, for whoever shows it with its place in the code. */
export interface Observed {
  observation: Observation;
  error?: unknown;
}

/** Runs one behaviour on one SDK and tells everything that was seen. Never throws. */
export async function observe(behaviour: Behaviour, options: ObserveOptions): Promise<Observed> {
  const seen: Observation = {
    behaviour: behaviour.id,
    durationMs: 0,
    checks: 0,
    before: [],
    steps: [],
    exchanges: [],
    ending: { kind: 'held' },
  };
  let startedAt: number | undefined;
  let thrown: unknown;
  try {
    const lent = await options.supervisor.lend(options.label ?? behaviour.id, async (driver) => {
      // Waiting for the behaviour before, or for the driver to start, is not its time.
      startedAt = performance.now();
      options.onHello?.(driver.hello);
      const { mock, error } = await runBehaviour(behaviour, options, driver, seen);
      thrown = error;
      return mock;
    });
    const { value: mock, failure, stderr = '' } = lent;
    // A driver's failure outweighs a failed check: what a broken driver says is no evidence against the SDK.
    if (failure && seen.ending.kind !== 'driver') seen.ending = endingOf(failure, seen.steps);
    thrown = failure ?? thrown;
    seen.checks = options.expect.getState().assertionCalls;
    seen.exchanges = await mock.end();
    seen.ending = faultOfServer(seen) ?? withTheWire(seen);
    if (seen.ending.kind === 'held' || seen.ending.kind === 'broken')
      seen.ending = breaksAny(seen, stderr, mock.isSecretIn) ?? seen.ending;
    keepSecret(seen, mock.isSecretIn);
  } catch (error) {
    seen.ending = endingOf(error, seen.steps);
    thrown = error;
  }
  if (startedAt !== undefined) seen.durationMs = performance.now() - startedAt;
  return { observation: seen, error: thrown };
}

/** Runs it in an app of its own, and returns what it threw. */
async function runBehaviour(
  behaviour: Behaviour,
  { api, expect }: ObserveOptions,
  driver: LentDriver,
  seen: Observation,
): Promise<{ mock: MockApp; error?: unknown }> {
  const mock = new MockApp(api.control, await api.control.createApp(), api.limits);
  const sdk = Sdk.start({ driver, baseUrl: api.baseUrl, app: mock.app, steps: seen.steps, clients: new Map() });
  seen.before = mock.before;
  try {
    await behaviour.run({ sdk, mock, impostor: api.impostor, expect, seed: api.seed ?? defaultSeed });
    return { mock };
  } catch (error) {
    seen.ending = endingOf(error, seen.steps);
    return { mock, error };
  }
}

/** No report tells a secret that an error told. */
function keepSecret(seen: Observation, isSecretIn: (text: string) => boolean): void {
  const kept = "[not shown: it holds the app's secret]";
  for (const step of seen.steps) {
    const error = errorOf(step);
    if (isSecretIn(error?.message ?? '')) step.outcome = { error: { ...error!, message: kept } };
  }
  for (const [name, text] of Object.entries(seen.ending)) {
    if (typeof text === 'string' && isSecretIn(text)) Object.assign(seen.ending, { [name]: kept });
  }
}

/** What the wire says of a behaviour that has ended. */
function withTheWire(seen: Observation): Ending {
  const { ending } = seen;
  if (ending.kind === 'held') return afterwards(seen);
  if (ending.kind !== 'broken') return ending;
  const sent = sentInstead(seen);
  return sent === undefined ? ending : { ...ending, sent };
}

/** An answer outside the contract is the target's doing, and so may be all that came of it. */
function faultOfServer({ ending: { kind }, exchanges }: Observation): Ending | undefined {
  const sentences = [...new Set(exchanges.flatMap(({ faults = [] }) => faults.map(({ message }) => message)))];
  if (sentences.length === 0 || kind === 'driver' || kind === 'bug') return undefined;
  return { kind: 'server', message: `the deployment answers outside the contract: ${sentences.join(' ')}` };
}

/** What an exception out of a behaviour, or out of its driver, means. */
export function endingOf(error: unknown, steps: Step[]): Ending {
  if (error instanceof NotApplicable) return { kind: 'not-applicable', reason: error.message };
  if (error instanceof NeedsControl) {
    return { kind: 'not-applicable', reason: `it needs the control API of the mock, ${error.message}` };
  }
  if (error instanceof DeploymentFault) {
    return { kind: 'server', message: `the deployment answers outside the contract: ${error.message}` };
  }
  if (error instanceof DriverFailure) {
    const { verdict: failure, message, stderr } = error;
    return { kind: 'driver', failure, message, stderr, step: steps.length > 0 ? steps.length - 1 : undefined };
  }
  if (isFailedCheck(error)) {
    const { message, expected, actual, __vitest_error_context__: context } = error;
    const step = context?.meta ? steps.indexOf(context.meta.step) : -1;
    const compares = expected !== undefined || actual !== undefined;
    return {
      kind: 'broken',
      message: message.replace(/^(.+?): expected .*$/s, (_, what: string) => `${what} ${differs(what)} than expected`),
      ...(compares ? { expected: expected instanceof RegExp ? `text like ${expected}` : expected, actual } : {}),
      step: step === -1 ? undefined : step,
    };
  }
  return { kind: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** What is compared is named by the one who compares: `the status of the error`, `the requests of the call`. */
const differs = (what: string): string => (/^the \w+[^'us]s\b/.test(what) ? 'are others' : 'is another');

/** What `expect` throws: for its own checks an AssertionError, for the matchers of `matchers.ts` one with a context. */
interface FailedCheck extends Error {
  expected?: unknown;
  actual?: unknown;
  __vitest_error_context__?: { meta?: { step: Step } };
}

function isFailedCheck(error: unknown): error is FailedCheck {
  return error instanceof Error && (error.name === 'AssertionError' || '__vitest_error_context__' in error);
}
