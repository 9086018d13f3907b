import type { Results } from '../../verdicts/model.js';
import { asSentence, cut, firstClause, oneLine, plural } from '../../verdicts/text.js';
import { acrossSdks, type SharedCause } from '../shared-causes.js';
import { lookup } from '../lookup.js';
import { containmentWords, unsteadyOf, wavering } from '../tally.js';

/** GitHub shows ten annotations of a level and step, and drops the rest without a word. */
const perLevel = 10;

type Level = 'error' | 'warning' | 'notice';

/**
 * GitHub Actions workflow commands, one a line, to be printed to standard output: the verdict, then each cause. Where
 * there are more than GitHub shows, the last one names those that are left.
 */
export function renderAnnotations(results: Results): string {
  const { verdict, causes, changes } = results;
  const level: Level = verdict.exitCode === 0 ? 'notice' : 'error';
  const told = ({ cause, sdks, behaviours, remedy }: SharedCause) => {
    const title = firstClause(cause.sentence);
    const whole = title === cause.sentence ? '' : `${asSentence(cause.sentence)} `;
    return [
      `${sdks.join(', ')}: ${title}`,
      `${whole}${plural(behaviours, 'behaviour')}. ${asSentence(cause.effect)} ${remedy} See it: ${cause.command}`,
    ];
  };
  const errors = changes
    ? changes.causes
        .filter(({ command, kind }) => command !== undefined && !['fixed', 'new', 'wire'].includes(kind))
        .map(({ sdk, sentence, consequence, command = '' }) => [
          `${sdk} ${sentence}`,
          `${consequence}. See it: ${command}`,
        ])
    : acrossSdks(causes, 'new').map(told);
  const index = lookup(results);
  const idle = index.underTest.filter(({ status }) => status === 'not-run');
  const warnings = idle.map(({ id, reason, remedy }) => [
    `${id} did not run`,
    [reason, remedy].filter(Boolean).join(' '),
  ]);
  const unsteady = unsteadyOf(index).map((result) => [
    `${result.sdk} is unsteady`,
    `${result.behaviour} ${wavering(result)} See it: ${result.command}`,
  ]);
  const open = index.underTest.some(({ containment }) => containment?.contained === false)
    ? [['The SDKs were not contained', containmentWords(index)]]
    : [];
  const quiet = changes ? [] : [...acrossSdks(causes, 'known'), ...acrossSdks(causes, 'accepted')].map(told);
  const notices = [...open, ...quiet];
  const lines = [
    // The verdict takes the place of one of its level, and comes first.
    command(level, verdict.heading, verdict.sentence),
    ...atMost(errors, 'error', level === 'error' ? perLevel - 1 : perLevel),
    ...atMost([...warnings, ...unsteady], 'warning', perLevel),
    ...atMost(notices, 'notice', level === 'notice' ? perLevel - 1 : perLevel),
  ];
  return `${lines.join('\n')}\n`;
}

function atMost(told: string[][], level: Level, limit: number): string[] {
  const lines = told.map(([title = '', message = '']) => command(level, title, message));
  if (lines.length <= limit) return lines;
  const left = told.slice(limit - 1);
  const titles = left.map(([title = '']) => asSentence(cut(title, 120)));
  return [...lines.slice(0, limit - 1), command(level, plural(left.length, 'further cause'), titles.join(' '))];
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
