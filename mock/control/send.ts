import { Agent, request } from 'node:http';

import { stringifyJson } from '../../spec/json.js';

/** A whole answer. */
export interface ControlResponse {
  status: number;
  text: string;
}

/**
 * Sends requests over connections that are kept. By `node:http`, because a run makes several of these for every
 * behaviour, and `fetch` takes twice the processor time for each.
 */
export function createSend(): (method: string, url: string, body?: object) => Promise<ControlResponse> {
  const agent = new Agent({ keepAlive: true });
  return (method, url, body) =>
    new Promise((resolve, reject) => {
      const bytes = body && Buffer.from(stringifyJson(body));
      const headers = bytes && { 'content-type': 'application/json', 'content-length': bytes.length };
      const outgoing = request(url, { method, agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
}

/** What went wrong, in a few words. Of a name with several addresses, each has failed in its own way. */
export function causeOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return message || first?.message || code || String(error);
}
