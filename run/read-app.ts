import { CommandError } from './errors.js';

/** Reads `key:secret`. @throws {CommandError} */
export function readApp(text: string, from = '--app'): { key: string; secret: string } {
  const [, key, secret] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (key === undefined || secret === undefined) {
    // The value is not quoted: what is meant to be a secret may be all of it.
    throw new CommandError(
      `Failed to read ${from}: it is not a key, a colon and a secret. Write it like my-key:my-secret.`,
    );
  }
  return { key, secret };
}
