import type { VNode } from 'preact';

import type { CauseRecord, SdkRecord } from '../../../../verdicts/model.js';
import { grouped, plural, visible } from '../../../../verdicts/text.js';
import { applies } from '../../../../verdicts/verdicts.js';
import { Text } from '../bits.js';
import { cellVerdict, isRelease, summary } from '../data.js';
import { isFiltered } from '../filter.js';
import { type Route, routeHash } from '../route.js';
import type { ViewProps } from './view.js';

/** Of each SDK under test its causes: new, known, deviations. SDKs with new ones come first, those that did not run last. */
export function FixView({ route, selection }: ViewProps): VNode {
  const urgency = (index: number): number => {
    const { id = '', status } = summary.sdks[index] ?? {};
    return status === 'not-run'
      ? 2
      : selection.causes.some((cause) => cause.sdk === id && cause.status === 'new')
        ? 0
        : 1;
  };
  const sdks = selection.sdks
    .filter((index) => !isRelease(summary.sdks[index]?.id ?? ''))
    .sort((a, b) => urgency(a) - urgency(b));
  const chosen = new Set(selection.behaviours.map((index) => summary.behaviours[index]?.id ?? ''));
  return (
    <div class="cards">
      {sdks.map((index) => {
        const sdk = summary.sdks[index]!;
        const causes = selection.causes.filter((cause) => cause.sdk === sdk.id);
        return <SdkCard key={sdk.id} route={route} sdk={sdk} index={index} causes={causes} chosen={chosen} />;
      })}
    </div>
  );
}

const groups: [CauseRecord['status'], string][] = [
  ['new', 'New'],
  ['known', 'Known, and allowed'],
  ['accepted', 'Deviations, which the API accepts'],
];

interface CardProps {
  route: Route;
  sdk: SdkRecord;
  index: number;
  causes: CauseRecord[];
  /** Behaviours that match what is searched. */
  chosen: ReadonlySet<string>;
}

function SdkCard({ route, sdk, index, causes, chosen }: CardProps): VNode {
  const verdicts = summary.behaviours.flatMap((_, behaviour) => cellVerdict(behaviour, index) ?? []).filter(applies);
  const held = verdicts.filter((verdict) => verdict === 'passed').length;
  const against = summary.sdks.find(({ id }) => id === sdk.against);
  return (
    <section aria-label={sdk.id}>
      <h2>
        <Text>{sdk.id}</Text>
      </h2>
      <p>
        <Text>{[sdk.name, sdk.version, sdk.build].filter(Boolean).join(' ')}</Text>
        {against && (
          <>
            {' '}
            against <Text>{[against.id, against.version].filter(Boolean).join(', ')}</Text>
          </>
        )}
        {sdk.status === 'ran' ? (
          <>
            {': '}
            <strong>
              {held} of {verdicts.length} hold
            </strong>
          </>
        ) : (
          <>
            {' '}
            <strong>did not run.</strong> <Text>{[sdk.reason, sdk.remedy].filter(Boolean).join(' ')}</Text>
          </>
        )}
      </p>
      {groups.map(([status, title]) => (
        <CauseList
          key={status}
          route={route}
          title={title}
          causes={causes.filter((cause) => cause.status === status)}
          chosen={chosen}
        />
      ))}
      {sdk.status === 'ran' && causes.length === 0 && (
        <p>{isFiltered(route.filter) ? 'Nothing here matches the search.' : 'Nothing to fix.'}</p>
      )}
    </section>
  );
}

/** What the sentence does not say yet: the values that were seen, or what the application suffers. */
function Beside({ cause: { sentence, evidence, effect } }: { cause: CauseRecord }): VNode | null {
  const [seen] = evidence;
  if (seen && !sentence.includes(seen.text)) return <code>{visible(seen.text)}</code>;
  return sentence.includes(effect) ? null : <Text>{effect}</Text>;
}

interface ListProps extends Pick<CardProps, 'route' | 'causes' | 'chosen'> {
  title: string;
}

function CauseList({ route, title, causes, chosen }: ListProps): VNode | null {
  if (causes.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="causes">
        {causes.map((cause) => (
          <li key={cause.key} class={`${cause.status} ${cause.kind}`}>
            <a href={routeHash({ ...route, opened: { sdk: cause.sdk, cause: cause.key } })}>
              <Text>{cause.sentence}</Text>
            </a>{' '}
            {cause.status === 'new' && <Beside cause={cause} />} <small>{counted(cause.behaviours, chosen)}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

/** `3 behaviours`; where not all of them match, how many of them do. */
function counted(behaviours: readonly string[], chosen: ReadonlySet<string>): string {
  const matching = behaviours.filter((id) => chosen.has(id)).length;
  const all = plural(behaviours.length, 'behaviour');
  return matching === behaviours.length ? all : `${grouped(matching)} of ${all}`;
}
