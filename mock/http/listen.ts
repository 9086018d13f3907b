import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { ParserError } from './request.js';

/** Both loopback addresses: `localhost` means one in some languages and the other in others. */
const loopbacks = ['127.0.0.1', '::1'] as const;

/** How many ports are tried that are free on the first address and may not be on the second. */
const attempts = 20;

/** Connections are kept as long as clients keep theirs, so that none is closed under a request on its way. */
const keepAliveMs = 120_000;

/**
 * How many connections without a request are kept. SDKs leave theirs open for good, thousands in a run, and a process
 * may open only so many. Whoever still needs one has used it far more recently than the last of so many.
 */
const idleKept = 1_000;

/** A server on one port. */
export interface Listener {
  port: number;
  /** Serves a connection that was made elsewhere, as if it had come to the port. */
  accept: (socket: Socket) => void;
  /** Stops serving; connections are closed, answered or not. */
  close: () => Promise<void>;
}

export interface ListenOptions {
  /** 0 picks a free one. */
  port: number;
  /** Instead of both loopback addresses. */
  host: string | undefined;
  onRequest: (message: IncomingMessage, response: ServerResponse) => void;
  /** Told of what is not HTTP; has to end the socket. */
  onMalformed: (error: ParserError, socket: Duplex) => void;
}

/** Serves one port on every address. Rejects with a sentence when the port cannot be had. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const [first, ...others] = options.host === undefined ? loopbacks : ([options.host] as const);
  for (let attempt = 1; ; attempt += 1) {
    const servers = [await listenOn(options, first, options.port)];
    const { port } = servers[0]?.address() as AddressInfo;
    try {
      for (const host of others) {
        const server = await listenOn(options, host, port).catch(unlessUnavailable);
        if (server) servers.push(server);
      }
      const accept = (socket: Socket): void => {
        if (servers[0]?.listening) servers[0].emit('connection', socket);
        else socket.destroy();
      };
      return { port, accept, close: () => closeAll(servers) };
    } catch (error) {
      await closeAll(servers);
      // A port that was free on one address can be taken on the other; where any port will do, the next is tried.
      if (options.port !== 0 || attempt === attempts) throw error;
    }
  }
}

/** A machine without IPv6 serves IPv4 alone. */
function unlessUnavailable(error: Error): null {
  const cause = error.cause as NodeJS.ErrnoException;
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'EAFNOSUPPORT') return null;
  throw error;
}

function listenOn(options: ListenOptions, host: string, port: number): Promise<Server> {
  const { onMalformed } = options;
  // A request without a Host header is answered by the API, not by Node.js.
  const server = createServer({ keepAliveTimeout: keepAliveMs, noDelay: true, requireHostHeader: false });
  // A client that waits for `100 Continue`, or expects something else, is answered by the API as well.
  const onRequest = closeLongIdle(server, options.onRequest);
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, onRequest);
  server.on('connect', (message, socket) => {
    // It is answered like any other method: by an answer of HTTP, and then the connection is closed.
    const response = new ServerResponse(message);
    response.shouldKeepAlive = false;
    response.assignSocket(message.socket);
    response.once('finish', () => socket.end());
    onRequest(message, response);
  });
  server.on('clientError', onMalformed);
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void => reject(unavailable(host, port, cause));
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      resolve(server);
    });
  });
}

/** Closes what is idle longest when there are too many. Returns the handler to serve with. */
function closeLongIdle(server: Server, onRequest: ListenOptions['onRequest']): ListenOptions['onRequest'] {
  const idle = new Set<Socket>();
  function rest(socket: Socket): void {
    if (socket.destroyed) return;
    idle.add(socket);
    const [longest] = idle;
    if (idle.size <= idleKept || !longest) return;
    idle.delete(longest);
    longest.destroy();
  }
  server.on('connection', (socket: Socket) => {
    rest(socket);
    socket.once('close', () => idle.delete(socket));
  });
  return (message, response) => {
    const { socket } = message;
    idle.delete(socket);
    response.once('close', () => rest(socket));
    onRequest(message, response);
  };
}

function unavailable(host: string, port: number, cause: NodeJS.ErrnoException): Error {
  if (['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'EINVAL'].includes(cause.code ?? '')) {
    const remedy = 'Name one that this machine has, such as 127.0.0.1 or 0.0.0.0.';
    return new Error(`Failed to listen on ${host}: it is no address of this machine. ${remedy}`, { cause });
  }
  const why = cause.code === 'EADDRINUSE' ? 'the port is in use' : cause.message;
  const remedy = 'Choose another port, or 0 for any that is free.';
  return new Error(`Failed to listen on port ${port} of ${host}: ${why}. ${remedy}`, { cause });
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    }),
  );
}
