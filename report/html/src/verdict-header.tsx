import type { ComponentChildren, VNode } from 'preact';

import { presentations } from '../../../verdicts/verdicts.js';
import type { Kind } from '../../../verdicts/verdicts.js';
import { duration, plural } from '../../../verdicts/text.js';
import { Text } from './bits.js';
import { kindCounts, summary } from './data.js';
import { go } from './route.js';
import type { Route } from './route.js';

const outcomes = {
  0: { glyph: '✓', word: 'Conforms', tone: 'good' },
  1: { glyph: '✕', word: 'Does not conform', tone: 'bad' },
  3: { glyph: '?', word: 'Could not be judged', tone: 'unknown' },
} as const;

/** The verdict in one sentence, what it rests on, and how often each verdict was given; a count filters by its verdict. */
export function VerdictHeader({ route, children }: { route: Route; children: ComponentChildren }): VNode {
  const { exitCode, sentence } = summary.verdict;
  const { glyph, word, tone } = outcomes[exitCode];
  return (
    <header class="verdict">
      <div class="bar">
        <p class="brand">SDK conformance</p>
        {children}
      </div>
      <p class={`stamp tone-${tone}`}>
        <span aria-hidden="true">{glyph}</span> {word}
      </p>
      <h1>
        <Text>{sentence}</Text>
      </h1>
      <ul class="counts" aria-label="Results by verdict">
        {kindCounts().map(([kind, count]) => (
          <li key={kind}>
            <KindFilter route={route} kind={kind} count={count} />
          </li>
        ))}
      </ul>
      <Facts />
      {summary.sdks
        .filter(({ status }) => status === 'not-run')
        .map((sdk) => (
          <p key={sdk.id} class="absent">
            <strong>
              <span aria-hidden="true">○</span> <Text>{sdk.id}</Text> did not run.
            </strong>{' '}
            <Text>{[sdk.reason, sdk.remedy].filter(Boolean).join(' ')}</Text>
          </p>
        ))}
    </header>
  );
}

function KindFilter({ route, kind, count }: { route: Route; kind: Kind; count: number }): VNode {
  const { glyph, label, meaning, tone } = presentations[kind];
  const chosen = route.filter.kinds.includes(kind);
  const kinds = chosen ? route.filter.kinds.filter((other) => other !== kind) : [...route.filter.kinds, kind];
  const toggle = (): void => go({ ...route, view: 'matrix', filter: { ...route.filter, kinds } }, 'replace');
  return (
    <button type="button" class={`kind tone-${tone}`} aria-pressed={chosen} onClick={toggle} title={meaning}>
      <span aria-hidden="true">{glyph}</span> <b>{count.toLocaleString('en')}</b> {label}
    </button>
  );
}

function Facts(): VNode {
  const { contract, suite, startedAt, durationMs, sdks } = summary;
  return (
    <p class="facts">
      <span>
        <Text>{`${contract.title} ${contract.version}`}</Text>{' '}
        <code title={`SHA-256 of the contract: ${contract.digest}`}>{contract.digest.slice(0, 8)}</code>
      </span>
      <span>{`${plural(suite.behaviours, 'behaviour')} × ${plural(sdks.length, 'SDK')}, suite ${suite.version}`}</span>
      <span>
        <time dateTime={startedAt}>{startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>,{' '}
        {duration(durationMs)}
      </span>
    </p>
  );
}
