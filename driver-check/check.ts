import { createCheckApi } from './api.js';
import { Broken, NotChecked, type Proof, proofs } from './proofs.js';
import { type CheckConnection, Session } from './session.js';
import { Driver, DriverFailure } from '../runners/driver.js';
import type { Launch } from '../runners/driver-process.js';
import { type CheckLimits, checkLimits, type DriverRule, driverRules } from './rules.js';

export interface RuleResult {
  rule: DriverRule;
  state: 'kept' | 'broken' | 'not-checked';
  /** What was seen; empty when there is nothing to say. */
  detail: string;
}

export interface CheckOptions {
  limits?: Partial<CheckLimits>;
  /** Told once, as soon as an answer took long, though not too long. */
  onSlow?: (sentence: string) => void;
}

/**
 * Runs a driver through the protocol, one rule after the other, and ends with the first that it breaks, or when its time
 * is up. The driver is stopped also when the caller stops listening. @throws {DriverFailure} when there is no driver to
 * check, because its command cannot be started.
 */
export async function* checkDriver(
  launch: Launch,
  connection: CheckConnection,
  { onSlow = () => undefined, ...options }: CheckOptions = {},
): AsyncGenerator<RuleResult, void> {
  const limits = { ...checkLimits, ...options.limits };
  // Further APIs that rules send it to. They are there before it is, because a contained one reaches no other.
  const apis = {
    pair: await createCheckApi(2, limits.together),
    first: await createCheckApi(),
    second: await createCheckApi(),
  };
  const reach = [...((await launch.reach) ?? []), ...Object.values(apis)];
  const driver = new Driver({ ...launch, reach }, limits);
  const session = new Session(driver, connection, apis, limits, onSlow);
  const timer = setTimeout(() => driver.fail('timed-out', session.timeIsUp, 'time'), limits.whole);
  try {
    for (const [rule, proof] of Object.entries(proofs) as [DriverRule, Proof][]) {
      const result = await prove(rule, proof, session);
      yield result;
      if (result.state === 'broken') return;
    }
    for (const rule of ['time', 'lines', 'schema', 'answers'] as const) yield { rule, state: 'kept', detail: '' };
  } finally {
    await driver.stop();
    clearTimeout(timer);
    for (const api of Object.values(apis)) api.close();
  }
}

const tries = 5;

/** An SDK that fails now and then is no fault of its driver: only an error that comes each time breaks a rule. */
async function prove(rule: DriverRule, proof: Proof, session: Session): Promise<RuleResult> {
  const { driver } = session;
  let failedBefore = '';
  for (let left = tries - 1; ; left -= 1) {
    try {
      const seen = (await proof(session)) ?? '';
      if (driver.failure) throw driver.failure;
      if (seen instanceof NotChecked) return { rule, state: 'not-checked', detail: seen.reason };
      return { rule, state: 'kept', detail: [seen, failedBefore].filter((remark) => remark !== '').join('; ') };
    } catch (error) {
      if (error instanceof DriverFailure) return explain(rule, error);
      if (!(error instanceof Broken)) throw error;
      if (!error.bySdk || left === 0) return { rule, state: 'broken', detail: error.message };
      failedBefore = `tried again after this: ${error.message}`;
    }
  }
}

/** Some rules hold all the time, whichever is being checked. */
function explain(checked: DriverRule, failure: DriverFailure): RuleResult {
  const { rule = checked, message, stderr, cause } = failure;
  if (cause !== undefined) throw failure;
  const during = rule === checked ? '' : ` It happened while this was checked: ${driverRules[checked]}`;
  return { rule, state: 'broken', detail: [message + during, ...stderr].join('\n') };
}
