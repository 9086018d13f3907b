import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { presentations } from '../../../../verdicts/verdicts.js';
import type { Kind } from '../../../../verdicts/verdicts.js';
import { Command, CopyButton, Glyph, KindBadge, Section, Text } from '../bits.js';
import { behaviourIndex, cellKind, story as results, summary } from '../data.js';
import { cellLabel } from '../filter.js';
import type { Selection } from '../filter.js';
import { go, routeHash } from '../route.js';
import type { Route } from '../route.js';
import { useNeighbours } from './neighbours.js';
import { StoryBody } from './body.js';

interface DialogProps {
  route: Route;
  story: { behaviour: string; sdk: string };
  selection: Selection;
  close: () => void;
}

/** The story of one cell, over the page; the platform keeps the focus in it and gives it back. */
export function StoryDialog({ route, story, selection, close }: DialogProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const index = behaviourIndex(story.behaviour);
  const behaviour = index === undefined ? undefined : summary.behaviours[index];
  const result = index === undefined ? undefined : results(index).find(({ sdk }) => sdk === story.sdk);
  const { previous, next } = useNeighbours(route, selection);

  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // A story opened by its address has nothing to give the focus back to but its cell.
      const target =
        before instanceof HTMLElement && before !== document.body && before.isConnected
          ? before
          : document.querySelector<HTMLElement>('[data-active="true"]');
      target?.focus();
    };
  }, []);
  useEffect(() => {
    dialog.current?.scrollTo(0, 0);
    title.current?.focus({ preventScroll: true });
  }, [story.behaviour, story.sdk]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.key === 'n' ? next : event.key === 'p' ? previous : undefined;
    if (target && !event.ctrlKey && !event.metaKey && !event.altKey) go({ ...route, story: target }, 'replace');
  };
  return (
    <dialog
      ref={dialog}
      class="story"
      aria-labelledby="story-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
      onKeyDown={onKeyDown}
    >
      <article>
        <header class="story-bar">
          <code class="id">
            <Text>{story.behaviour}</Text>
          </code>
          <span class="tools">
            <Step label="Previous" glyph="‹" route={route} target={previous} />
            <Step label="Next" glyph="›" route={route} target={next} />
            <CopyButton text={location.href} what="link to this story" label="Copy link" />
            <button type="button" class="button" onClick={close} aria-label="Close">
              <span aria-hidden="true">✕</span>
            </button>
          </span>
        </header>
        <h2 id="story-title" ref={title} tabIndex={-1}>
          <Text>{behaviour?.sentence ?? 'This run does not know the behaviour.'}</Text>
        </h2>
        {index !== undefined && <SdkSwitch route={route} behaviour={index} sdk={story.sdk} />}
        {behaviour && result && <StoryBody route={route} behaviour={behaviour} result={result} />}
        {behaviour && !result && <p class="lead">There is no result of this SDK here.</p>}
        {result && (
          <Section title="Repeat it" id="repeat">
            <Command text={result.command} what="the command that runs this again" />
          </Section>
        )}
      </article>
    </dialog>
  );
}

function Step({
  label,
  glyph,
  route,
  target,
}: {
  label: string;
  glyph: string;
  route: Route;
  target: Route['story'] | undefined;
}): VNode {
  return (
    <button
      type="button"
      class="button"
      disabled={!target}
      aria-label={`${label} story`}
      title={`${label} (${label.charAt(0).toLowerCase()})`}
      onClick={() => target && go({ ...route, story: target }, 'replace')}
    >
      <span aria-hidden="true">{glyph}</span>
    </button>
  );
}

/** The same behaviour on every SDK, one step away. */
function SdkSwitch({ route, behaviour, sdk }: { route: Route; behaviour: number; sdk: string }): VNode {
  const id = summary.behaviours[behaviour]?.id ?? '';
  return (
    <nav class="switch" aria-label="This behaviour on each SDK">
      {summary.sdks.map((record, index) => {
        const kind = cellKind(behaviour, index);
        return (
          <a
            key={record.id}
            href={routeHash({ ...route, story: { behaviour: id, sdk: record.id } })}
            aria-current={record.id === sdk ? 'true' : undefined}
            title={cellLabel(behaviour, index)}
            onClick={(event) => replaceOnClick(event, route, { behaviour: id, sdk: record.id })}
          >
            {kind && <SwitchMark kind={kind} open={record.id === sdk} />} <Text>{record.id}</Text>
          </a>
        );
      })}
    </nav>
  );
}

/** The verdict: in words for the open story, for the others as a glyph that is read out in words. */
function SwitchMark({ kind, open }: { kind: Kind; open: boolean }): VNode {
  if (open) return <KindBadge kind={kind} />;
  return (
    <>
      <Glyph kind={kind} />
      <span class="visually-hidden">{presentations[kind].label}</span>
    </>
  );
}

/** Looking at another SDK is no step that Back should have to undo. */
function replaceOnClick(event: MouseEvent, route: Route, story: Route['story']): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go({ ...route, story }, 'replace');
}
