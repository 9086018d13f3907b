import { jsonWebToken } from '../spec/json-web-token.js';

/** Shorter ones would blacken ordinary words, and protect nothing. */
const shortestSecret = 4;

/** What a foreign program printed, without secrets and tokens, before it becomes part of a message. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= shortestSecret) clean = clean.replaceAll(secret, '[secret]');
  return clean.replace(jsonWebToken, '[token]');
}

/** The lines of a text, without those that are blank. */
export const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');

/** The beginning of a line that is quoted in a message. */
export function excerpt(line: string, length = 200): string {
  return line.length <= length ? line : `${line.slice(0, length)}… (${line.length} characters)`;
}
