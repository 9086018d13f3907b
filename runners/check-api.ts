import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API without users, which tells how it was asked. */
export interface CheckApi {
  /** An origin, without a path. */
  baseUrl: string;
  readonly requests: number;
  /** The most requests that were open at the same time. */
  readonly mostAtOnce: number;
  close(): Promise<void>;
}

/**
 * Answers each request with "no such user", but none before `width` of them are open at once, or before one has been
 * open for `patienceMs`: whoever makes one request at a time gets past it too, and is found out.
 */
export async function createCheckApi(width = 1, patienceMs = 0): Promise<CheckApi> {
  const body = JSON.stringify({
    code: 16,
    detail: 'The user does not exist',
    duration: '0ms',
    exception: 'DoesNotExistException',
    status_code: 404,
    more_info: '',
  });
  const open = new Set<ServerResponse>();
  let requests = 0;
  let mostAtOnce = 0;
  const answer = (): void => {
    for (const held of open) held.writeHead(404, { 'content-type': 'application/json' }).end(body);
    open.clear();
  };
  const server = createServer((request, response) => {
    request.resume();
    requests += 1;
    open.add(response);
    mostAtOnce = Math.max(mostAtOnce, open.size);
    const timer = open.size < width ? setTimeout(answer, patienceMs) : undefined;
    response.once('close', () => {
      clearTimeout(timer);
      open.delete(response);
    });
    if (!timer) answer();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, 'localhost', resolve));
  return {
    baseUrl: `http://localhost:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
