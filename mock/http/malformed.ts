import type { Duplex } from 'node:stream';

import type { ErrorReplies, Reply } from '../api/reply.js';
import type { Recording } from '../journal/recording.js';
import type { ParserError } from './listen.js';
import { refuse, type Request, requestOf } from './request.js';

const reasons: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'its headers are larger than the server reads',
  ERR_HTTP_REQUEST_TIMEOUT: 'it did not come in time',
};

/** What can be told of bytes that are no request: the first line, where there is one. `null` when nothing came. */
export function readMalformed({ code = '', rawPacket }: ParserError): Request | null {
  if (code === 'ECONNRESET') return null;
  const line = rawPacket?.toString('latin1').split('\r\n', 1)[0] ?? '';
  const [method = '', target = ''] = line.length > 8_192 ? [] : line.split(' ');
  const request = requestOf(method, target);
  request.refusal = refuse('request/malformed', 'request', reasons[code] ?? 'it is not HTTP');
  return request;
}

/** Answers what is not HTTP, or cannot be read as it, with the API's error, and closes the connection. */
export function refuseMalformed(socket: Duplex, recording: Recording, errors: ErrorReplies): void {
  const { request } = recording;
  const reply: Reply = errors.create(request, 400, 4, { fields: { request: [request.refusal?.message ?? ''] } });
  const length = String(Buffer.byteLength(reply.text));
  const headers: Record<string, string> = { ...reply.headers, 'content-length': length, connection: 'close' };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head.join('')}\r\n${reply.text}`);
  recording.answered({ status: 400, headers, body: reply.text });
}
