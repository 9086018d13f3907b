import type { Results } from '../../verdicts/model.js';
import { asSentence, cut, firstClause, oneLine, plural } from '../../verdicts/text.js';
import { acrossSdks, type SharedCause } from '../shared-causes.js';
import { lookup } from '../lookup.js';
import { containmentWords, unsteadyOf, wavering } from '../tally.js';

/** GitHub shows this many annotations of a level and step, and drops the rest without a word. */
const shownOfLevel = 10;

const elsewhere = `GitHub shows ${shownOfLevel} annotations of a kind; the summary of the job has every cause.`;

const levelNames = ['error', 'warning', 'notice'] as const;
type Level = (typeof levelNames)[number];

/**
 * GitHub Actions workflow commands, one a line, to be printed to standard output: the verdict, then one for each cause, new
 * ones first. Where GitHub will drop some, the verdict says where they are: the summary of the job has them all.
 */
export function renderAnnotations(results: Results): string {
  const { verdict, causes, changes } = results;
  const level: Level = verdict.exitCode === 0 ? 'notice' : 'error';
  const told = ({ cause, sdks, behaviours, remedy }: SharedCause) => {
    const title = firstClause(cause.sentence);
    const whole = title === cause.sentence ? '' : `${asSentence(cause.sentence)} `;
    return [
      `${sdks.join(', ')}: ${title}`,
      `${whole}${plural(behaviours, 'behaviour')}. ${cause.effect} ${remedy} See it: ${cause.command}`,
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
  const levels: Record<Level, string[][]> = { error: errors, warning: [...warnings, ...unsteady], notice: notices };
  const dropped = levelNames.some((one) => levels[one].length + Number(one === level) > shownOfLevel);
  const lines = [
    command(level, verdict.heading, dropped ? `${verdict.sentence} ${elsewhere}` : verdict.sentence),
    ...levelNames.flatMap((one) => levels[one].map(([title = '', message = '']) => command(one, title, message))),
  ];
  return `${lines.join('\n')}\n`;
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
