import type { VNode } from 'preact';

import { type Change, type ChangeCause, changeTitles, worseKinds } from '../../../../verdicts/changes.js';
import { plural } from '../../../../verdicts/text.js';
import { Command, Text } from '../bits.js';
import { behaviourIndex, summary } from '../data.js';
import { type Route, routeHash } from '../route.js';
import { Diff } from '../story/diff.js';
import type { ViewProps } from './view.js';

/** What changed since the release, by what brought it about: what holds the release first. */
export function ChangesView({ route, selection }: ViewProps): VNode | null {
  const { changes } = summary;
  if (!changes) return null;
  const chosen = new Set(selection.behaviours);
  const ids = new Set(selection.sdks.map((index) => summary.sdks[index]?.id));
  const items = changes.items.filter(
    ({ behaviour, sdk }) => ids.has(sdk) && chosen.has(behaviourIndex(behaviour) ?? -1),
  );
  const causes = changes.causes.filter((cause) => items.some((item) => belongs(item, cause)));
  return (
    <>
      <p>
        <Text>{named(changes.before)}</Text> → <Text>{named(changes.after)}</Text>,{' '}
        {plural(changes.compared, 'behaviour')} compared.
      </p>
      {causes.length === 0 && <p>Nothing changed.</p>}
      {causes.map((cause) => (
        <CauseOfChange
          key={`${cause.sdk} ${cause.key}`}
          route={route}
          cause={cause}
          items={items.filter((item) => belongs(item, cause))}
        />
      ))}
    </>
  );
}

const belongs = (item: Change, { key, sdk }: ChangeCause): boolean => item.cause === key && item.sdk === sdk;

/** With its version and the state of its checkout, where the id does not say them. */
function named(id: string): string {
  const sdk = summary.sdks.find((one) => one.id === id);
  const more = [sdk?.version, sdk?.build].filter((text) => text && !id.includes(text));
  return more.length > 0 ? `${id} (${more.join(', ')})` : id;
}

function CauseOfChange({ route, cause, items }: { route: Route; cause: ChangeCause; items: Change[] }): VNode {
  const worse = worseKinds.includes(cause.kind);
  const first = items.find(({ behaviour }) => behaviour === cause.behaviours[0]) ?? items[0];
  return (
    <section class="change">
      <h2 class={worse ? 'tone-bad' : ''}>
        <Text>{`${cause.sdk} ${cause.sentence}`}</Text>
      </h2>
      <p>
        <strong>
          <Text>{cause.consequence}</Text>
        </strong>
        {first && (
          <>
            , such as <StoryLink route={route} item={first} />
          </>
        )}
        .
      </p>
      {first?.accounts && (
        <Diff
          before={first.accounts.before.join('\n')}
          after={first.accounts.after.join('\n')}
          names={['the release', 'now']}
        />
      )}
      {worse && cause.command !== undefined && <Command text={cause.command} what="the command that shows it alone" />}
      {items.length > 1 && (
        <details>
          <summary>{plural(items.length, 'change')}</summary>
          <ul>
            {items.map((item, index) => (
              <li key={index}>
                {changeTitles[item.kind]}: <StoryLink route={route} item={item} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function StoryLink({ route, item }: { route: Route; item: Change }): VNode {
  return (
    <a href={routeHash({ ...route, opened: { behaviour: item.behaviour, sdk: item.sdk } })}>
      <Text>{item.behaviour}</Text>
    </a>
  );
}
