import type { Exchange } from '../spec/exchange.js';

import type { AppSeed, Fault, UserSeed } from './apps.js';
import { causeOf, createSend } from './control-request.js';
import type { ShownUser } from './control.js';

/** What `GET /_mock/health` says. */
export interface Health {
  status: 'ok';
  contract: { title: string; version: string; digest: string };
}

/** Asked of the front of a deployment: something that only a mock can do. The message is what, as in "to have a second app". */
export class NeedsControl extends Error {
  override name = 'NeedsControl';
}

/** A deployment refused, with a sentence, to be brought into the state that a behaviour starts from. */
export class DeploymentFault extends Error {
  override name = 'DeploymentFault';
}

/** Talks to the control API of a mock, in this process or in another. Every failure is an Error with a sentence. */
export interface MockClient {
  /** Makes an app with users of its own; what is absent is random. */
  createApp(seed?: Partial<AppSeed>): Promise<{ key: string; secret: string }>;
  /** Forgets an app, its users and its faults, and hands over its exchanges for the last time, as `exchanges` does. */
  deleteApp(key: string): Promise<Exchange[]>;
  /** All users of an app in the order they were added, or those with an id: one or none. */
  users(key: string, id?: string): Promise<ShownUser[]>;
  /** Stores users; those with a taken id are replaced. */
  seedUsers(key: string, users: readonly UserSeed[]): Promise<void>;
  /**
   * What came with an api_key, in order of arrival, whether or not there is such an app. Rejects when the mock has
   * already forgotten some of it, so that nobody judges a part for the whole.
   */
  exchanges(apiKey: string): Promise<Exchange[]>;
  /** Has the next requests of an app answered otherwise. */
  injectFault(key: string, fault: Fault): Promise<void>;
  health(): Promise<Health>;
}

/** `url` is the mock's, without a path. */
export function createMockClient(url: string): MockClient {
  const app = (key: string): string => `apps/${encodeURIComponent(key)}`;
  const send = createSend();

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const { status, text } = await send(method, `${url}/_mock/${path}`, body).catch((cause: unknown) => {
      throw new Error(`Failed to reach the mock at ${url}: ${causeOf(cause)}. Start it, or correct the address.`, {
        cause,
      });
    });
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (status >= 400) {
      const message = (answer as { error?: string } | undefined)?.error ?? `The mock answered ${status}.`;
      if (status === 501) throw new NeedsControl(message);
      throw status === 502 ? new DeploymentFault(message) : new Error(message);
    }
    return answer;
  }

  return {
    createApp: async (seed = {}) => (await call('POST', 'apps', seed)) as { key: string; secret: string },
    deleteApp: async (key) => whole(key, await call('DELETE', app(key))),
    users: async (key, id) => {
      if (id !== undefined) return (await readPage(`id=${encodeURIComponent(id)}`)).users;
      const users: ShownUser[] = [];
      for (;;) {
        const page = await readPage(`offset=${users.length}`);
        users.push(...page.users);
        if (page.users.length === 0 || users.length >= page.total) return users;
      }

      async function readPage(query: string): Promise<{ users: ShownUser[]; total: number }> {
        return (await call('GET', `${app(key)}/users?${query}`)) as { users: ShownUser[]; total: number };
      }
    },
    seedUsers: async (key, users) => {
      await call('POST', `${app(key)}/users`, { users });
    },
    exchanges: async (apiKey) => whole(apiKey, await call('GET', `exchanges?api_key=${encodeURIComponent(apiKey)}`)),
    injectFault: async (key, fault) => {
      await call('POST', `${app(key)}/faults`, fault);
    },
    health: async () => (await call('GET', 'health')) as Health,
  };
}

function whole(apiKey: string, answer: unknown): Exchange[] {
  const { exchanges, dropped } = answer as { exchanges: Exchange[]; dropped: number };
  if (dropped === 0) return exchanges;
  throw new Error(
    `Failed to read the exchanges of "${apiKey}": the mock has forgotten the first ${dropped} of them. ` +
      'Read them earlier, or use an app of its own for fewer requests.',
  );
}
