import { Fragment } from 'preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { visible } from '../../../../verdicts/text.js';
import { Text } from '../bits.js';
import { functionRange } from './functions.js';
import { highlightLines } from './highlight.js';
import type { Token } from './highlight.js';

interface ExampleProps {
  file: string;
  text: string;
  language: string;
  /** The calls that ran; their functions are shown. */
  calls: readonly string[];
  /** The call that the failure speaks of. */
  failing: string | undefined;
}

/** The functions that ran, as the file has them; the rest of the file on request. */
export function Example({ file, text, language, calls, failing }: ExampleProps): VNode {
  const [whole, setWhole] = useState(false);
  const lines = highlightLines(file, text);
  const plain = text.split('\n');
  const used = new Map<number, boolean>();
  for (const call of calls) {
    const range = functionRange(plain, call);
    for (let line = range?.from ?? 0; range && line < range.to; line += 1)
      used.set(line, used.get(line) === true || call === failing);
  }
  const shown = lines.map((_, index) => index).filter((index) => whole || used.size === 0 || used.has(index));
  return (
    <div class="example">
      <p class="file">
        <code>
          <Text>{file}</Text>
        </code>{' '}
        <Text>{language}</Text>
        {used.size > 0 && (
          <button type="button" class="button" aria-pressed={whole} onClick={() => setWhole(!whole)}>
            {whole ? 'Only what ran' : 'Whole file'}
          </button>
        )}
      </p>
      <pre class="code numbered" tabIndex={0} aria-label="Example code">
        {shown.map((index, position) => (
          <Fragment key={index}>
            {position > 0 && shown[position - 1] !== index - 1 && (
              <span class="gap" aria-label="lines left out">
                ⋯{'\n'}
              </span>
            )}
            <Line
              number={index + 1}
              tokens={lines[index] ?? []}
              used={used.has(index)}
              failing={used.get(index) === true}
            />
          </Fragment>
        ))}
      </pre>
    </div>
  );
}

function Line({
  number,
  tokens,
  used,
  failing,
}: {
  number: number;
  tokens: Token[];
  used: boolean;
  failing: boolean;
}): VNode {
  return (
    <span class={`line ${failing ? 'failing' : used ? 'used' : ''}`}>
      <span class="number" aria-hidden="true">
        {number}
      </span>
      {tokens.map((token, index) => (
        <span key={index} class={token.class}>
          {visible(token.text)}
        </span>
      ))}
      {'\n'}
    </span>
  );
}
