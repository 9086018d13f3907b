import type { ComponentChildren, VNode } from 'preact';

import type { ExchangeRecord } from '../../../../verdicts/model.js';
import type { Finding } from '../../../../spec/exchange.js';
import { Text } from '../bits.js';

/** A finding, and whether the contract rejects it or the API tolerates it. */
export interface Mark extends Finding {
  kind: 'violation' | 'deviation';
}

export function marksOf({ violations, deviations }: ExchangeRecord): Mark[] {
  return [
    ...violations.map((finding): Mark => ({ ...finding, kind: 'violation' })),
    ...deviations.map((finding): Mark => ({ ...finding, kind: 'deviation' })),
  ];
}

/** The marks of one place; a part of a path is marked as the path. */
export function marksAt(marks: readonly Mark[], place: string): Mark[] {
  const wanted = place.toLowerCase();
  return marks.filter(({ location }) => {
    const found = location.toLowerCase();
    return found === wanted || (wanted === 'path' && found.startsWith('path.'));
  });
}

/** What a finding is about, marked where it stands. */
export function Marked({ marks, children }: { marks: readonly Mark[]; children: ComponentChildren }): VNode {
  const [first] = marks;
  if (!first) return <>{children}</>;
  return (
    <mark
      class={marks.some(({ kind }) => kind === 'violation') ? 'violation' : 'deviation'}
      title={marks.map(({ message }) => message).join(' ')}
    >
      {children}
    </mark>
  );
}

/** The findings as sentences. */
export function Notes({ marks }: { marks: readonly Mark[] }): VNode | null {
  if (marks.length === 0) return null;
  return (
    <ul class="notes">
      {marks.map((mark, index) => (
        <li key={index} class={mark.kind}>
          <span class="sign" aria-hidden="true">
            {mark.kind === 'violation' ? '✕' : '~'}
          </span>{' '}
          <span class="visually-hidden">{mark.kind === 'violation' ? 'Violation' : 'Tolerated deviation'} at </span>
          <code>
            <Text>{mark.location}</Text>
          </code>{' '}
          <Text>{mark.message}</Text>
        </li>
      ))}
    </ul>
  );
}
