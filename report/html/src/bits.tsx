import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';

import { visible } from '../../../verdicts/text.js';
import { rowOf, type Verdict } from '../../../verdicts/verdicts.js';
import { type Route, routeHash } from './route.js';

/** Text from outside: what would drive, hide or reorder it is spelled out, and it cannot reorder what is around it. */
export function Text({ children }: { children: string }): VNode {
  return <bdi>{visible(children)}</bdi>;
}

/** A verdict as glyph and word, never as colour alone. */
export function VerdictMark({ verdict, word = true }: { verdict: Verdict; word?: boolean }): VNode {
  const { glyph, label, meaning, tone } = rowOf(verdict);
  return (
    <span class={`tone-${tone}`} title={word ? meaning : label}>
      <span aria-hidden="true">{glyph}</span>
      {word ? ` ${label}` : <span class="unseen">{label}</span>}
    </span>
  );
}

/** Something to paste into a shell. */
export function Command({ text, what }: { text: string; what: string }): VNode {
  return (
    <div class="command">
      <pre tabIndex={0} aria-label={what}>
        {text.split(' ').map((word, index) => (
          <>
            {index > 0 && ' '}
            <span class="word">{visible(word)}</span>
          </>
        ))}
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}

/** Copies text, and says whether it did. */
export function CopyButton({ text, what, label = 'Copy' }: { text: string; what: string; label?: string }): VNode {
  const [said, setSaid] = useState(label);
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Select and copy by hand'),
    );
    setTimeout(() => setSaid(label), 2_000);
  };
  return (
    <button type="button" onClick={copy} aria-label={`Copy ${what}`}>
      <span aria-live="polite">{said}</span>
    </button>
  );
}

/** Behaviours of one SDK, each a link to its story. */
export function Behaviours({ route, sdk, ids }: { route: Route; sdk: string; ids: readonly string[] }): VNode {
  return (
    <ul>
      {ids.map((behaviour) => (
        <li key={behaviour}>
          <a href={routeHash({ ...route, opened: { behaviour, sdk } })}>
            <Text>{behaviour}</Text>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The head of a table with a column for each SDK. */
export function SdkColumns({ first, ids }: { first: string; ids: readonly string[] }): VNode {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {ids.map((id) => (
          <th key={id} scope="col" class="upright">
            <Text>{id}</Text>
          </th>
        ))}
      </tr>
    </thead>
  );
}

export function Part({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Preformatted text that can be scrolled by keyboard. */
export function Pre({ label, children }: { label: string; children: ComponentChildren }): VNode {
  return (
    <pre tabIndex={0} aria-label={label}>
      {children}
    </pre>
  );
}
