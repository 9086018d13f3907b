import type { ResultRecord, Results } from '../model.js';
import { kindOf, presentations } from '../presentation.js';
import { cut, oneLine } from '../text.js';

/** GitHub shows ten annotations of a level and step, and drops the rest without a word. */
const perLevel = 10;

type Level = 'error' | 'warning' | 'notice';

/**
 * GitHub Actions workflow commands, one a line, to be printed to standard output. Where there are more than GitHub shows,
 * the last one says how many are left.
 */
export function renderAnnotations(results: Results): string {
  const loud = results.results.filter((result) => ['bad', 'unknown'].includes(presentations[kindOf(result)].tone));
  const strays = results.results.filter((result) => ['tolerated', 'known'].includes(kindOf(result)));
  const absent = results.sdks.filter(({ status }) => status === 'not-run');
  const errors = loud.map((result) =>
    command(
      'error',
      title(result),
      `${result.failure?.message ?? 'No reason was recorded.'} Repeat it: ${result.command}`,
    ),
  );
  const warnings = [
    ...absent.map(({ id, reason, remedy }) =>
      command('warning', `${id} did not run`, [reason, remedy].filter(Boolean).join(' ')),
    ),
    ...strays.map((result) => command('warning', title(result), note(result))),
  ];
  const level: Level = results.verdict.exitCode === 0 ? 'notice' : 'error';
  const lines = [
    // The verdict takes the place of one error, and comes first.
    command(level, 'SDK conformance', results.verdict.sentence),
    ...atMost(errors, 'error', level === 'error' ? perLevel - 1 : perLevel),
    ...atMost(warnings, 'warning', perLevel),
  ];
  return `${lines.join('\n')}\n`;
}

function atMost(lines: string[], level: Level, limit: number): string[] {
  if (lines.length <= limit) return lines;
  const left = lines.length - limit + 1;
  return [
    ...lines.slice(0, limit - 1),
    command(level, 'SDK conformance', `${left.toLocaleString('en')} more, see the report.`),
  ];
}

function title(result: ResultRecord): string {
  return `${result.sdk}: ${result.behaviour} ${presentations[kindOf(result)].label}`;
}

function note(result: ResultRecord): string {
  if (result.known) return `Known divergence: ${result.known.reason}`;
  const deviations = result.exchanges.flatMap((exchange) => exchange.deviations);
  return deviations.map(({ message }) => message).join(' ') || 'The wire strays from the contract.';
}

function command(level: Level, heading: string, message: string): string {
  return `::${level} title=${property(cut(oneLine(heading), 200))}::${data(cut(oneLine(message), 2_000))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
