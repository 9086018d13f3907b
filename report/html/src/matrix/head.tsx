import type { Ref, VNode } from 'preact';

import { visible } from '../../../../verdicts/text.js';
import { Text } from '../bits.js';
import { summary } from '../data.js';

interface HeadProps {
  sdks: readonly number[];
  ref: Ref<HTMLDivElement>;
}

/** Names the columns; stays in sight, and follows the rows sideways. */
export function MatrixHead({ sdks, ref }: HeadProps): VNode {
  return (
    <div role="rowgroup" class="matrix-head" ref={ref}>
      <div role="row" aria-rowindex={1} class="matrix-row">
        <div role="columnheader" aria-colindex={1} class="corner">
          Behaviour
        </div>
        {sdks.map((index, column) => {
          const sdk = summary.sdks[index];
          if (!sdk) return null;
          const title = [sdk.name, sdk.version, sdk.runtime, sdk.reason].filter(Boolean).join(' · ');
          return (
            <div
              key={sdk.id}
              role="columnheader"
              aria-colindex={column + 2}
              class="sdk"
              title={title}
              data-status={sdk.status}
            >
              <span class="name">
                <Breakable id={sdk.id} />
              </span>
              <span class="version">
                <Text>{sdk.status === 'ran' ? (sdk.version ?? '') : 'not run'}</Text>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** An id that breaks where its parts meet, before it breaks anywhere else. */
function Breakable({ id }: { id: string }): VNode {
  return (
    <bdi>
      {visible(id)
        .split(/(?<=[-/])|(?=[@=])/)
        .map((part, index) => [index > 0 && <wbr key={index} />, part])}
    </bdi>
  );
}
