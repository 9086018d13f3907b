import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';

import { isObject, parseJson, stringifyJson } from '../../spec/json.js';

import type { ShownUser } from '../control/control.js';
import { DeploymentFault } from '../control/refusals.js';
import { causeOf } from '../client.js';
import { bodyOf, type Reply } from '../http/reply.js';
import { joinHeaders, type Request } from '../http/request.js';
import type { UserSeed } from '../store/apps.js';
import { serverToken } from '../tokens.js';

/** The deployment did not answer. */
export class NoAnswer extends DeploymentFault {
  override name = 'NoAnswer';
}

type Sendable = Pick<Request, 'method' | 'target' | 'rawHeaders' | 'body'>;

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

/**
 * What stands in front of the API: an origin, and a path where it does not begin at the root. Its users are also reached
 * past the SDK, by its own API with a token of the app's server: what it answers otherwise than due is a
 * `DeploymentFault`.
 */
export class Deployment {
  readonly #prefix: string;
  readonly #token: Promise<string>;

  /** @param basePath of the contract: a `url` that ends in it means the same as one without it. */
  constructor(
    private readonly url: URL,
    readonly app: { key: string; secret: string },
    private readonly basePath: string,
  ) {
    const path = url.pathname.replace(/\/+$/, '');
    this.#prefix = path.endsWith(basePath) ? path.slice(0, -basePath.length) : path;
    this.#token = serverToken(app.secret);
  }

  /** The target is sent as it is: tidied up it would no longer show what an SDK does. @throws {NoAnswer} */
  send({ method, target, rawHeaders, body }: Sendable): Promise<Reply> {
    const headers = { ...withoutConnection(rawHeaders), host: this.url.host };
    const options = {
      ...urlToHttpOptions(this.url),
      method,
      path: this.#prefix + target,
      headers: body === null ? headers : { ...headers, 'content-length': String(body.length) },
      timeout: patienceMs,
    };
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(new NoAnswer(causeOf(error), { cause: error }));
      const outgoing = (this.url.protocol === 'https:' ? httpsRequest : httpRequest)(options, (incoming) => {
        const { statusCode: status = 0, rawHeaders: received } = incoming;
        const answer = (content: Buffer): void => resolve({ status, headers: withoutConnection(received), content });
        // By stream/consumers it would go through a Blob, which is a sixteenth of such a run.
        incoming.toArray().then((chunks) => answer(Buffer.concat(chunks as Buffer[])), fail);
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${patienceMs / 1000} s`)));
      outgoing.on('error', fail);
      outgoing.end(body ?? undefined);
    });
  }

  /** Resolves with the user as the deployment answered it. */
  async add({ id, data = {} }: UserSeed): Promise<ShownUser> {
    return readUser(await this.#ask('POST', 'user/', `adding the user ${id}`, [201], { body: { id, data } }));
  }

  async get(id: string): Promise<ShownUser | null> {
    const answer = await this.#ask('GET', `user/${id}/`, `retrieving the user ${id}`, [200, 404]);
    return answer.status === 404 ? null : readUser(answer);
  }

  /** Deletes a user, whether or not there is one. */
  async remove(id: string): Promise<void> {
    await this.#ask('DELETE', `user/${id}/`, `deleting the user ${id}`, [200, 404]);
  }

  /**
   * Whether this is the API, and knows the app: an unknown path, or a web server's own page, looks like a user that is
   * not there. @throws {DeploymentFault} when it is not
   */
  async probe(id: string): Promise<void> {
    const answers = [
      await this.#ask('GET', `user/${id}/`, `retrieving the user ${id}`, [200, 404]),
      await this.#ask('GET', `user/${id}/`, 'a token that is signed with another secret', [401, 403], {
        token: serverToken(`not ${this.app.secret}`),
      }),
    ];
    for (const answer of answers) {
      const body = bodyOf(answer);
      if (answer.status < 400 || (isObject(body) && 'code' in body)) continue;
      throw new DeploymentFault(
        `The deployment answered ${answer.status} without the code that an error of the API has.`,
      );
    }
  }

  /** Asks the API `what`, which takes an answer of one of these statuses. */
  async #ask(
    method: string,
    path: string,
    what: string,
    statuses: readonly number[],
    { body, token = this.#token }: { body?: object; token?: Promise<string> } = {},
  ): Promise<Reply> {
    const headers = ['authorization', await token, 'stream-auth-type', 'jwt'];
    const answer = await this.send({
      method,
      target: `${this.basePath}/${path}?api_key=${encodeURIComponent(this.app.key)}`,
      rawHeaders: [...headers, 'content-type', 'application/json', 'x-stream-client', 'sdk-conformance-1.0.0'],
      body: body ? Buffer.from(stringifyJson(body)) : null,
    });
    if (statuses.includes(answer.status)) return answer;
    throw new DeploymentFault(`The deployment answered ${answer.status} where ${what} takes ${statuses.join(' or ')}.`);
  }
}

function withoutConnection(raw: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(joinHeaders(raw)).filter(([name]) => !ofOneConnection.has(name)));
}

function readUser({ content }: Reply): ShownUser {
  try {
    const { id, data, created_at, updated_at } = parseJson(content.toString()) as ShownUser;
    return { id, data, created_at, updated_at };
  } catch (cause) {
    throw new DeploymentFault('The deployment answered a user that is no JSON.', { cause });
  }
}
