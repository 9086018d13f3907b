import { diffLines } from 'diff';
import type { Change } from 'diff';
import type { VNode } from 'preact';

import { visible } from '../../../../verdicts/text.js';

/** Past this a diff would keep the page waiting; then both sides are shown whole. */
const patienceMs = 300;

interface DiffLine {
  mark: '-' | '+' | ' ';
  text: string;
}

/** Line by line: what was expected and is missing, what is there instead. */
export function Diff({ expected, actual }: { expected: string; actual: string }): VNode {
  const names = { '-': 'expected', '+': 'actual', ' ': 'both' };
  return (
    <figure class="diff">
      <figcaption>
        <span class="minus">
          <span aria-hidden="true">−</span> expected
        </span>
        <span class="plus">
          <span aria-hidden="true">+</span> actual
        </span>
      </figcaption>
      <pre class="code" tabIndex={0} aria-label="Expected against actual">
        {diffOf(expected, actual).map(({ mark, text }, index) => (
          <span key={index} class={`line ${mark === '-' ? 'minus' : mark === '+' ? 'plus' : ''}`}>
            <span class="visually-hidden">{mark === ' ' ? '' : `${names[mark]}: `}</span>
            <span class="mark" aria-hidden="true">
              {mark === '-' ? '−' : mark}
            </span>
            {visible(text)}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  );
}

function diffOf(expected: string, actual: string): DiffLine[] {
  const changes: Change[] = diffLines(`${expected}\n`, `${actual}\n`, { timeout: patienceMs }) ?? [
    { value: expected, removed: true, added: false, count: 1 },
    { value: actual, removed: false, added: true, count: 1 },
  ];
  return changes.flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): DiffLine => ({ mark: removed ? '-' : added ? '+' : ' ', text })),
  );
}
