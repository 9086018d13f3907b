import { parseJson } from '../../spec/json.js';

/** An answer as it goes out. */
export interface Reply {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  /** The body as it goes out. Bytes where they are somebody else's, and may be no text. */
  content: string | Buffer;
  /** Names what all answers like this one share: they differ only in values that the contract leaves free. */
  kind?: string;
}

/** The body of an answer as JSON; text that is none stays text. */
export function bodyOf({ content }: Reply): unknown {
  const text = content.toString();
  try {
    return text === '' ? undefined : parseJson(text);
  } catch {
    return text;
  }
}
