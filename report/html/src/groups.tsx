import type { VNode } from 'preact';

import type { ParityGroup, ParityRecord } from '../../../verdicts/model.js';
import { visible } from '../../../verdicts/text.js';
import { Text } from './bits.js';
import { comparedWith } from './shared-words.js';

/** How SDKs differ in one behaviour: those that agree stand together, and the lines that not all share are marked. */
export function Groups({ record }: { record: ParityRecord }): VNode {
  return (
    <>
      <Side title="What applications see" groups={record.outcomes} />
      <Side title="What goes over the wire" groups={record.wire} />
    </>
  );
}

function Side({ title, groups }: { title: string; groups: ParityGroup[] }): VNode | null {
  if (groups.length < 2) return null;
  return (
    <div class="parity-side">
      <h4>{title}</h4>
      <ul class="groups">
        {groups.map((group, index) => (
          <li key={index}>
            <p class="who">
              {group.sdks.map((sdk) => (
                <span key={sdk} class="chip">
                  <Text>{sdk}</Text>
                </span>
              ))}
            </p>
            <ol class="account">
              {group.account.map((line, position) => (
                <li key={position}>
                  <Line line={line} others={groups.map(({ account }) => account[position] ?? '')} />
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A line of an account, with what not all SDKs share marked in it. */
function Line({ line, others }: { line: string; others: string[] }): VNode {
  return (
    <code>
      {comparedWith(line, others).map(({ text, differs }, index) =>
        differs ? (
          <mark key={index} class="differs">
            {visible(text)}
          </mark>
        ) : (
          visible(text)
        ),
      )}
    </code>
  );
}
