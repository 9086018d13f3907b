import type { VNode } from 'preact';

import type { BehaviourRecord, ResultRecord } from '../../../../verdicts/model.js';
import { kindOf, presentations } from '../../../../verdicts/verdicts.js';
import { duration, plural } from '../../../../verdicts/text.js';
import { Section, Text } from '../bits.js';
import { parity, summary } from '../data.js';
import { Groups } from '../groups.js';
import type { Route } from '../route.js';
import { Diff } from './diff.js';
import { Example } from './example.js';
import { Notes, marksOf } from './marks.js';
import type { Mark } from './marks.js';
import { Others } from './others.js';
import { Steps } from './steps.js';

interface BodyProps {
  route: Route;
  behaviour: BehaviourRecord;
  result: ResultRecord;
}

const sourceMeanings: Record<string, string> = {
  documented: "the vendor's documentation says so",
  observed: 'an official SDK, or its tests against the live API, relies on it',
  derived: 'no source says; it was decided in the contract',
};

/** What happened, why it matters, how it can be seen: in the order of the questions a reader has. */
export function StoryBody({ route, behaviour, result }: BodyProps): VNode {
  const { failure, known } = result;
  const sdk = summary.sdks.find(({ id }) => id === result.sdk);
  const kind = kindOf(result);
  const differs = parity().find((record) => record.behaviour === behaviour.id);
  return (
    <>
      <p class={`lead tone-${presentations[kind].tone}`}>
        <Text>{failure?.message ?? presentations[kind].meaning}</Text>
      </p>
      <Notes marks={distinctMarks(result)} />
      <p class="facts">
        <span>
          <Text>{[sdk?.name, sdk?.version].filter(Boolean).join(' ')}</Text>
        </span>
        {sdk?.runtime && (
          <span>
            <Text>{sdk.runtime}</Text>
          </span>
        )}
        <span>{duration(result.durationMs)}</span>
        <span>{plural(result.checks, 'check')}</span>
      </p>
      {known && (
        <p class="note">
          <strong>Known divergence.</strong> <Text>{known.reason}</Text>
          {known.owner && (
            <>
              {' '}
              Owner: <Text>{known.owner}</Text>.
            </>
          )}
          {known.link && <KnownLink link={known.link} />}
        </p>
      )}
      {result.rounds && (
        <p class="note">
          <strong>
            <span aria-hidden="true">↻</span> It does not always agree.
          </strong>{' '}
          Its rounds: {result.rounds.join(', ')}.
        </p>
      )}
      <Section title="The contract says" id="contract">
        <blockquote>
          <p>
            <Text>{behaviour.rule.sentence}</Text>
          </p>
          <footer>
            <code>{behaviour.rule.id}</code> <span class="source">{behaviour.rule.source}</span>{' '}
            {sourceMeanings[behaviour.rule.source]}
          </footer>
        </blockquote>
      </Section>
      {failure?.expected !== undefined && failure.actual !== undefined && (
        <Section title="Expected against actual" id="difference">
          <Diff expected={failure.expected} actual={failure.actual} />
        </Section>
      )}
      {result.steps.length + result.exchanges.length > 0 && (
        <Section title="What the application did, and what went over the wire" id="steps">
          <Steps result={result} />
        </Section>
      )}
      {failure?.stderr && (
        <Section title="The driver's last lines" id="stderr">
          <pre class="code" tabIndex={0} aria-label="The driver's last lines">
            <Text>{failure.stderr}</Text>
          </pre>
        </Section>
      )}
      <Section title="What the other SDKs did" id="others">
        <Others route={route} behaviour={behaviour.id} sdk={result.sdk} />
        {differs && <Groups record={differs} />}
      </Section>
      {sdk?.example && (
        <Section title="The example code that ran" id="example">
          <Example
            file={sdk.example.file}
            text={sdk.example.text}
            language={sdk.language}
            calls={usedCalls(result)}
            failing={failure?.step === undefined ? undefined : result.steps[failure.step]?.call}
          />
        </Section>
      )}
    </>
  );
}

/** A deviation that every request has is told once; where it stands is marked in each of them. */
function distinctMarks({ exchanges }: ResultRecord): Mark[] {
  const marks = exchanges.flatMap(marksOf);
  return [...new Map(marks.map((mark) => [`${mark.kind} ${mark.location} ${mark.message}`, mark])).values()];
}

function usedCalls(result: ResultRecord): string[] {
  return [...new Set(result.steps.map(({ call }) => call))];
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
