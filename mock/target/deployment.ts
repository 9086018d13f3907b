import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';

import { isObject, parseJson, stringifyJson } from '../../spec/json.js';

import type { ShownUser } from '../control/control.js';
import { DeploymentFault } from '../store/refusals.js';
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

/** For the whole of an answer; longer than any SDK waits. */
const patienceMs = 60_000;

/** Headers that concern one connection; trailers are not passed on, and HTTP/2 is not offered. */
const ofOneConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'http2-settings'];
/** Of a request besides: the deployment is another host, its body has come, and the answer is to be read here. */
const ofRequest = new Set([...ofOneConnection, 'proxy-authorization', 'host', 'expect', 'accept-encoding']);
/** How a body is announced. */
const ofBody = ['transfer-encoding', 'content-length'];
/** Of an answer besides: it goes on as a whole. */
const ofAnswer = new Set([...ofOneConnection, ...ofBody]);

/** Methods that Node.js sends without a body when no header announces one; with any other it would announce chunks. */
const withoutBody = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'];

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

  /**
   * The target and the headers are sent as they are, duplicates too, but for those above: tidied up they would no
   * longer show what an SDK does. Headers that the answer repeats are joined. @throws {NoAnswer} also when it is given up
   */
  send({ method, target, rawHeaders, body }: Sendable, signal?: AbortSignal): Promise<Reply> {
    const headers = ['Host', this.url.host, ...without(ofRequest, rawHeaders)];
    const { 'content-length': length, 'transfer-encoding': coding } = joinHeaders(headers);
    if (length === undefined && coding === undefined && !withoutBody.includes(method))
      headers.push('Content-Length', '0');
    const options = {
      ...urlToHttpOptions(this.url),
      method,
      // A proxy's form of the target names the host as well, which is this server.
      path: this.#prefix + target.replace(/^https?:\/\/[^/?]*\/?/i, '/'),
      headers,
      // A connection for each: a kept one may be closed just as a request goes out, and a write is not to be repeated.
      agent: false,
      signal,
    };
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(new NoAnswer(causeOf(error), { cause: error }));
      const giveUp = (why: string): void => {
        fail(new Error(why));
        outgoing.destroy();
      };
      let answered = false;
      const outgoing = (this.url.protocol === 'https:' ? httpsRequest : httpRequest)(options, (incoming) => {
        answered = true;
        const { statusCode: status = 0, rawHeaders: received } = incoming;
        if (status < 200) return giveUp(`${status} is no status to end with`);
        const kept = joinHeaders(without(ofAnswer, received));
        // By stream/consumers it would go through a Blob, which is a sixteenth of such a run.
        incoming
          .toArray()
          .then((chunks) => resolve({ status, headers: kept, content: Buffer.concat(chunks as Buffer[]) }), fail);
      });
      const late = setTimeout(giveUp, patienceMs, `no whole answer within ${patienceMs / 1000} s`);
      outgoing.on('error', fail);
      outgoing.on('close', () => {
        clearTimeout(late);
        // To Node.js an answer that leaves HTTP is neither a response nor an error; it closes the connection.
        if (!answered) fail(new Error('it switched to another protocol'));
      });
      outgoing.end(body ?? undefined);
    });
  }

  /** Resolves with the user as the deployment answered it. */
  async add({ id, data = {} }: UserSeed): Promise<ShownUser> {
    return readUser(await this.#ask('POST', 'user/', `adding the user ${id}`, [201], { body: { id, data } }));
  }

  async get(id: string, signal?: AbortSignal): Promise<ShownUser | null> {
    const answer = await this.#ask('GET', `user/${id}/`, `retrieving the user ${id}`, [200, 404], { signal });
    return answer.status === 404 ? null : readUser(answer);
  }

  /** Deletes a user, whether or not there is one. */
  async remove(id: string, signal?: AbortSignal): Promise<void> {
    await this.#ask('DELETE', `user/${id}/`, `deleting the user ${id}`, [200, 404], { signal });
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
    { body, token = this.#token, signal }: { body?: object; token?: Promise<string>; signal?: AbortSignal } = {},
  ): Promise<Reply> {
    const bytes = body ? Buffer.from(stringifyJson(body)) : null;
    const headers = ['authorization', await token, 'stream-auth-type', 'jwt'];
    if (bytes) headers.push('content-type', 'application/json', 'content-length', String(bytes.length));
    headers.push('x-stream-client', 'sdk-conformance-1.0.0');
    const target = `${this.basePath}/${path}?api_key=${encodeURIComponent(this.app.key)}`;
    const answer = await this.send({ method, target, rawHeaders: headers, body: bytes }, signal);
    if (statuses.includes(answer.status)) return answer;
    throw new DeploymentFault(`The deployment answered ${answer.status} where ${what} takes ${statuses.join(' or ')}.`);
  }
}

/** Headers as they came, names and values in turn, without those of these names, and those that `Connection` names. */
function without(names: ReadonlySet<string>, raw: readonly string[]): string[] {
  const { connection = '' } = joinHeaders(raw);
  // A body goes on as it was announced, whoever names that.
  const named = connection
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => !ofBody.includes(name));
  const left = new Set([...names, ...named]);
  return raw.filter((_, index) => !left.has((raw[index - (index % 2)] ?? '').toLowerCase()));
}

function readUser({ content }: Reply): ShownUser {
  try {
    const { id, data, created_at, updated_at } = parseJson(content.toString()) as ShownUser;
    return { id, data, created_at, updated_at };
  } catch (cause) {
    throw new DeploymentFault('The deployment answered a user that is no JSON.', { cause });
  }
}
