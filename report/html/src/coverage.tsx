import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import type { CoverageRecord } from '../../../verdicts/model.js';
import { plural } from '../../../verdicts/text.js';
import { Text } from './bits.js';
import { coverage, summary } from './data.js';
import type { Selection } from './filter.js';
import { routeHash } from './route.js';
import type { Route } from './route.js';

/** Which answers of the contract each SDK really met: operation × status × SDK. */
export function CoverageView({ route, selection }: { route: Route; selection: Selection }): VNode {
  const [open, setOpen] = useState<string | null>(null);
  const sdks = selection.sdks.flatMap((index) => summary.sdks[index] ?? []);
  const chosen = new Set(selection.behaviours.map((index) => summary.behaviours[index]?.id));
  const records = coverage().map((record) => ({
    ...record,
    sdks: Object.fromEntries(
      Object.entries(record.sdks).map(([sdk, behaviours]) => [
        sdk,
        behaviours.filter((behaviour) => chosen.has(behaviour)),
      ]),
    ),
  }));
  const met = records.filter((record) => sdks.some(({ id }) => record.sdks[id]?.length)).length;
  return (
    <section aria-labelledby="coverage-title" class="coverage">
      <h2 id="coverage-title">Coverage of the contract</h2>
      <p class="hint">
        {met} of {plural(records.length, 'answer')} of the contract were met by at least one SDK. A number counts the
        behaviours that met it; it opens their list.
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Coverage table">
        <table>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">Status</th>
              {sdks.map(({ id }) => (
                <th key={id} scope="col" class="number">
                  <Text>{id}</Text>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((record, index) => (
              <CoverageRow
                key={`${record.operation} ${record.status}`}
                route={route}
                record={record}
                first={records[index - 1]?.operation !== record.operation}
                sdks={sdks.map(({ id }) => id)}
                open={open}
                setOpen={setOpen}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface CoverageRowProps {
  route: Route;
  record: CoverageRecord;
  /** Whether it is the first of its operation. */
  first: boolean;
  sdks: string[];
  open: string | null;
  setOpen: (key: string | null) => void;
}

function CoverageRow({ route, record, first, sdks, open, setOpen }: CoverageRowProps): VNode {
  const key = (sdk: string): string => `${record.operation} ${record.status} ${sdk}`;
  const opened = sdks.find((sdk) => key(sdk) === open);
  return (
    <>
      <tr class={first ? 'first' : ''}>
        <th scope="row">
          {first ? <code>{record.operation}</code> : <span class="visually-hidden">{record.operation}</span>}
        </th>
        <td>
          <code class={record.status >= 400 ? 'status high' : 'status'}>{record.status}</code>
        </td>
        {sdks.map((sdk) => {
          const count = record.sdks[sdk]?.length ?? 0;
          return (
            <td key={sdk} class="number">
              {count === 0 ? (
                <span class="tone-quiet" aria-label="not met">
                  –
                </span>
              ) : (
                <button
                  type="button"
                  aria-expanded={key(sdk) === open}
                  aria-label={`${sdk}: ${plural(count, 'behaviour')}`}
                  onClick={() => setOpen(key(sdk) === open ? null : key(sdk))}
                >
                  {count}
                </button>
              )}
            </td>
          );
        })}
      </tr>
      {opened !== undefined && (
        <tr class="opened">
          <td colSpan={sdks.length + 2}>
            <ul>
              {record.sdks[opened]?.map((behaviour) => (
                <li key={behaviour}>
                  <a href={routeHash({ ...route, story: { behaviour, sdk: opened } })}>
                    <Text>{behaviour}</Text>
                  </a>
                </li>
              ))}
            </ul>
          </td>
        </tr>
      )}
    </>
  );
}
