import { Channel } from './channel.js';
import { createCheckApi } from './check-api.js';
import { type Check, checks, type DriverRule, driverRules } from './check-rules.js';
import {
  Broken,
  BrokenByError,
  type CheckConnection,
  checkLimits,
  type CheckLimits,
  roundedSeconds,
  Session,
} from './check-session.js';
import type { Launch } from './driver-process.js';
import { type Breach, DriverCrash, DriverError, DriverFailure, DriverTimeout, seconds } from './failures.js';

export interface RuleResult {
  rule: DriverRule;
  /** As in `driverRules`. */
  sentence: string;
  passed: boolean;
  /** What was seen; empty when there is nothing to say. */
  detail: string;
}

export interface CheckOptions {
  limits?: Partial<CheckLimits>;
  /** Told once, as soon as an answer took long, though not too long. */
  onSlow?: (sentence: string) => void;
}

const tries = 5;

/** What is broken, whichever rule is being checked. */
const ruleOf: Partial<Record<Breach, DriverRule>> = {
  'not-json': 'lines',
  'line-too-long': 'lines',
  'not-in-schema': 'schema',
  'wrong-hello': 'hello',
  'unasked-line': 'answers',
  'wrong-count': 'answers',
  'left-its-group': 'end',
};

/**
 * Runs a driver through the protocol, one rule after the other, and ends with the first that it breaks, or when its time
 * is up. The driver is stopped also when the caller stops listening. @throws {DriverCrash} when there is no driver to
 * check, because its command cannot be started.
 */
export async function* checkDriver(
  launch: Launch,
  connection: CheckConnection,
  { onSlow = () => undefined, ...options }: CheckOptions = {},
): AsyncGenerator<RuleResult, void> {
  const limits = { ...checkLimits, ...options.limits };
  const [pair, first, second] = [
    await createCheckApi(2, limits.together),
    await createCheckApi(),
    await createCheckApi(),
  ];
  const apis = [pair, first, second];
  const reach = [connection, ...apis].map(({ baseUrl }) => baseUrl);
  const channel = new Channel({ ...launch, reach });
  const session = new Session(channel, connection, { pair, first, second }, limits, onSlow);
  const result = (rule: DriverRule, passed: boolean, detail = ''): RuleResult => ({
    rule,
    sentence: driverRules[rule],
    passed,
    detail,
  });
  const timer = setTimeout(() => channel.fail(timeIsUp(session)), limits.whole);
  try {
    for (const [rule, check] of checks) {
      try {
        const detail = await prove(check, session);
        if (channel.failure) throw channel.failure;
        yield result(rule, true, detail);
      } catch (error) {
        if (!(error instanceof DriverFailure || error instanceof Broken)) throw error;
        if (error instanceof DriverCrash && error.cause !== undefined) throw error;
        yield explain(rule, error, result);
        return;
      }
    }
    for (const rule of ['time', 'lines', 'schema', 'answers'] as const) yield result(rule, true);
  } finally {
    await channel.stop(limits.stop);
    clearTimeout(timer);
    await Promise.all(apis.map((api) => api.close()));
  }
}

/** An SDK that fails now and then is no fault of its driver: only an error that comes each time breaks a rule. */
async function prove(check: Check, session: Session): Promise<string> {
  const remarks: string[] = [];
  for (let left = tries - 1; ; left -= 1) {
    try {
      const detail = (await check(session)) ?? '';
      return [detail, ...remarks].filter((remark) => remark !== '').join('; ');
    } catch (error) {
      if (!(error instanceof BrokenByError) || left === 0) throw error;
      remarks.splice(0, 1, `tried again after this: ${error.message}`);
    }
  }
}

function timeIsUp({ channel, limits, lines, spentMs, slowest }: Session): DriverTimeout {
  const spent =
    lines === 0
      ? ''
      : `; ${lines} lines were answered in ${roundedSeconds(spentMs)}, the slowest (${slowest.what}) in ${roundedSeconds(slowest.ms)}`;
  const message = `The check ends unfinished after ${seconds(limits.whole)}${spent}.`;
  return new DriverTimeout(message, limits.whole, channel.stderrTail());
}

function explain(
  rule: DriverRule,
  error: DriverFailure | Broken,
  result: (rule: DriverRule, passed: boolean, detail: string) => RuleResult,
): RuleResult {
  if (!(error instanceof DriverFailure)) return result(rule, false, error.message);
  const broken = brokenRule(error, rule);
  const during = broken === rule ? '' : ` It happened while this was checked: ${driverRules[rule]}`;
  const noise = error.stderr.length === 0 ? '' : `\n${error.stderr.join('\n')}`;
  return result(broken, false, `${error.message}${during}${noise}`);
}

/** Some rules hold all the time, whichever is being checked. */
function brokenRule(failure: DriverFailure, checked: DriverRule): DriverRule {
  if (failure instanceof DriverError) return ruleOf[failure.reason] ?? checked;
  return failure instanceof DriverTimeout && checked !== 'end' ? 'time' : checked;
}
