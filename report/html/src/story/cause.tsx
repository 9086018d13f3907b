import type { VNode } from 'preact';

import type { CauseRecord } from '../../../../verdicts/model.js';
import { plural } from '../../../../verdicts/text.js';
import { Behaviours, Command, Text } from '../bits.js';
import { evidenceWords } from '../evidence-words.js';
import { noFilter, type Route, routeHash } from '../route.js';

const statusWords: Record<CauseRecord['status'], string> = {
  new: 'New: it counts against the SDK.',
  known: 'Known, and allowed.',
  accepted: 'The API accepts it; with --strict it fails.',
};

/** A cause: what it means for the application, what to change, what was seen, where. The story of its example follows. */
export function CauseBody({ route, cause }: { route: Route; cause: CauseRecord }): VNode {
  const evidence = cause.evidence.map(({ text }) => evidenceWords(text));
  return (
    <>
      <p>{statusWords[cause.status]}</p>
      <dl class="facts">
        <dt>What it means</dt>
        <dd>
          <Text>{cause.effect}</Text>
        </dd>
        {!repeatsRule(cause) && (
          <>
            <dt>What to change</dt>
            <dd>
              <Text>{cause.remedy}</Text>
            </dd>
          </>
        )}
        {cause.rule && (
          <>
            <dt>The contract says</dt>
            <dd>
              <Text>{cause.rule.sentence}</Text> ({cause.rule.source})
            </dd>
          </>
        )}
        <dt>{evidence.some((text) => text.includes(' → ')) ? 'What was expected → what was seen' : 'What was seen'}</dt>
        {cause.evidence.map(({ behaviours }, index) => (
          <dd key={index}>
            <code>
              <Text>{evidence[index]!}</Text>
            </code>{' '}
            <small>{plural(behaviours.length, 'behaviour')}</small>
          </dd>
        ))}
        <dt>Its key</dt>
        <dd>
          <a href={routeHash({ view: 'matrix', filter: { ...noFilter, cause: cause.key }, opened: null })}>
            <code>
              <Text>{cause.key}</Text>
            </code>
          </a>
        </dd>
      </dl>
      <Command text={cause.command} what="the command that shows it alone" />
      <details open={cause.behaviours.length <= 5}>
        <summary>{plural(cause.behaviours.length, 'behaviour')}</summary>
        <Behaviours route={route} sdk={cause.sdk} ids={cause.behaviours} />
      </details>
    </>
  );
}

/** Whether what to change is to do what the rule says, which is told below it. */
function repeatsRule({ remedy, rule }: CauseRecord): boolean {
  return rule !== undefined && remedy.endsWith(`: ${rule.sentence}`);
}
