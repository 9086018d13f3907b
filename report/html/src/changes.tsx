import type { VNode } from 'preact';

import { changeKinds, changeTitles } from '../../../verdicts/changes.js';
import type { Change, ChangeKind } from '../../../verdicts/changes.js';
import { Text } from './bits.js';
import { behaviourIndex, summary } from './data.js';
import type { Selection } from './filter.js';
import { routeHash } from './route.js';
import type { Route } from './route.js';

/** What differs from the run that this one was compared with, the worst first. */
export function ChangesView({ route, selection }: { route: Route; selection: Selection }): VNode {
  const { changes } = summary;
  const chosen = new Set(selection.behaviours);
  const items =
    changes?.items.filter(
      ({ behaviour }) => chosen.has(behaviourIndex(behaviour) ?? -1) || behaviourIndex(behaviour) === undefined,
    ) ?? [];
  return (
    <section aria-labelledby="changes-title" class="changes">
      <h2 id="changes-title">What changed</h2>
      <p class="hint">
        {changes ? (
          <>
            From <Text>{changes.before}</Text> to <Text>{changes.after}</Text>. {items.length === 0 && 'Nothing.'}
          </>
        ) : (
          'This run was compared with no other.'
        )}
      </p>
      {changeKinds.map((kind) => (
        <ChangeList key={kind} route={route} kind={kind} items={items.filter((item) => item.kind === kind)} />
      ))}
    </section>
  );
}

function ChangeList({ route, kind, items }: { route: Route; kind: ChangeKind; items: Change[] }): VNode | null {
  if (items.length === 0) return null;
  return (
    <section class="part" aria-labelledby={`changes-${kind}`}>
      <h3 id={`changes-${kind}`}>
        {changeTitles[kind]} <span class="count">{items.length}</span>
      </h3>
      <ul class="others">
        {items.map((item) => (
          <li key={`${item.sdk} ${item.behaviour}`}>
            <span class="chip">
              <Text>{item.sdk}</Text>
            </span>
            <a href={routeHash({ ...route, story: { behaviour: item.behaviour, sdk: item.sdk } })}>
              <Text>{item.behaviour}</Text>
            </a>
            <span class="message">
              <Text>{item.note}</Text>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
