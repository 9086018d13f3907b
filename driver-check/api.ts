import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An API without users, which tells how it was asked. */
export type CheckApi = Awaited<ReturnType<typeof createCheckApi>>;

/**
 * Answers each request with "no such user", but none before `width` of them are open at once, or before one has been
 * open for `patienceMs`: whoever makes one request at a time gets past it too, and is found out.
 */
export async function createCheckApi(width = 1, patienceMs = 0) {
  const body = JSON.stringify({
    code: 16,
    detail: 'The user does not exist',
    duration: '0ms',
    exception: 'DoesNotExistException',
    status_code: 404,
    more_info: '',
  });
  const open = new Set<ServerResponse>();
  /** How many requests came, and the most that were open at the same time. */
  const seen = { requests: 0, mostAtOnce: 0 };
  const answer = (): void => {
    for (const held of open) held.writeHead(404, { 'content-type': 'application/json' }).end(body);
    open.clear();
  };
  const server = createServer((request, response) => {
    request.resume();
    open.add(response);
    seen.requests += 1;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, open.size);
    const timer = open.size < width ? setTimeout(answer, patienceMs) : undefined;
    response.once('close', () => {
      clearTimeout(timer);
      open.delete(response);
    });
    if (!timer) answer();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    /** An origin, without a path. */
    baseUrl: `http://localhost:${port}`,
    port,
    accept(socket: Socket): void {
      if (server.listening) server.emit('connection', socket);
      else socket.destroy();
    },
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
