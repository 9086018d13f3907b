import { once } from 'node:events';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import type { Encoding, Fault } from './fault.js';
import type { Reply } from './reply.js';

/** What lets a page of any origin call the API and read its answer. */
const corsHeaders: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'X-Ratelimit-Limit, X-Ratelimit-Remaining, X-Ratelimit-Reset',
};

/** Sends an answer, as a fault has it. Resolves with what went out, `null` when nothing did. */
export async function send(response: ServerResponse, reply: Reply, fault: Fault | null = null): Promise<Reply | null> {
  if (fault) return deliver(response, reply, fault);
  if (response.destroyed || response.headersSent) return null;
  const { status, content } = reply;
  const headers = { ...corsHeaders, ...reply.headers, 'content-length': String(Buffer.byteLength(content)) };
  response.writeHead(status, headers);
  response.end(content);
  return { status, headers, content };
}

/** Answers, past Node.js, what Node.js has no request of, and closes the connection. Returns what went out. */
export function sendRefusal(socket: Duplex, { status, headers: own, content }: Reply): Reply {
  const headers = { ...own, 'content-length': String(Buffer.byteLength(content)), connection: 'close' };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head.join('')}\r\n${content.toString()}`);
  return { status, headers, content };
}

async function deliver(response: ServerResponse, reply: Reply, fault: Fault): Promise<Reply | null> {
  const { encoding, delayMs = 0, hang, chunks = [], chunkDelayMs = 10, disconnect } = fault;
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  if (delayMs > 0) await wait(delayMs, undefined, { signal: closed.signal }).catch(() => undefined);
  if (hang) await once(response, 'close');
  if (response.destroyed) return null;
  if (disconnect && disconnect !== 'within') {
    response.destroy();
    return null;
  }
  // These have no body by HTTP, and no length.
  const content = Buffer.from([204, 304].includes(reply.status) ? '' : reply.content);
  const body = encoding && content.length > 0 ? encoders[encoding](content) : content;
  const headers = { ...corsHeaders, ...reply.headers };
  if (encoding) headers['content-encoding'] = encoding;
  if (body.length > 0 && !('transfer-encoding' in headers)) headers['content-length'] ??= String(body.length);
  response.writeHead(reply.status, headers);
  const pieces = disconnect === 'within' ? [body.subarray(0, Math.ceil(body.length / 2))] : cut(body, chunks);
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await wait(chunkDelayMs, undefined, { signal: closed.signal }).catch(() => undefined);
    if (response.destroyed) break;
    await new Promise<void>((resolve) => response.write(piece, () => resolve()));
  }
  if (disconnect === 'within') response.destroy();
  else response.end();
  return { status: reply.status, headers, content: encoding ? content : Buffer.concat(pieces) };
}

/** HTTP's `deflate` is what others call zlib. */
const encoders: Record<Encoding, (content: Buffer) => Buffer> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
};

/** A body in pieces of these lengths, and what is left. */
function cut(body: Buffer, lengths: readonly number[]): Buffer[] {
  let at = 0;
  const pieces = [...lengths, body.length].map((length) => body.subarray(at, (at += length)));
  return pieces.filter((piece) => piece.length > 0);
}

/** Answers a browser that asks before it sends. `asked` is its `Access-Control-Request-Headers`. */
export function sendPreflight(response: ServerResponse, asked: string | undefined): void {
  response.writeHead(204, {
    ...corsHeaders,
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-allow-headers': asked ?? '*',
    'access-control-max-age': '600',
  });
  response.end();
}
