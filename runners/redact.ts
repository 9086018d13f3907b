import { jsonWebToken } from '../spec/json-web-token.js';

/** Shorter ones would blacken ordinary words, and protect nothing. */
const shortestSecret = 4;

export interface Redactor {
  hide(secret: string): void;
  text(text: string): string;
}

/** Takes secrets and tokens out of what a foreign program printed, before it becomes part of a message. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    hide(secret) {
      if (secret.length >= shortestSecret) secrets.add(secret);
    },
    text(text) {
      let clean = text;
      for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]');
      return clean.replace(jsonWebToken, '[token]');
    },
  };
}

/** The beginning of a line that is quoted in a message. */
export function excerpt(line: string, length = 200): string {
  return line.length <= length ? line : `${line.slice(0, length)}… (${line.length} characters)`;
}
