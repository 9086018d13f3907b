import { shellQuoted } from '../report/curl.js';

/** A command of this package as somebody would type it into a shell. */
export function commandLine(verb: string, words: readonly string[]): string {
  return ['npx sdk-conformance', verb, ...words.map(shellQuoted)].join(' ');
}
