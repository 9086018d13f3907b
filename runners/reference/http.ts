import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { request as secureRequest, Agent as SecureAgent } from 'node:https';

export interface HttpRequest {
  method: string;
  /** Percent-encoded already, without the query. */
  path: string;
  /** Not encoded. */
  query: [name: string, value: string][];
  headers: Record<string, string>;
  body?: string;
}

export interface HttpResponse {
  status: number;
  headers?: IncomingHttpHeaders;
  body: string;
}

/** One request, one response. A connection that fails, or is silent, rejects with the error of Node.js. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Sends over kept-alive connections. By `node:http` and not `fetch`, which would rewrite a path with dot segments:
 * what the client asks for is what goes out.
 * @param timeout How long it waits while nothing comes, in milliseconds; 0 for ever.
 */
export function createHttpSend(baseUrl: string, timeout = 5_000): Send {
  const { protocol, hostname, port } = new URL(baseUrl);
  const secure = protocol === 'https:';
  const open = secure ? secureRequest : request;
  const agent = secure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const host = hostname.replace(/^\[|\]$/g, '');

  return ({ method, path, query, headers, body }) =>
    new Promise((resolve, reject) => {
      const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
      const bytes = body === undefined ? undefined : Buffer.from(body, 'utf8');
      const outgoing = open(
        {
          agent,
          host,
          port,
          method,
          path: `${path}?${search}`,
          timeout,
          headers: bytes ? { ...headers, 'content-length': bytes.length } : headers,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const { statusCode: status = 0, headers } = incoming;
            resolve({ status, headers, body: Buffer.concat(chunks).toString('utf8') });
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`nothing came for ${timeout} ms`)));
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
}
