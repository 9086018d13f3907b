import type { IncomingMessage } from 'node:http';

/** A body as far as it was read. */
export interface ReadBody {
  /** Empty without a body. */
  bytes: Buffer;
  /** More than the limit was announced or came; `bytes` holds what came before that was known. */
  tooLarge: boolean;
}

/** Whether a message can have a body: by HTTP it is announced in one of two headers. */
export function mayHaveBody(message: IncomingMessage): boolean {
  const { headers } = message;
  return headers['transfer-encoding'] !== undefined || announcedBytes(message) !== 0;
}

/** The announced length of a body; `null` when it is not announced. */
export function announcedBytes({ headers }: IncomingMessage): number | null {
  if (headers['transfer-encoding'] !== undefined) return null;
  return Number(headers['content-length'] ?? 0);
}

/**
 * Reads a body up to a limit, in bytes. Calls back once, when it is complete or over the limit, and never if the client
 * hangs up before. What comes over the limit is thrown away, so that the client can finish sending and read the answer.
 */
export function readBody(message: IncomingMessage, limit: number, done: (body: ReadBody) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const refuse = (): void => {
    message.off('data', take).off('end', finish);
    message.resume();
    done({ bytes: Buffer.concat(chunks), tooLarge: true });
  };
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > limit) return refuse();
    chunks.push(chunk);
  };
  const finish = (): void => {
    const [first] = chunks;
    done({ bytes: chunks.length === 1 && first ? first : Buffer.concat(chunks), tooLarge: false });
  };
  if ((announcedBytes(message) ?? 0) > limit) return refuse();
  message.on('data', take).on('end', finish);
}
