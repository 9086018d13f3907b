import { diffLines } from 'diff';
import type { VNode } from 'preact';

import { toldApart, visible } from '../../../../verdicts/text.js';
import { Pre } from '../bits.js';

/** Past this a diff would keep the page waiting; then both sides are shown whole. */
const timeout = 300;

/** Line by line: what one has and the other has not. The colours say which is which, not which is good. */
export function Diff({ before, after, names }: { before: string; after: string; names: [string, string] }): VNode {
  const [one, other] = toldApart(before, after);
  const changes = diffLines(`${one}\n`, `${other}\n`, { timeout }) ?? [
    { value: one, removed: true, added: false },
    { value: other, removed: false, added: true },
  ];
  return (
    <figure class="diff">
      <figcaption>
        <span class="before">− {names[0]}</span> <span class="after">+ {names[1]}</span>
      </figcaption>
      <Pre label={`${names[0]} against ${names[1]}`}>
        {changes.flatMap(({ value, added, removed }, index) =>
          value
            .replace(/\n$/, '')
            .split('\n')
            .map((line, at) => (
              <span key={`${index} ${at}`} class={removed ? 'before' : added ? 'after' : ''}>
                {`${removed ? '−' : added ? '+' : ' '} ${visible(line)}\n`}
              </span>
            )),
        )}
      </Pre>
    </figure>
  );
}
