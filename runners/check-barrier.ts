import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Barrier {
  /** An origin, without a path. */
  baseUrl: string;
  close(): Promise<void>;
}

/**
 * A server that answers no request before `width` of them have arrived, and then all with "no such user". A driver that
 * works on one request at a time never gets past it.
 */
export async function createBarrier(width: number): Promise<Barrier> {
  const body = JSON.stringify({
    code: 16,
    detail: 'The user does not exist',
    duration: '0ms',
    exception: 'DoesNotExistException',
    status_code: 404,
    more_info: '',
  });
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume();
    waiting.push(response);
    if (waiting.length < width) return;
    for (const held of waiting) held.writeHead(404, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, 'localhost', resolve));
  return {
    baseUrl: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
