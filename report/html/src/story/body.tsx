import type { VNode } from 'preact';

import { curlFor } from '../../../curl.js';
import { onMock } from '../../../repeat.js';
import { wavering } from '../../../tally.js';
import type { BehaviourRecord, ResultRecord, StepRecord } from '../../../../verdicts/model.js';
import { duration, visible } from '../../../../verdicts/text.js';
import { rowOf } from '../../../../verdicts/verdicts.js';
import { Command, Part, Pre, Text, VerdictMark } from '../bits.js';
import { summary } from '../data.js';
import { Diff } from './diff.js';
import { Example } from './example.js';
import { ExchangeView } from './exchange.js';

const sourceMeanings: Record<string, string> = {
  documented: "the vendor's documentation says so",
  observed: 'an official SDK, or its tests against the live API, relies on it',
  derived: 'no source says; it was decided in the contract',
};

/** What was there, what was called, what came: in the order of the questions a reader has. */
export function StoryBody({ behaviour, result }: { behaviour: BehaviourRecord; result: ResultRecord }): VNode {
  const { failure, known } = result;
  const wavers = wavering(result);
  const sdk = summary.sdks.find(({ id }) => id === result.sdk);
  return (
    <>
      <p class="lead">
        <VerdictMark verdict={result.verdict} />: <Text>{failure?.message ?? rowOf(result.verdict).meaning}</Text>
      </p>
      {known && (
        <p>
          <strong>Allowed.</strong> <Text>{known.reason}</Text>
          {known.owner && (
            <>
              {' '}
              Owner: <Text>{known.owner}</Text>.
            </>
          )}
          {known.link && <KnownLink link={known.link} />}
        </p>
      )}
      {wavers !== '' && (
        <p>
          <Text>{`It ${wavers}`}</Text>
        </p>
      )}
      {result.before.length > 0 && (
        <Part title="What was there before">
          <ul>
            {result.before.map((sentence, index) => (
              <li key={index}>
                <Text>{sentence}</Text>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {result.steps.length > 0 && (
        <Part title="What was called, and what the application saw">
          <ol>
            {result.steps.map((step, index) => (
              <li key={index} class={failure?.step === index ? 'failing' : ''}>
                <StepLine step={step} />
              </li>
            ))}
          </ol>
        </Part>
      )}
      {sdk && <Example sdk={sdk} result={result} />}
      {failure?.expected !== undefined && failure.actual !== undefined && (
        <Part title="What was expected, and what came">
          <Diff before={failure.expected} after={failure.actual} names={['expected', 'came']} />
        </Part>
      )}
      {result.exchanges.length > 0 && (
        <Part title="What went over the wire">
          {result.exchanges.map((exchange) => (
            <ExchangeView key={exchange.sequence} exchange={exchange} />
          ))}
        </Part>
      )}
      {failure?.stderr && (
        <Part title="What the driver said last">
          <Pre label="What the driver said last">{visible(failure.stderr)}</Pre>
        </Part>
      )}
      <Part title="The contract says">
        <blockquote>
          <Text>{behaviour.rule.sentence}</Text>
        </blockquote>
        <p>
          <code>{behaviour.rule.id}</code>, {behaviour.rule.source}: {sourceMeanings[behaviour.rule.source]}
        </p>
      </Part>
      <Repeat result={result} />
    </>
  );
}

function StepLine({ step: { call, args, outcome, durationMs } }: { step: StepRecord }): VNode {
  // The user, and at most one argument more.
  const given = Object.values(args as object)
    .filter((value) => value !== undefined)
    .map((value) => JSON.stringify(value));
  return (
    <>
      <code>{visible(`${call}(${given.join(', ')})`)}</code> → <code>{visible(outcomeWords(outcome))}</code>{' '}
      <small>{duration(durationMs)}</small>
    </>
  );
}

function outcomeWords(outcome: StepRecord['outcome']): string {
  if (outcome === null) return 'no answer';
  if ('error' in outcome) {
    const { type, message, status, code } = outcome.error;
    return `${type}: ${message} (${status === undefined ? 'no status' : `status ${status}`}, ${code === undefined ? 'no code' : `code ${code}`})`;
  }
  if (outcome.ok === null) return 'done';
  return JSON.stringify(Object.values(outcome.ok)[0]);
}

/** The behaviour with its SDK; its last request alone, on a mock that knows the app and holds what was there before. */
function Repeat({ result }: { result: ResultRecord }): VNode {
  const last = result.exchanges.at(-1);
  const mock = last && onMock(result, last);
  return (
    <Part title="Repeat it">
      <Command text={result.command} what="the command that runs this again" />
      {last && mock && (
        <details>
          <summary>Its last request alone, with curl</summary>
          <p>In one terminal:</p>
          <Command text={mock.serve} what="the command that starts a mock" />
          <p>In another:</p>
          <Command text={`${mock.token}\n${curlFor(last)}`} what="the curl that sends this request again" />
        </details>
      )}
    </Part>
  );
}

/** A link from a file is followed only where it leads to a web page. */
function KnownLink({ link }: { link: string }): VNode {
  const shown = <Text>{link}</Text>;
  return (
    <>
      {' '}
      {/^https?:\/\//i.test(link) ? (
        <a href={link} rel="noopener noreferrer">
          {shown}
        </a>
      ) : (
        shown
      )}
    </>
  );
}
