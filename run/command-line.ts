import { shellQuoted } from '../report/curl.js';

/** A command of this package as somebody would type it into a shell. */
export function commandLine(verb: string, words: readonly string[]): string {
  return `npx sdk-conformance ${commandWords([verb, ...words])}`;
}

/** Words as a shell takes them. */
export function commandWords(words: readonly string[]): string {
  return words.map(shellQuoted).join(' ');
}
