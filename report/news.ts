import { worseKinds } from '../verdicts/changes.js';
import { clauseOf } from '../verdicts/gate.js';
import type { Results } from '../verdicts/model.js';
import { asSentence, cut, plural } from '../verdicts/text.js';

/** Longest sentence of a cause where many formats show a line for each. */
const longest = 500;

/**
 * What counts against one SDK under test, or any, a sentence each, the gravest first: what changed for the worse since a
 * release in a gate, and otherwise the causes that no list allows. Empty: nothing is new.
 */
export function newsOf({ causes, changes }: Results, sdk?: string): string[] {
  const concerns = (one: { sdk: string }) => sdk === undefined || one.sdk === sdk;
  if (changes) {
    const worse = changes.causes.filter((cause) => worseKinds.includes(cause.kind) && concerns(cause));
    return worse.map((cause) => asSentence(cut(clauseOf(cause), longest)));
  }
  const fresh = causes.filter((cause) => cause.status === 'new' && concerns(cause));
  return fresh.map(({ sdk, sentence, behaviours, example }) => {
    const where = `${plural(behaviours.length, 'behaviour')}, such as ${example}`;
    return asSentence(`${sdk}: ${cut(sentence.replace(/\.$/, ''), longest)} (${where})`);
  });
}
