import type { VNode } from 'preact';

import type { CauseRecord, SdkRecord } from '../../../../verdicts/model.js';
import { grouped, plural, visible } from '../../../../verdicts/text.js';
import { applies } from '../../../../verdicts/verdicts.js';
import { acrossSdks, type SharedCause } from '../../../shared-causes.js';
import { Text } from '../bits.js';
import { cellVerdict, isRelease, summary } from '../data.js';
import { evidenceWords } from '../evidence-words.js';
import { isFiltered } from '../filter.js';
import { type Route, routeHash } from '../route.js';
import type { ViewProps } from './view.js';

/** Of each SDK under test its causes: new, known, deviations. SDKs with new ones come first, those that did not run last. */
export function FixView({ route, selection }: ViewProps): VNode {
  const urgency = (index: number): number => {
    const { id = '', status } = summary.sdks[index] ?? {};
    if (status === 'not-run') return 2;
    return selection.causes.some((cause) => cause.sdk === id && cause.status === 'new') ? 0 : 1;
  };
  const sdks = selection.sdks
    .filter((index) => !isRelease(summary.sdks[index]?.id ?? ''))
    .sort((a, b) => urgency(a) - urgency(b));
  const chosen = new Set(selection.behaviours.map((index) => summary.behaviours[index]?.id ?? ''));
  return (
    <>
      <Shared route={route} causes={selection.causes} chosen={chosen} />
      <div class="cards">
        {sdks.map((index) => {
          const sdk = summary.sdks[index]!;
          const causes = selection.causes.filter((cause) => cause.sdk === sdk.id);
          return <SdkCard key={sdk.id} route={route} sdk={sdk} index={index} causes={causes} chosen={chosen} />;
        })}
      </div>
    </>
  );
}

/** How many shared causes stand above the cards when none is new; the rest is folded away. */
const sharedAtFirst = 3;

/** What several SDKs have alike, once: what is new, else what most have. */
function Shared({ route, causes, chosen }: Pick<CardProps, 'route' | 'causes' | 'chosen'>): VNode | null {
  const shared = groups
    .flatMap(([status]) => acrossSdks(causes, status).sort((a, b) => b.sdks.length - a.sdks.length))
    .filter(({ sdks }) => sdks.length > 1);
  if (shared.length === 0) return null;
  // What is known of many may not push down what is new in one.
  const fresh = causes.some(({ status }) => status === 'new');
  const shown = fresh ? shared.filter(({ cause }) => cause.status === 'new').length : sharedAtFirst;
  const rows = shared.map((one) => (
    <SharedRow key={one.cause.sdk + one.cause.key} {...{ route, chosen, shared: one }} />
  ));
  return (
    <section class="shared" aria-label="Shared by several SDKs">
      <h2>Shared by several SDKs</h2>
      {shown > 0 && <ul class="causes">{rows.slice(0, shown)}</ul>}
      {rows.length > shown && (
        <details>
          <summary>{plural(rows.length - shown, shown > 0 ? 'more cause' : 'cause')}</summary>
          <ul class="causes">{rows.slice(shown)}</ul>
        </details>
      )}
    </section>
  );
}

type SharedProps = Pick<CardProps, 'route' | 'chosen'> & { shared: SharedCause };

/** The sentence, and names that each lead to the cause of that SDK. */
function SharedRow({ route, chosen, shared: { cause, causes } }: SharedProps): VNode {
  return (
    <li class={`${cause.status} ${cause.kind}`}>
      <Text>{cause.sentence}</Text>{' '}
      {causes
        .toSorted((a, b) => (a.sdk < b.sdk ? -1 : 1))
        .map(({ sdk, key }) => (
          <span key={`${sdk} ${key}`}>
            <a href={routeHash({ ...route, opened: { sdk, cause: key } })}>
              <Text>{sdk}</Text>
            </a>{' '}
          </span>
        ))}
      <small>{counted([...new Set(causes.flatMap(({ behaviours }) => behaviours))], chosen)}</small>
    </li>
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
  if (seen && !sentence.includes(seen.text)) return <code>{visible(evidenceWords(seen.text))}</code>;
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
