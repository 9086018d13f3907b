import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';

import { presentations } from '../../../verdicts/verdicts.js';
import type { Kind } from '../../../verdicts/verdicts.js';
import { visible } from '../../../verdicts/text.js';

/** Text from outside: what would drive, hide or reorder it is spelled out, and it cannot reorder what is around it. */
export function Text({ children }: { children: string }): VNode {
  return <bdi>{visible(children)}</bdi>;
}

/** A verdict as glyph and word, never as colour alone. */
export function KindBadge({ kind }: { kind: Kind }): VNode {
  const { glyph, label, meaning, tone } = presentations[kind];
  return (
    <span class={`badge tone-${tone}`} title={meaning}>
      <span aria-hidden="true">{glyph}</span> {label}
    </span>
  );
}

export function Glyph({ kind }: { kind: Kind | undefined }): VNode {
  return <span aria-hidden="true">{kind ? presentations[kind].glyph : ' '}</span>;
}

interface CopyProps {
  text: string;
  /** What is copied, for screen readers: `the command`. */
  what: string;
  label?: string;
}

/** Copies text, and says whether it did. */
export function CopyButton({ text, what, label = 'Copy' }: CopyProps): VNode {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  const copy = (): void => {
    void copyText(text).then((copied) => {
      setState(copied ? 'done' : 'failed');
      setTimeout(() => setState('idle'), 2_000);
    });
  };
  return (
    <button type="button" class="button copy" onClick={copy} aria-label={`Copy ${what}`}>
      <span aria-live="polite">
        {state === 'done' ? 'Copied ✓' : state === 'failed' ? 'Select and copy by hand' : label}
      </span>
    </button>
  );
}

/** A page opened from a file may be refused the clipboard; a selection can still be copied. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'visually-hidden';
    const host = document.querySelector('dialog[open]') ?? document.body;
    const focused = document.activeElement;
    host.append(area);
    area.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way left where the clipboard API is refused
    const copied = document.execCommand('copy');
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}

interface CommandProps {
  text: string;
  what: string;
}

/** Something to paste into a shell. */
export function Command({ text, what }: CommandProps): VNode {
  return (
    <div class="command">
      <pre tabIndex={0} aria-label={what}>
        <code>{visible(text)}</code>
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}

export function Section({ title, children, id }: { title: string; children: ComponentChildren; id: string }): VNode {
  return (
    <section aria-labelledby={id} class="part">
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}
