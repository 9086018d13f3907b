import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';

import type { ParityGroup } from '../../../../verdicts/model.js';
import { plural, visible } from '../../../../verdicts/text.js';
import { Behaviours, Text } from '../bits.js';
import { behaviourIndex } from '../data.js';
import { type Route, routeHash } from '../route.js';
import { comparedWith, type Piece } from '../shared-words.js';
import type { ViewProps } from './view.js';

/** One way in which SDKs differ, and the behaviours that it shows in. */
interface Difference {
  groups: { sdks: string[]; lines: Piece[][] }[];
  behaviours: string[];
}

/** Where SDKs differ from each other, whatever the contract says: what applications see first, equal differences once. */
export function ParityView({ route, selection, results }: ViewProps): VNode {
  const chosen = useMemo(() => new Set(selection.behaviours), [selection]);
  const differences = useMemo(() => {
    const records = (results?.parity ?? []).filter(({ behaviour }) => chosen.has(behaviourIndex(behaviour) ?? -1));
    return (['outcomes', 'wire'] as const).map((side) =>
      alike(records.map((record) => ({ behaviour: record.behaviour, groups: record[side] }))),
    );
  }, [results, chosen]);
  if (!results) return <p>Unpacking …</p>;
  const [outcomes = [], wire = []] = differences;
  return (
    <>
      <Side title="What applications see" route={route} differences={outcomes} />
      <Side title="What goes over the wire" route={route} differences={wire} />
    </>
  );
}

/** Differences with the same SDKs on the same sides and the same words that differ, once. */
function alike(records: { behaviour: string; groups: ParityGroup[] }[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const { behaviour, groups } of records) {
    if (groups.length < 2) continue;
    const told = groups.map(({ sdks, account }) => ({
      sdks,
      lines: account.map((line, at) =>
        comparedWith(
          line,
          groups.map((other) => other.account[at] ?? ''),
        ),
      ),
    }));
    const key = JSON.stringify(
      told.map(({ sdks, lines }) => [
        sdks,
        [...new Set(lines.flat().flatMap(({ text, differs }) => (differs ? [text] : [])))],
      ]),
    );
    const known = found.get(key);
    if (known) known.behaviours.push(behaviour);
    else found.set(key, { groups: told, behaviours: [behaviour] });
  }
  return [...found.values()].sort((a, b) => b.behaviours.length - a.behaviours.length);
}

function Side({ title, route, differences }: { title: string; route: Route; differences: Difference[] }): VNode {
  return (
    <section class="parity">
      <h2>
        {title} <small>{plural(differences.length, 'difference')}</small>
      </h2>
      {differences.length === 0 && <p>All SDKs are alike.</p>}
      {differences.map(({ groups, behaviours }, at) => (
        <article key={at}>
          <p>
            In {plural(behaviours.length, 'behaviour')}, such as{' '}
            <a href={routeHash({ ...route, opened: { behaviour: behaviours[0]!, sdk: groups[1]?.sdks[0] ?? '' } })}>
              {behaviours[0]}
            </a>
            :
          </p>
          <dl>
            {groups.map(({ sdks, lines }, index) => (
              <div key={index}>
                <dt>
                  <Text>{sdks.join(', ')}</Text>
                </dt>
                {lines.map((line, position) => (
                  <dd key={position}>
                    <code>
                      {line.map(({ text, differs }, piece) =>
                        differs ? <mark key={piece}>{visible(text)}</mark> : visible(text),
                      )}
                    </code>
                  </dd>
                ))}
              </div>
            ))}
          </dl>
          {behaviours.length > 1 && (
            <details>
              <summary>{plural(behaviours.length, 'behaviour')}</summary>
              <Behaviours route={route} sdk={groups[1]?.sdks[0] ?? ''} ids={behaviours} />
            </details>
          )}
        </article>
      ))}
    </section>
  );
}
