import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { isTrouble } from '../../../../verdicts/verdicts.js';
import { CopyButton, Text, VerdictMark } from '../bits.js';
import { behaviourIndex, cellVerdict, findCause, summary, useResults } from '../data.js';
import type { Selection } from '../filter.js';
import { go, type Opened as Place, type Route, routeHash } from '../route.js';
import { StoryBody } from './body.js';
import { CauseBody } from './cause.js';

interface OpenedProps {
  route: Route;
  opened: Place;
  selection: Selection;
}

/** A cause with its example, or one behaviour of one SDK, over the page. */
export function Opened({ route, opened, selection }: OpenedProps): VNode {
  const cause = opened.cause === undefined ? undefined : findCause(opened.sdk, opened.cause);
  const id = opened.behaviour ?? cause?.example ?? '';
  const index = behaviourIndex(id);
  const behaviour = index === undefined ? undefined : summary.behaviours[index];
  const results = useResults();
  const result = results?.results.find(({ sdk, behaviour }) => sdk === opened.sdk && behaviour === id);
  const title = cause?.sentence ?? (opened.cause === undefined ? behaviour?.sentence : undefined);
  return (
    <Dialog route={route} place={JSON.stringify(opened)} title={title ?? 'This run does not know it.'} sdk={opened.sdk}>
      {cause && <CauseBody route={route} cause={cause} />}
      {cause && behaviour && (
        <h2>
          For example: <Text>{behaviour.sentence}</Text>
        </h2>
      )}
      {behaviour && index !== undefined && (
        <>
          <p>
            <code>{behaviour.id}</code>
          </p>
          {!cause && <Switch route={route} behaviour={index} opened={opened} />}
          {results && !result && <p>There is no result of it in this run.</p>}
          {!results && <p>Unpacking …</p>}
          {result && <StoryBody behaviour={behaviour} result={result} />}
          {!cause && <Neighbours route={route} opened={opened} selection={selection} />}
        </>
      )}
    </Dialog>
  );
}

interface DialogProps {
  route: Route;
  /** Another place begins at its top. */
  place: string;
  title: string;
  sdk: string;
  children: ComponentChildren;
}

/** The platform keeps the focus in it, and gives it back. */
function Dialog({ route, place, title, sdk, children }: DialogProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const close = (): void => go({ ...route, opened: null });
  useLayoutEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => {
    dialog.current?.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="opened-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <header>
        <strong>
          <Text>{sdk}</Text>
        </strong>
        <CopyButton text={location.href} what="link to this" label="Copy link" />
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      <h2 id="opened-title" ref={heading} tabIndex={-1}>
        <Text>{title}</Text>
      </h2>
      {children}
    </dialog>
  );
}

/** The same behaviour on the other SDKs. */
function Switch({ route, behaviour, opened }: { route: Route; behaviour: number; opened: Place }): VNode {
  return (
    <nav aria-label="SDKs">
      {summary.sdks.map(({ id }, sdk) => {
        const verdict = cellVerdict(behaviour, sdk);
        return (
          <a
            key={id}
            href={routeHash({ ...route, opened: { ...opened, sdk: id } })}
            aria-current={id === opened.sdk ? 'page' : undefined}
          >
            {verdict && <VerdictMark verdict={verdict} word={false} />} <Text>{id}</Text>
          </a>
        );
      })}
    </nav>
  );
}

/** The next of what failed, in the order of the matrix. */
function Neighbours({ route, opened, selection }: OpenedProps): VNode | null {
  const failed = selection.behaviours.flatMap((behaviour) =>
    selection.sdks.flatMap((sdk): Place[] => {
      const verdict = cellVerdict(behaviour, sdk);
      if (!verdict || !(isTrouble(verdict) || verdict === 'known')) return [];
      return [{ behaviour: summary.behaviours[behaviour]!.id, sdk: summary.sdks[sdk]!.id }];
    }),
  );
  const at = failed.findIndex(({ behaviour, sdk }) => behaviour === opened.behaviour && sdk === opened.sdk);
  const [previous, next] = [failed[at - 1], failed[at + 1]];
  if (at < 0) return null;
  return (
    <nav aria-label="What else does not hold">
      {previous && <a href={routeHash({ ...route, opened: previous })}>‹ Previous</a>}
      {next && <a href={routeHash({ ...route, opened: next })}>Next ›</a>}
    </nav>
  );
}
