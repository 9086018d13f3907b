import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import type { ParityGroup } from '../../../../verdicts/model.js';
import { grouped, plural, visible } from '../../../../verdicts/text.js';
import { Behaviours, Text } from '../bits.js';
import { behaviourIndex } from '../data.js';
import { type Route, routeHash } from '../route.js';
import { comparedWith, type Piece } from '../shared-words.js';
import type { ViewProps } from './view.js';

/** How many differences are shown before somebody asks for the rest: a page of all is as tall as a house. */
const atFirst = 20;
/** How many calls of one difference are shown; the story of the behaviour has all. */
const mostLines = 5;
/** How many calls of one behaviour tell its difference from others: comparing words of hundreds takes seconds. */
const mostCompared = 20;

/** One way in which SDKs differ, and the behaviours that it shows in. */
interface Difference {
  groups: { sdks: string[]; lines: Piece[][]; more: number }[];
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
    const told = compared(groups);
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

/** Of each group the lines that not all have alike, with what differs in them. */
function compared(groups: readonly ParityGroup[]): Difference['groups'] {
  const longest = Math.max(...groups.map(({ account }) => account.length));
  const beside = (at: number) => groups.map(({ account }) => account[at] ?? '');
  const differing = Array.from({ length: longest }, (_, at) => at).filter((at) => new Set(beside(at)).size > 1);
  return groups.map(({ sdks, account }) => {
    const own = differing.filter((at) => at < account.length);
    const lines = own.slice(0, mostCompared).map((at) => comparedWith(account[at]!, beside(at)));
    return { sdks, lines, more: Math.max(own.length - mostLines, 0) };
  });
}

function Side({ title, route, differences }: { title: string; route: Route; differences: Difference[] }): VNode {
  const [all, setAll] = useState(false);
  const shown = all ? differences : differences.slice(0, atFirst);
  const left = differences.length - shown.length;
  return (
    <section class="parity">
      <h2>
        {title} <small>{plural(differences.length, 'difference')}</small>
      </h2>
      {differences.length === 0 && <p>All SDKs are alike.</p>}
      {shown.map((difference, at) => (
        <Told key={at} route={route} difference={difference} />
      ))}
      {left > 0 && (
        <p>
          <button type="button" onClick={() => setAll(true)}>
            Show {grouped(left)} more
          </button>{' '}
          The search above looks through all of them; that of the browser finds what is shown.
        </p>
      )}
    </section>
  );
}

function Told({ route, difference: { groups, behaviours } }: { route: Route; difference: Difference }): VNode {
  const sdk = groups[1]?.sdks[0] ?? '';
  return (
    <article>
      <p>
        In {plural(behaviours.length, 'behaviour')}, such as{' '}
        <a href={routeHash({ ...route, opened: { behaviour: behaviours[0]!, sdk } })}>{behaviours[0]}</a>:
      </p>
      <dl>
        {groups.map(({ sdks, lines, more }, index) => (
          <div key={index}>
            <dt>
              <Text>{sdks.join(', ')}</Text>
            </dt>
            {lines.slice(0, mostLines).map((line, position) => (
              <dd key={position}>
                <Line pieces={line} />
              </dd>
            ))}
            {lines.length === 0 && <dd>nothing</dd>}
            {more > 0 && <dd>and {grouped(more)} more</dd>}
          </div>
        ))}
      </dl>
      {behaviours.length > 1 && (
        <details>
          <summary>{plural(behaviours.length, 'behaviour')}</summary>
          <Behaviours route={route} sdk={sdk} ids={behaviours} />
        </details>
      )}
    </article>
  );
}

function Line({ pieces }: { pieces: readonly Piece[] }): VNode {
  return (
    <code>
      {pieces.map(({ text, differs }, at) => (differs ? <mark key={at}>{visible(text)}</mark> : visible(text)))}
    </code>
  );
}
