import type { VNode } from 'preact';

import { visible } from '../../../../verdicts/text.js';
import type { ResultRecord, SdkRecord } from '../../../../verdicts/model.js';
import { Part, Pre, Text } from '../bits.js';
import { functionRange } from './functions.js';

/** The functions of the example code that ran, as the file has them; the whole file on request. */
export function Example({ sdk, result }: { sdk: SdkRecord; result: ResultRecord }): VNode | null {
  if (!sdk.example) return null;
  const { file, text } = sdk.example;
  const lines = text.split('\n');
  const calls = [...new Set(result.steps.map(({ call }) => call))];
  const ranges = calls.flatMap((call) => functionRange(lines, call) ?? []);
  return (
    <Part title="The example code that was called">
      {ranges.map(({ from, to }) => (
        <Pre key={from} label={`lines ${from + 1} to ${to}`}>
          {lines.slice(from, to).map((line, at) => (
            <span key={at}>
              <span class="number" aria-hidden="true">
                {from + at + 1}
              </span>
              {`${visible(line)}\n`}
            </span>
          ))}
        </Pre>
      ))}
      <details>
        <summary>
          <Text>{file}</Text>
        </summary>
        <Pre label="the whole file">{visible(text)}</Pre>
      </details>
    </Part>
  );
}
