import { parseJson, stringifyJson } from '../spec/json.js';
import type { Health, LocalControl, ShownUser } from './control/control.js';
import { whole } from './store/refusals.js';
import type { Recorded } from './journal/journal.js';

/** The control functions of a mock in another process, over its HTTP API. */
export type MockClient = {
  [Name in Exclude<keyof LocalControl, 'follow' | 'forgetApp' | 'usersText'>]: (
    ...args: Parameters<LocalControl[Name]>
  ) => Promise<ReturnType<LocalControl[Name]>>;
};

/** `url` is the mock's, without a path. */
export function createMockClient(url: string): MockClient {
  const app = (key: string): string => `apps/${encodeURIComponent(key)}`;

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}/_mock/${path}`, { method, body: body && stringifyJson(body) });
      text = await response.text();
    } catch (error) {
      const why = causeOf((error as Error).cause ?? error);
      throw new Error(`Failed to reach the mock at ${url}: ${why}. Start it, or correct the address.`, {
        cause: error,
      });
    }
    const answer: unknown = text === '' ? undefined : parseJson(text);
    if (response.ok) return answer;
    throw new Error((answer as { error?: string } | undefined)?.error ?? `The mock answered ${response.status}.`);
  }

  async function readUsers(key: string, query: string): Promise<{ users: ShownUser[]; total: number }> {
    return (await call('GET', `${app(key)}/users?${query}`)) as { users: ShownUser[]; total: number };
  }
  const recorded = async (apiKey: string): Promise<Recorded> =>
    (await call('GET', `exchanges?api_key=${encodeURIComponent(apiKey)}`)) as Recorded;

  return {
    createApp: async (seed = {}) => (await call('POST', 'apps', seed)) as { key: string; secret: string },
    deleteApp: async (key) => whole(key, (await call('DELETE', app(key))) as Recorded),
    users: async (key, which = {}) => {
      if (typeof which === 'string') return (await readUsers(key, `id=${encodeURIComponent(which)}`)).users;
      const { offset = 0, limit = Infinity } = which;
      const users: ShownUser[] = [];
      while (users.length < limit) {
        const page = await readUsers(key, `offset=${offset + users.length}`);
        users.push(...page.users.slice(0, limit - users.length));
        if (page.users.length === 0 || offset + users.length >= page.total) break;
      }
      return users;
    },
    seedUsers: async (key, users) => {
      await call('POST', `${app(key)}/users`, { users });
    },
    exchanges: async (apiKey) => whole(apiKey, await recorded(apiKey)),
    recorded,
    injectFault: async (key, fault) => {
      await call('POST', key === null ? 'faults' : `${app(key)}/faults`, fault);
    },
    health: async () => (await call('GET', 'health')) as Health,
  };
}

/** What went wrong, in a few words. Of a name with several addresses, each has failed in its own way. */
export function causeOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return message || first?.message || code || String(error);
}
