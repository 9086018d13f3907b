import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type Server as HttpServer, ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

import { LRUCache } from '../../spec/libraries/serving.js';
import type { ParserError } from './request.js';

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
  /** `http://localhost:PORT`, or with the host it was told to listen on. */
  url: string;
  port: number;
  /** Serves a connection that was made elsewhere, as if it had come to the port. */
  accept: (socket: Socket) => void;
  /** Stops serving; connections are closed, answered or not. */
  close: () => Promise<void>;
}

export interface Address {
  /** 0, the default, picks a free one. */
  port?: number;
  /** The one address to listen on, instead of both loopback addresses. */
  host?: string;
}

type OnRequest = (message: IncomingMessage, response: ServerResponse) => void;
/** Told of what is not HTTP, and of the request within whose body it stands, if it does; has to end the socket. */
type OnMalformed = (error: ParserError, socket: Socket, within?: IncomingMessage) => void;

/** Serves one port on every address. Rejects with a sentence when the port cannot be had. */
export async function listen(
  { port: wanted = 0, host }: Address,
  onRequest: OnRequest,
  onMalformed: OnMalformed,
): Promise<Listener> {
  const { server, open } = createHttpServer(onRequest, onMalformed);
  const accept = (socket: Socket): void => {
    if (server.listening) server.emit('connection', socket);
    else socket.destroy();
  };
  // Both loopback addresses: `localhost` means one in some languages and the other in others. Its sockets are as those of
  // an HTTP server.
  const second = createServer({ allowHalfOpen: true, noDelay: true }, accept);
  const close = async (): Promise<void> => {
    const closed = [server, second].map((each) => new Promise((resolve) => each.close(resolve)));
    for (const socket of open) socket.destroy();
    await Promise.all(closed);
  };
  for (let attempt = 1; ; attempt += 1) {
    await bind(server, host ?? '127.0.0.1', wanted);
    const { port } = server.address() as AddressInfo;
    try {
      if (host === undefined) await bind(second, '::1', port).catch(unlessUnavailable);
      const name = host?.includes(':') ? `[${host}]` : (host ?? 'localhost');
      return { url: `http://${name}:${port}`, port, accept, close };
    } catch (error) {
      await close();
      // A port that was free on one address can be taken on the other; where any port will do, the next is tried.
      if (wanted !== 0 || attempt === attempts) throw error;
    }
  }
}

/** A machine without IPv6 serves IPv4 alone. */
function unlessUnavailable(error: Error): void {
  const { code = '' } = error.cause as NodeJS.ErrnoException;
  if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) throw error;
}

/** A server, and the connections that it has open. */
function createHttpServer(
  onRequest: OnRequest,
  onMalformed: OnMalformed,
): { server: HttpServer; open: ReadonlySet<Socket> } {
  // A request without a Host header is answered by the API, not by Node.js.
  const options = {
    keepAliveTimeout: keepAliveMs,
    headersTimeout: keepAliveMs,
    noDelay: true,
    requireHostHeader: false,
  };
  const server = createHttp(options);
  const open = new Set<Socket>();
  /** Connections without a request, the one idle longest first. */
  const idle = new LRUCache<Socket, true>({
    max: idleKept,
    dispose: (_, socket, why) => void (why === 'evict' && socket.destroy()),
  });
  /** The answers that are still to go out on a connection: a client may send several requests at once. */
  const due = new WeakMap<Socket, Set<ServerResponse>>();
  const malformed = new WeakSet<Socket>();
  server.on('connection', (socket: Socket) => {
    // Node.js leaves the socket of a CONNECT without a listener, and the process ends if the client resets it.
    socket.on('error', () => undefined);
    open.add(socket);
    due.set(socket, new Set());
    idle.set(socket, true);
    socket.once('close', () => {
      open.delete(socket);
      idle.delete(socket);
    });
  });
  const serve: OnRequest = (message, response) => {
    const { socket } = message;
    idle.delete(socket);
    const others = due.get(socket)!.add(response);
    response.once('close', () => {
      others.delete(response);
      if (others.size === 0 && !socket.destroyed) idle.set(socket, true);
    });
    onRequest(message, response);
  };
  // A client that waits for `100 Continue`, or expects something else, is answered by the API as well.
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, serve);
  server.on('connect', (message) => {
    // It is answered like any other method: by an answer of HTTP, and then the connection is closed.
    const response = new ServerResponse(message);
    response.shouldKeepAlive = false;
    response.assignSocket(message.socket);
    // No longer the server's own, it would stay open for as long as the client likes.
    response.once('finish', () => message.socket.destroySoon());
    serve(message, response);
  });
  server.on('clientError', (error: ParserError, stream) => {
    const socket = stream as Socket;
    // Whatever comes after the first is no request either.
    if (malformed.has(socket)) return;
    malformed.add(socket);
    const before = [...(due.get(socket) ?? [])].at(-1);
    if (!before?.req.complete) return onMalformed(error, socket, before?.req);
    // A request that was whole is answered first. The bytes may begin with it, and then tell nothing of what came behind.
    before.once('close', () => onMalformed({ ...error, rawPacket: undefined }, socket));
  });
  return { server, open };
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw unavailable(host, port, cause as NodeJS.ErrnoException);
  }
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
