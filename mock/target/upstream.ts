import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

import { Reply } from '../api/reply.js';
import { DeploymentFault } from '../control/control.js';
import { causeOf } from '../http/cause.js';

export interface DeploymentRequest {
  method: string;
  /** Path and query, sent as they are: tidied up they would no longer show what an SDK does. */
  target: string;
  /** Names and values in turn. */
  rawHeaders: readonly string[];
  body: Buffer | null;
}

/** The deployment did not answer. */
export class NoAnswer extends DeploymentFault {
  override name = 'NoAnswer';
}

/** What stands in front of the API: an origin, and a path where it does not begin at the root. */
export interface Deployment {
  send(request: DeploymentRequest): Promise<Reply>;
  close(): void;
}

/** Longer than any SDK waits. */
const patienceMs = 60_000;

/** Headers that concern one connection, or the form of a body that is to be read here. */
const ofOneConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'host',
  'content-length',
  'accept-encoding',
  'expect',
]);

/** @param basePath of the contract: a `url` that ends in it means the same as one without it. */
export function createDeployment(url: URL, basePath: string): Deployment {
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const send = secure ? httpsRequest : httpRequest;
  const path = url.pathname.replace(/\/+$/, '');
  const prefix = path.endsWith(basePath) ? path.slice(0, -basePath.length) : path;
  return {
    send: ({ method, target, rawHeaders, body }) =>
      new Promise((resolve, reject) => {
        const fail = (error: Error): void => reject(new NoAnswer(causeOf(error), { cause: error }));
        const outgoing = send(
          {
            host: url.hostname.replace(/^\[|\]$/g, ''),
            port: url.port || (secure ? 443 : 80),
            servername: secure ? url.hostname : undefined,
            method,
            path: prefix + target,
            headers: headersFor(rawHeaders, url, body),
            agent,
            timeout: patienceMs,
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('error', fail);
            incoming.on('end', () => {
              const headers = joined(incoming.rawHeaders);
              resolve(new Reply(incoming.statusCode ?? 0, headers, Buffer.concat(chunks)));
            });
          },
        );
        outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${patienceMs / 1000} s`)));
        outgoing.on('error', fail);
        outgoing.end(body ?? undefined);
      }),
    close: () => agent.destroy(),
  };
}

function headersFor(raw: readonly string[], url: URL, body: Buffer | null): Record<string, string> {
  const headers = { ...joined(raw), host: url.host };
  return body === null ? headers : { ...headers, 'content-length': String(body.length) };
}

function joined(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    if (ofOneConnection.has(name)) continue;
    const value = raw[at + 1] ?? '';
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}
