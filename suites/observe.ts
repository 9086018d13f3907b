import { DeploymentFault, type MockClient, NeedsControl } from '../mock/client.js';
import { DriverFailure } from '../runners/failures.js';
import type { Hello } from '../runners/protocol/messages.js';
import type { Lease, Supervisor } from '../runners/supervisor.js';
import { afterwards } from './afterwards.js';
import type { Behaviour } from './behaviour.js';
import { BrokenExpectation } from './checks.js';
import { BehaviourContext, type Terms } from './context.js';
import type { Ending, Observation, Step } from './observation.js';

export interface Stage {
  supervisor: Supervisor;
  /** What the supervisor knows this observation by; the id of the behaviour by default. */
  label?: string;
  mock: MockClient;
  /** Where SDKs reach the API: an origin. */
  baseUrl: string;
  contract: Terms;
  /** Told once for every driver that greets. */
  onHello: (hello: Hello) => void;
}

/** Runs one behaviour on one SDK and tells everything that was seen. Never throws. */
export async function observe(behaviour: Behaviour, stage: Stage): Promise<Observation> {
  const seen: Observation = {
    behaviour: behaviour.id,
    durationMs: 0,
    checks: 0,
    steps: [],
    exchanges: [],
    ending: { kind: 'held' },
  };
  let lease: Lease;
  try {
    lease = await stage.supervisor.lease(stage.label ?? behaviour.id);
  } catch (error) {
    return { ...seen, ending: endingOf(error) };
  }
  // Waiting for the behaviour before, or for the driver to start, is not its time.
  const startedAt = performance.now();
  try {
    stage.onHello(lease.driver.hello);
    const reason = notApplicable(behaviour, lease.driver.hello);
    seen.ending = reason ? { kind: 'not-applicable', reason } : await withApp(behaviour, stage, lease, seen);
  } catch (error) {
    seen.ending = endingOf(error, seen.steps);
  }
  await lease.end();
  seen.durationMs = performance.now() - startedAt;
  return seen;
}

async function withApp(behaviour: Behaviour, stage: Stage, lease: Lease, seen: Observation): Promise<Ending> {
  const { mock, baseUrl, contract } = stage;
  const { driver } = lease;
  const credential = behaviour.credential ?? driver.hello.credentials[0] ?? 'secret';
  const context = new BehaviourContext({ driver, mock, baseUrl, contract }, await mock.createApp(), credential);
  seen.steps = context.steps;
  const ending = await runToItsEnd(behaviour, context, lease, seen);
  seen.checks = context.check.count;
  for (const { key } of context.apps) seen.exchanges.push(...(await mock.deleteApp(key)));
  if (context.usesUnknownKey) seen.exchanges.push(...(await mock.exchanges(context.unknownKey)));
  return faultOf(ending, seen) ?? (ending.kind === 'held' ? afterwards(seen, context.check.untold) : ending);
}

/** An answer outside the contract is the deployment's doing, and so may be all that came of it. */
function faultOf({ kind }: Ending, { exchanges }: Observation): Ending | undefined {
  const sentences = [...new Set(exchanges.flatMap(({ faults = [] }) => faults.map(({ message }) => message)))];
  if (sentences.length === 0 || kind === 'driver' || kind === 'bug') return undefined;
  return { kind: 'server', message: `the deployment answers outside the contract: ${sentences.join(' ')}` };
}

/** A driver's failure outweighs a broken expectation: what a broken driver says is no evidence against the SDK. */
async function runToItsEnd(
  behaviour: Behaviour,
  context: BehaviourContext,
  lease: Lease,
  seen: Observation,
): Promise<Ending> {
  let ending: Ending = { kind: 'held' };
  try {
    await behaviour.run(context);
  } catch (error) {
    ending = endingOf(error, seen.steps);
  }
  const failure = await lease.end();
  return failure && ending.kind !== 'driver' ? endingOf(failure, seen.steps) : ending;
}

/** What an exception out of a behaviour, or out of its driver, means. */
export function endingOf(error: unknown, steps: Step[] = []): Ending {
  if (error instanceof NeedsControl) {
    return { kind: 'not-applicable', reason: `it needs the control API of the mock, ${error.message}` };
  }
  if (error instanceof DeploymentFault) {
    return { kind: 'server', message: `the deployment answers outside the contract: ${error.message}` };
  }
  if (error instanceof BrokenExpectation) {
    return { kind: 'broken', message: error.message, ...error.comparison, step: error.step };
  }
  if (error instanceof DriverFailure) {
    const { verdict: failure, message, stderr } = error;
    return { kind: 'driver', failure, message, stderr, step: steps.length > 0 ? steps.length - 1 : undefined };
  }
  return { kind: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function notApplicable(behaviour: Behaviour, { calls, credentials }: Hello): string | undefined {
  const missing = behaviour.calls.filter((call) => !calls.includes(call));
  if (missing.length > 0) return `the SDK has no call for ${missing.join(', ')}`;
  if (behaviour.credential && !credentials.includes(behaviour.credential)) {
    return behaviour.credential === 'secret'
      ? 'it is about the secret, and this client holds a user token'
      : 'it is about user tokens, and this client holds the secret';
  }
  return undefined;
}
