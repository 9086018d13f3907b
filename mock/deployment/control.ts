import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Contract } from '../../spec/contract.js';
import type { UserSeed } from '../apps.js';
import { controlPath } from '../control.js';
import { checked, checks } from '../control-checks.js';
import type { Journal } from '../journal.js';
import { splitTarget } from '../raw-request.js';
import { readBody } from '../read-body.js';
import type { Tenants } from './tenants.js';

const bodyLimit = 64 * 2 ** 20;

/** What only a mock can do. */
class Impossible extends Error {}

interface Answered {
  status: number;
  body?: object;
}

/**
 * As much of the mock's control API as a deployment allows: users are seeded and read by its own API. What only a mock
 * can do is answered with 501, and what the deployment refuses with 502.
 */
export function createTargetControl({
  contract,
  tenants,
  journal,
}: {
  contract: Contract;
  tenants: Tenants;
  journal: Journal;
}) {
  return (message: IncomingMessage, response: ServerResponse): void => {
    readBody(message, bodyLimit, ({ bytes }) => {
      void answer(message, bytes).then(({ status, body }) => {
        const text = body === undefined ? '' : JSON.stringify(body);
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      });
    });
  };

  async function answer(message: IncomingMessage, bytes: Buffer): Promise<Answered> {
    try {
      return await route(message, bytes);
    } catch (error) {
      return { status: error instanceof Impossible ? 501 : 502, body: { error: (error as Error).message } };
    }
  }

  async function route(message: IncomingMessage, bytes: Buffer): Promise<Answered> {
    const [path, query] = splitTarget(message.url ?? '');
    const [first = '', key = '', last = ''] = path
      .slice(controlPath.length + 1)
      .split('/')
      .map(decodeURIComponent);
    const body: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
    switch (`${message.method} ${[first, key && '{key}', last].filter((name) => name !== '').join('/')}`) {
      case 'GET health': {
        const { title, version, digest } = contract;
        return { status: 200, body: { status: 'ok', contract: { title, version, digest } } };
      }
      case 'GET exchanges':
        return { status: 200, body: journal.read(new URLSearchParams(query).get('api_key') ?? '') };
      case 'POST apps': {
        if (Object.keys(body as object).length > 0) throw new Impossible('to have a second app');
        const app = tenants.create();
        return { status: 201, body: { key: app.key, secret: app.secret } };
      }
      case 'DELETE apps/{key}': {
        const recorded = journal.read(key);
        journal.forget(key);
        await tenants.inTurn(() => tenants.remove(key));
        return { status: 200, body: recorded };
      }
      case 'GET apps/{key}/users': {
        const users = await tenants.inTurn(() => tenants.stored(key));
        const id = new URLSearchParams(query).get('id');
        const shown = id === null ? users : users.filter((user) => user.id === id);
        return { status: 200, body: { users: shown, total: users.length } };
      }
      case 'POST apps/{key}/users': {
        const { users } = checked<{ users: UserSeed[] }>(checks.users, body, 'the users');
        await tenants.inTurn(() => tenants.seed(key, users));
        return { status: 204 };
      }
      default:
        throw new Impossible('to have an answer of its own making');
    }
  }
}
