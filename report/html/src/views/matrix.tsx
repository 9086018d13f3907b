import type { VNode } from 'preact';

import { plural } from '../../../../verdicts/text.js';
import { rowOf } from '../../../../verdicts/verdicts.js';
import { SdkColumns, Text, VerdictMark } from '../bits.js';
import { cellVerdict, suites, summary } from '../data.js';
import { tellingSdk } from '../filter.js';
import { type Route, routeHash } from '../route.js';
import type { ViewProps } from './view.js';

const unsteady = new Set(summary.unsteady.map(([behaviour, sdk]) => `${behaviour} ${sdk}`));

/** Behaviours against SDKs, a table a suite. What failed is marked; what holds is quiet. */
export function MatrixView({ route, selection }: ViewProps): VNode {
  return (
    <>
      {suites.map((suite) => {
        const rows = selection.behaviours.filter((index) => summary.behaviours[index]?.suite === suite);
        return rows.length === 0 ? null : (
          <SuiteTable key={suite} route={route} suite={suite} rows={rows} sdks={selection.sdks} />
        );
      })}
    </>
  );
}

interface SuiteProps {
  route: Route;
  suite: string;
  rows: number[];
  sdks: number[];
}

function SuiteTable({ route, suite, rows, sdks }: SuiteProps): VNode {
  return (
    <section class="suite" style={{ containIntrinsicSize: `auto ${rows.length * 2.4 + 6}rem` }}>
      <h2>
        {suite} <small>{plural(rows.length, 'behaviour')}</small>
      </h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={`${suite}, behaviours and SDKs`}>
        <table>
          <SdkColumns first="Behaviour" ids={sdks.map((sdk) => summary.sdks[sdk]?.id ?? '')} />
          <tbody>
            {rows.map((behaviour) => (
              <Row key={behaviour} route={route} behaviour={behaviour} sdks={sdks} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ route, behaviour, sdks }: { route: Route; behaviour: number; sdks: number[] }): VNode | null {
  const record = summary.behaviours[behaviour];
  if (!record) return null;
  const link = (sdk: number): string =>
    routeHash({ ...route, opened: { behaviour: record.id, sdk: summary.sdks[sdk]?.id ?? '' } });
  return (
    <tr>
      <th scope="row">
        <a href={link(tellingSdk(behaviour, sdks))}>{record.id.slice(record.suite.length + 1)}</a>
        <span class="sentence">
          <Text>{record.sentence}</Text>
        </span>
      </th>
      {sdks.map((sdk) => {
        const verdict = cellVerdict(behaviour, sdk);
        if (!verdict) return <td key={sdk} />;
        const { tone, label } = rowOf(verdict);
        const wavers = unsteady.has(`${behaviour} ${sdk}`);
        if ((tone === 'good' || tone === 'quiet') && !wavers) {
          return (
            <td key={sdk} class="quiet">
              <VerdictMark verdict={verdict} word={false} />
            </td>
          );
        }
        const message = summary.messages[behaviour]?.[sdk] ?? '';
        return (
          <td key={sdk} class={`marked tone-${tone}`}>
            <a
              href={link(sdk)}
              aria-label={`${summary.sdks[sdk]?.id ?? ''}, ${label}${wavers ? ', unsteady' : ''}: ${message}`}
              title={message}
            >
              {rowOf(verdict).glyph}
              {wavers && ' ↻'}
            </a>
          </td>
        );
      })}
    </tr>
  );
}
