import type { VNode } from 'preact';

import { KindBadge, Text } from '../bits.js';
import { behaviourIndex, cellKind, cellMessage, summary } from '../data.js';
import { go, routeHash } from '../route.js';
import type { Route } from '../route.js';

/** The same behaviour on the other SDKs: verdict, and what went wrong. */
export function Others({ route, behaviour, sdk }: { route: Route; behaviour: string; sdk: string }): VNode {
  const row = behaviourIndex(behaviour) ?? -1;
  return (
    <ul class="others">
      {summary.sdks.map((other, index) => {
        const kind = cellKind(row, index);
        if (other.id === sdk || !kind) return null;
        const story = { behaviour, sdk: other.id };
        return (
          <li key={other.id}>
            <a
              href={routeHash({ ...route, story })}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                go({ ...route, story }, 'replace');
              }}
            >
              <Text>{other.id}</Text>
            </a>
            <KindBadge kind={kind} />
            <span class="message">
              <Text>{cellMessage(row, index) ?? ''}</Text>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
