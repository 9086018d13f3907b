import { visible } from '../verdicts/text.js';
import type { RuleResult } from '../driver-check/check.js';
import { type DriverRule, driverRules } from '../driver-check/rules.js';
import { wrap } from '../report/terminal-text.js';
import type { Colors, Console } from './console.js';

const nameWidth = Math.max(...Object.keys(driverRules).map((rule) => rule.length));

/** One rule of the protocol, whether the driver keeps it, and what was seen. */
export function ruleLines(
  { rule, state, detail }: RuleResult,
  { colors, width }: Pick<Console, 'colors' | 'width'>,
): string {
  const glyph = { kept: colors.green('✓'), broken: colors.red('✕'), 'not-checked': colors.dim('–') }[state];
  const remark = state === 'not-checked' ? `not checked, because ${detail}` : state === 'kept' ? detail : '';
  const room = width - nameWidth - 4;
  const remarked = remark === '' ? [] : wrap(`(${remark})`, room).map(colors.dim);
  const [first, ...rest] = [...wrap(driverRules[rule], room), ...remarked];
  const below = rest.map((line) => `\n${' '.repeat(nameWidth + 4)}${line}`);
  return `${glyph} ${rule.padEnd(nameWidth)}  ${first}${below.join('')}`;
}

/** The last word: every rule holds that could be checked, or the first that does not hold, with what was seen. */
export function checkVerdict(results: readonly RuleResult[], colors: Colors): string {
  const broken = results.find(({ state }) => state === 'broken');
  const kept = results.filter(({ state }) => state === 'kept').map(({ rule }) => rule);
  const all = Object.keys(driverRules) as DriverRule[];
  if (!broken) {
    const rest = all.length - kept.length;
    if (rest === 0) return colors.green(`The driver keeps all ${all.length} rules of the protocol.`);
    const others = rest === 1 ? 'The other one was not checked.' : `The other ${rest} were not checked.`;
    return colors.green(`The driver keeps ${kept.length} of the ${all.length} rules of the protocol. ${others}`);
  }
  const { rule, detail } = broken;
  const unchecked = all.filter((name) => name !== rule && !kept.includes(name));
  return [
    colors.red(`The first rule it breaks is "${rule}": ${driverRules[rule]}`),
    visible(detail).replace(/^(?=.)/gm, '  '),
    ...(unchecked.length > 0 ? [`Not checked: ${unchecked.join(', ')}.`] : []),
    'The rules are explained in docs/driver-protocol.md.',
  ].join('\n');
}
