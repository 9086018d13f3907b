import type { Duplex } from 'node:stream';

import type { Journal } from './journal.js';
import { apiKeyOf, splitTarget } from './raw-request.js';
import { Recording } from './recording.js';
import type { ErrorReplies } from './reply.js';

/** What Node's HTTP parser says about bytes it cannot read. */
export type ParserError = NodeJS.ErrnoException & { rawPacket?: Buffer };

/**
 * Records and refuses what is not HTTP, or has headers larger than the server reads, with the API's error, and closes
 * the connection. A connection that merely broke is not a request.
 */
export function refuseMalformed(error: ParserError, socket: Duplex, journal: Journal, errors: ErrorReplies): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const line = error.rawPacket?.toString('latin1').split('\r\n', 1)[0] ?? '';
  const [method = '', url = ''] = line.length > 8_192 ? [] : line.split(' ');
  const recording = new Recording(journal.nextSequence(), method, url, [], 0);
  const why = error.code === 'HPE_HEADER_OVERFLOW' ? 'its headers are larger than the server reads' : 'it is not HTTP';
  recording.refuse({ id: 'request/malformed', location: 'request', message: `The request cannot be read: ${why}.` });
  journal.add(apiKeyOf(splitTarget(url)[1]), recording);
  const reply = errors.create(400, 4, '0ms', { request: [why] });
  const headers = { ...reply.headers, 'content-length': String(Buffer.byteLength(reply.text)), connection: 'close' };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head.join('')}\r\n${reply.text}`);
  recording.answered(400, headers, reply.text);
}
