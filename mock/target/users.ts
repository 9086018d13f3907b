import { parseJson, stringifyJson } from '../../spec/json.js';

import type { Reply } from '../api/reply.js';
import { DeploymentFault, type ShownUser } from '../control/control.js';
import type { UserSeed } from '../store/apps.js';
import { serverToken } from '../tokens.js';
import type { Deployment } from './upstream.js';

/** The deployment's users, reached past the SDK by its own API with a token of the app's server. */
export interface DeploymentUsers {
  /** Resolves with the user as the deployment answered it. */
  add(user: UserSeed): Promise<ShownUser>;
  get(id: string): Promise<ShownUser | null>;
  /**
   * Whether this is the API, and knows the app: an unknown path, or a web server's own page, looks like a user that is
   * not there. @throws {DeploymentFault} when it is not
   */
  probe(id: string): Promise<void>;
  /** Deletes a user, whether or not there is one. */
  remove(id: string): Promise<void>;
}

export function createDeploymentUsers(
  deployment: Deployment,
  { key, secret }: { key: string; secret: string },
  basePath: string,
): DeploymentUsers {
  async function call(method: string, path: string, body?: object, signedWith = secret): Promise<Reply> {
    const token = await serverToken(signedWith);
    const rawHeaders = ['authorization', token, 'stream-auth-type', 'jwt', 'content-type', 'application/json'];
    const target = `${basePath}/${path}?api_key=${encodeURIComponent(key)}`;
    return deployment.send({
      method,
      target,
      rawHeaders: [...rawHeaders, 'x-stream-client', 'sdk-conformance-1.0.0'],
      body: body ? Buffer.from(stringifyJson(body)) : null,
    });
  }

  /** @throws {DeploymentFault} unless the answer has one of these statuses */
  function expectStatus(answer: Reply, statuses: readonly number[], what: string): void {
    if (statuses.includes(answer.statusCode)) return;
    throw new DeploymentFault(
      `The deployment answered ${answer.statusCode} where ${what} takes ${statuses.join(' or ')}.`,
    );
  }

  const remove = async (id: string): Promise<void> => {
    expectStatus(await call('DELETE', `user/${id}/`), [200, 404], `deleting the user ${id}`);
  };
  return {
    remove,
    async probe(id) {
      const answer = await call('GET', `user/${id}/`);
      expectStatus(answer, [200, 404], `retrieving the user ${id}`);
      const forged = await call('GET', `user/${id}/`, undefined, `not ${secret}`);
      expectStatus(forged, [401, 403], 'a token that is signed with another secret');
      for (const { statusCode, body } of [answer, forged]) {
        if (statusCode < 400 || (typeof body === 'object' && body !== null && 'code' in body)) continue;
        throw new DeploymentFault(
          `The deployment answered ${statusCode} without the code that an error of the API has.`,
        );
      }
    },
    async add({ id, data }) {
      const answer = await call('POST', 'user/', { id, data });
      expectStatus(answer, [201], `adding the user ${id}`);
      return readUser(answer);
    },
    async get(id) {
      const answer = await call('GET', `user/${id}/`);
      expectStatus(answer, [200, 404], `retrieving the user ${id}`);
      return answer.statusCode === 404 ? null : readUser(answer);
    },
  };
}

function readUser({ text }: Reply): ShownUser {
  try {
    const { id, data, created_at, updated_at } = parseJson(text) as ShownUser;
    return { id, data, created_at, updated_at };
  } catch (cause) {
    throw new DeploymentFault('The deployment answered a user that is no JSON.', { cause });
  }
}
