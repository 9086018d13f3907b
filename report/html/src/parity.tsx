import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { plural } from '../../../verdicts/text.js';
import { Text } from './bits.js';
import { behaviourIndex, parity, summary } from './data.js';
import { tellingSdk } from './filter.js';
import type { Selection } from './filter.js';
import { Groups } from './groups.js';
import { routeHash } from './route.js';
import type { Route } from './route.js';

/** Only the behaviours in which languages differ from each other, whatever the contract says of them. */
export function ParityView({ route, selection }: { route: Route; selection: Selection }): VNode {
  const chosen = new Set(selection.behaviours);
  const [seen, setSeen] = useState(false);
  const found = parity().filter(({ behaviour }) => chosen.has(behaviourIndex(behaviour) ?? -1));
  const apparent = found.filter(({ outcomes }) => outcomes.length > 1);
  const records = seen ? apparent : found;
  return (
    <section aria-labelledby="parity-title" class="parity">
      <h2 id="parity-title">Where languages differ</h2>
      <p class="hint">
        {records.length === 0
          ? 'In none of these behaviours do languages differ.'
          : `${plural(records.length, 'behaviour')} of ${summary.behaviours.length} in which SDKs tell the application, or send, something else than each other.`}
      </p>
      <p class="hint">
        <button type="button" class="button" aria-pressed={seen} onClick={() => setSeen(!seen)}>
          <span aria-hidden="true">{seen ? '☑' : '☐'}</span> Only what applications see{' '}
          <span class="count">{apparent.length}</span>
        </button>
      </p>
      {records.map((record) => {
        const index = behaviourIndex(record.behaviour) ?? 0;
        const sdk = summary.sdks[tellingSdk(index, selection.sdks)]?.id ?? '';
        return (
          <article key={record.behaviour} aria-label={record.behaviour} class="difference">
            <h3>
              <a href={routeHash({ ...route, story: { behaviour: record.behaviour, sdk } })}>
                <Text>{summary.behaviours[index]?.sentence ?? record.behaviour}</Text>
              </a>
            </h3>
            <code class="id">
              <Text>{record.behaviour}</Text>
            </code>
            <Groups record={record} />
          </article>
        );
      })}
    </section>
  );
}
