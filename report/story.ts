import { curlFor } from './curl.js';
import type { ExchangeRecord, ResultRecord, StepRecord } from '../verdicts/model.js';
import type { Lookup } from './lookup.js';
import { wavering } from './tally.js';
import { cut, duration, oneLine, visible } from '../verdicts/text.js';

/** Longest piece of one value in a story told as text; the HTML report and `results.json` hold all of it. */
const pieceLimit = 2_000;

/** One result told as plain text: the rule, what was expected and seen, the wire, and how to repeat it. */
export function storyText(index: Lookup, result: ResultRecord): string {
  return storySections(index, result)
    .map(({ title, text }) => `${title}\n${indent(text)}`)
    .join('\n\n');
}

export interface StorySection {
  title: string;
  /** One or more lines, harmless to look at. */
  text: string;
}

/** The parts of the story, in the order they are read; parts without content are left out. */
export function storySections(index: Lookup, result: ResultRecord): StorySection[] {
  const behaviour = index.behaviour(result.behaviour);
  const { failure, known } = result;
  const example = index.sdk(result.sdk)?.example?.file;
  return [
    { title: 'What must hold', text: behaviour?.sentence ?? '' },
    {
      title: 'The contract says',
      text: behaviour ? `${behaviour.rule.sentence} (${behaviour.rule.id}, ${behaviour.rule.source})` : '',
    },
    { title: 'What was there before', text: result.before.join('\n') },
    { title: 'What happened', text: failure?.message ?? '' },
    {
      title: 'Known',
      text: known ? [known.reason, known.owner && `owner: ${known.owner}`, known.link].filter(Boolean).join('\n') : '',
    },
    { title: 'Rounds', text: result.rounds ? `It ${wavering(result)}` : '' },
    { title: 'Expected', text: failure?.expected ?? '' },
    { title: 'Came', text: failure?.actual ?? '' },
    { title: 'What the application saw', text: result.steps.map(stepLine).join('\n') },
    { title: 'What went over the wire', text: result.exchanges.map(exchangeText).join('\n') },
    { title: 'The driver said', text: failure?.stderr ?? '' },
    { title: 'Example code that ran', text: example ?? '' },
    { title: 'Repeat it', text: result.command },
    { title: 'Repeat its last request', text: lastCurl(result) },
  ]
    .filter(({ text }) => text !== '')
    .map(({ title, text }) => ({ title, text: visible(cut(text, 4 * pieceLimit)) }));
}

function stepLine({ call, args, outcome, durationMs }: StepRecord, index: number): string {
  const seen =
    outcome === null ? 'no answer' : 'ok' in outcome ? `ok ${json(outcome.ok)}` : `error ${json(outcome.error)}`;
  return `${index + 1}. ${call} ${json(args)} → ${seen} (${duration(durationMs)})`;
}

function exchangeText({ request, response, violations, deviations, faults = [], durationMs }: ExchangeRecord): string {
  const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
  const answer = response === null ? 'no answer' : String(response.status);
  const findings = [
    ...violations.map(({ location, message }) => `    violates ${location}: ${message}`),
    ...deviations.map(({ location, message }) => `    strays ${location}: ${message}`),
    ...faults.map(({ location, message }) => `    the server's ${location}: ${message}`),
  ];
  return [
    oneLine(`${request.method} ${request.path}${query && `?${query}`} → ${answer} (${duration(durationMs)})`),
    ...(request.body ? [`    sent ${oneLine(cut(request.body, pieceLimit))}`] : []),
    ...(response?.body ? [`    got  ${oneLine(cut(response.body, pieceLimit))}`] : []),
    ...findings.map((line) => `    ${oneLine(line)}`),
  ].join('\n');
}

function lastCurl(result: ResultRecord): string {
  const last = result.exchanges.at(-1);
  // A body beyond this belongs in a file, not in something to paste.
  return last && (last.request.body?.length ?? 0) <= pieceLimit ? curlFor(last) : '';
}

function json(value: unknown): string {
  return oneLine(cut(JSON.stringify(value) ?? 'nothing', pieceLimit));
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
