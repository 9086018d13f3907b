import { oneLine, visible } from '../verdicts/text.js';
import type { RuleResult } from '../driver-check/check.js';
import { type DriverRule, driverRules } from '../driver-check/rules.js';
import type { Colors } from './console.js';

const width = Math.max(...Object.keys(driverRules).map((rule) => rule.length));

/** One rule of the protocol, whether the driver keeps it, and what was seen. */
export function ruleLine({ rule, passed, detail }: RuleResult, colors: Colors): string {
  const glyph = passed ? colors.green('✓') : colors.red('✕');
  const remark = passed && detail !== '' ? colors.dim(`  (${oneLine(detail)})`) : '';
  return `${glyph} ${rule.padEnd(width)}  ${driverRules[rule]}${remark}`;
}

/** The last word: every rule holds, or the first that does not, with what was seen. */
export function checkVerdict(results: readonly RuleResult[], colors: Colors): string {
  const broken = results.find(({ passed }) => !passed);
  const all = Object.keys(driverRules).length;
  if (!broken) return colors.green(`The driver keeps all ${all} rules of the protocol.`);
  const { rule, detail } = broken;
  const kept = results.filter(({ passed }) => passed).map((result) => result.rule);
  const unchecked = (Object.keys(driverRules) as DriverRule[]).filter((name) => name !== rule && !kept.includes(name));
  return [
    colors.red(`The first rule it breaks is "${rule}": ${driverRules[rule]}`),
    visible(detail).replace(/^(?=.)/gm, '  '),
    ...(unchecked.length > 0 ? [`Not checked after that: ${unchecked.join(', ')}.`] : []),
    'The rules are explained in docs/driver-protocol.md.',
  ].join('\n');
}
