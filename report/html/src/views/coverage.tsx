import type { VNode } from 'preact';

import { plural } from '../../../../verdicts/text.js';
import { Behaviours, SdkColumns, VerdictMark } from '../bits.js';
import { summary } from '../data.js';
import type { Route } from '../route.js';
import type { ViewProps } from './view.js';

/** Which answers of the contract each SDK really met. */
export function CoverageView({ route, selection, results }: ViewProps): VNode {
  if (!results) return <p>Unpacking …</p>;
  const sdks = selection.sdks.flatMap((index) => summary.sdks[index] ?? []);
  const chosen = new Set(selection.behaviours.map((index) => summary.behaviours[index]?.id));
  const met = results.coverage.filter((record) => sdks.some(({ id }) => record.sdks[id]?.length)).length;
  return (
    <>
      <p>
        {met} of {plural(results.coverage.length, 'answer')} of the contract were met by at least one SDK. A number
        counts the behaviours that met it, and opens to them.
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Answers and SDKs">
        <table>
          <SdkColumns first="Answer" ids={sdks.map(({ id }) => id)} />
          <tbody>
            {results.coverage.map(({ operation, status, sdks: own }) => (
              <tr key={`${operation} ${status}`}>
                <th scope="row">
                  {operation} {status}
                </th>
                {sdks.map(({ id, status: ran }) => (
                  <td key={id}>
                    {ran === 'not-run' ? (
                      <VerdictMark verdict="not-run" word={false} />
                    ) : (
                      <Met route={route} sdk={id} behaviours={(own[id] ?? []).filter((one) => chosen.has(one))} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Met({ route, sdk, behaviours }: { route: Route; sdk: string; behaviours: string[] }): VNode {
  if (behaviours.length === 0) return <span class="tone-quiet">0</span>;
  return (
    <details>
      <summary>{behaviours.length}</summary>
      <Behaviours route={route} sdk={sdk} ids={behaviours} />
    </details>
  );
}
