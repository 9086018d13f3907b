import { Channel } from './channel.js';
import { checks, type DriverRule, driverRules } from './check-rules.js';
import { Broken, type CheckConnection, Session } from './check-session.js';
import { defaultTimeouts, type Timeouts } from './driver.js';
import type { Launch } from './driver-process.js';
import { type Breach, DriverCrash, DriverError, DriverFailure } from './failures.js';

export interface RuleResult {
  rule: DriverRule;
  /** As in `driverRules`. */
  sentence: string;
  passed: boolean;
  /** What was seen; empty when there is nothing to say. */
  detail: string;
}

const ruleOf: Record<Breach, DriverRule> = {
  'not-json': 'lines',
  'line-too-long': 'lines',
  'not-in-schema': 'schema',
  'wrong-answer': 'schema',
  'wrong-hello': 'hello',
  'unknown-id': 'once',
  'answered-twice': 'once',
  'driver-error-answer': 'calls',
};

/**
 * Runs a driver through the protocol, one rule after the other, and ends with the first that it breaks.
 * The driver is stopped also when the caller stops listening. @throws {DriverCrash} when there is no driver to check,
 * because its command cannot be started.
 */
export async function* checkDriver(
  launch: Launch,
  connection: CheckConnection,
  options: { timeouts?: Partial<Timeouts> } = {},
): AsyncGenerator<RuleResult, void> {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const channel = new Channel(launch, () => undefined);
  const session = new Session(channel, connection, timeouts);
  const result = (rule: DriverRule, passed: boolean, detail = ''): RuleResult => ({
    rule,
    sentence: driverRules[rule],
    passed,
    detail,
  });
  try {
    for (const [rule, check] of checks) {
      try {
        const detail = await check(session);
        if (channel.failure) throw channel.failure;
        yield result(rule, true, detail ?? '');
      } catch (error) {
        if (!(error instanceof DriverFailure || error instanceof Broken)) throw error;
        if (error instanceof DriverCrash && error.cause !== undefined) throw error;
        yield explain(rule, error, result);
        return;
      }
    }
    for (const rule of ['lines', 'schema', 'once'] as const) yield result(rule, true);
  } finally {
    await channel.stop(timeouts.stop);
  }
}

function explain(
  rule: DriverRule,
  error: DriverFailure | Broken,
  result: (rule: DriverRule, passed: boolean, detail: string) => RuleResult,
): RuleResult {
  if (!(error instanceof DriverFailure)) return result(rule, false, error.message);
  const broken = error instanceof DriverError ? ruleOf[error.reason] : rule;
  const during = broken === rule ? '' : ` It happened while this was checked: ${driverRules[rule]}`;
  const noise = error.stderr.length === 0 ? '' : `\n${error.stderr.join('\n')}`;
  return result(broken, false, `${error.message}${during}${noise}`);
}
