import type { ExpectStatic } from 'vitest';

import type { Impostor } from './impostor.js';
import type { MockApp } from './mock-app.js';
import type { Sdk } from './sdk.js';

/** What a behaviour works with. */
export interface Given {
  /** The SDK under test, with a client for the app of this behaviour. */
  sdk: Sdk;
  /** The app of this behaviour in the mock: what it holds before, and what came of it. */
  mock: MockApp;
  /** A server that is not the API. */
  impostor: Impostor;
  /** vitest's, with the matchers of `matchers.ts`. */
  expect: ExpectStatic;
  /** What generated documents come from; the same seed gives the same documents. */
  seed: number;
}

/** One thing that must hold for every SDK. */
export interface Behaviour {
  /** `suite/kebab-name`; never changes and is never used again for something else. */
  id: string;
  /** The first half of the id, and the name of its file. */
  suite: string;
  /** Key of `x-rules` in `openapi.yaml`: the sentence of the contract it rests on. */
  rule: string;
  /** What must hold, in the present tense. */
  sentence: string;
  /** The version of the suites that it came with; absent: it has been there from the first. */
  since?: string;
  run: (given: Given) => Promise<void>;
}

export type Id = `${string}/${string}`;

const declared: Behaviour[] = [];
let onDeclared: (behaviour: Behaviour) => void = () => undefined;

/**
 * Declares one thing that must hold for every SDK. A call that the SDK does not have ends it as *not applicable*; a
 * failed `expect` is a finding about the SDK; anything else that it throws is a fault of the suite.
 */
export function behaviour(
  id: Id,
  rule: string,
  sentence: string,
  run: Behaviour['run'],
  { since }: Pick<Behaviour, 'since'> = {},
): void {
  const one: Behaviour = { id, suite: id.slice(0, id.indexOf('/')), rule, sentence, run, since };
  declared.push(one);
  onDeclared(one);
}

/** Every behaviour declared so far, in order. */
export const declaredBehaviours = (): readonly Behaviour[] => declared;

/** Has each behaviour that is declared from now on handed over: inside vitest it becomes a test, elsewhere it is listed. */
export function whenDeclared(handler: (behaviour: Behaviour) => void): void {
  onDeclared = handler;
}

/** What the documents of a run are generated from, where it says nothing else. */
export const defaultSeed = 2018;
