import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A server that is not the API, and whose certificate nobody vouches for. */
export interface Impostor {
  /** `https://localhost:PORT`. */
  origin: string;
  port: number;
  /** Serves a connection that was made elsewhere, as if it had come to the port. */
  accept: (socket: Socket) => void;
  /** How many connections were made to it so far, whether or not anything was sent. */
  connections: () => number;
  /** What it was sent so far, a line each: `POST /api/v1.0/user/`. */
  heard: readonly string[];
  close: () => Promise<void>;
}

/** Starts one. It answers whatever it is sent with an empty object. */
export async function startImpostor(): Promise<Impostor> {
  const heard: string[] = [];
  const server = createServer({ key, cert }, ({ method = '', url = '' }, response) => {
    heard.push(`${method} ${url.split('?')[0]}`);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  let connections = 0;
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://localhost:${port}`,
    port,
    accept: (socket) => server.emit('connection', socket),
    connections: () => connections,
    heard,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** For localhost and until 2126, so that nothing is wrong with it but who signed it: itself. It protects nothing. */
const key = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIGy4uL+axQDYaM+B2+WuaUHp33Bb+gn1j/XPvhPGGB4yoAoGCCqGSM49
AwEHoUQDQgAEwvY9sgw/iUYT8UyU02F7DrXDHztBPoxBcA1bBfF3jHWXJlvyD94e
5726FluUMOmToJkg8fTk0q/xL2xryVvNjw==
-----END EC PRIVATE KEY-----`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBrTCCAVSgAwIBAgIUBWsHu/XAb8Gi5V13dIg2VDB11wMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzEwMjcxMVoYDzIxMjYxMTAz
MTAyNzExWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATC9j2yDD+JRhPxTJTTYXsOtcMfO0E+jEFwDVsF8XeMdZcmW/IP3h7n
vboWW5Qw6ZOgmSDx9OTSr/EvbGvJW82Po4GBMH8wHQYDVR0OBBYEFCrMLUG2ck82
FqrtPeqZ/hq5YjNjMB8GA1UdIwQYMBaAFCrMLUG2ck82FqrtPeqZ/hq5YjNjMA8G
A1UdEwEB/wQFMAMBAf8wLAYDVR0RBCUwI4IJbG9jYWxob3N0hwR/AAABhxAAAAAA
AAAAAAAAAAAAAAABMAoGCCqGSM49BAMCA0cAMEQCIF7NMyCAlr2NAt+RhVaXsPjC
j9OKvC47JKqsKZ85kBOpAiAt3qzVJGAKLQcQGSUAlFD1X9ainEVkhNrByv3Nhcts
JQ==
-----END CERTIFICATE-----`;
