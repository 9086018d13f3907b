import type { Client } from '../../runners/protocol/messages.js';
import { all, type Operator } from '../operator.js';
import type { Hooks } from '../plant.js';

const rules = ['clients', 'apiKey', 'token', 'tokenScope', 'userTokenMayRead'];

/** A part of one client that another uses. The rest of it, such as where it sends requests, stays. */
const using =
  (part: (client: Client) => Partial<Client>, which: 'first' | 'last' | 'last used'): (() => Hooks) =>
  () => {
    let other: Client | undefined;
    return {
      made: (client) => {
        if (which === 'first') other ??= client;
        if (which === 'last') other = client;
      },
      client: (client) => {
        const chosen = other ?? client;
        if (which === 'last used') other = client;
        return { ...client, ...part(chosen) };
      },
    };
  };

const credentials = ({ secret, userToken }: Client): Partial<Client> => ({ secret, userToken });
const key = ({ apiKey }: Client): Partial<Client> => ({ apiKey });
const whole = (client: Client): Partial<Client> => ({ ...key(client), ...credentials(client) });

const parts = [
  ['credentials', credentials],
  ['key', key],
  ['key and credentials', whole],
] as const;

/** Remembers credentials by something that does not tell clients apart. */
const byKey =
  (nameOf: (client: Client) => string, keeps: (client: Client) => boolean): (() => Hooks) =>
  () => {
    const known = new Map<string, Partial<Client>>();
    return {
      client: (client) => {
        if (!keeps(client)) return client;
        const name = nameOf(client);
        known.set(name, known.get(name) ?? credentials(client));
        return { ...client, ...known.get(name) };
      },
    };
  };

/** What `atob` makes of a token without the characters that it does not know. */
const readAsBase64 = (token: string): unknown => JSON.parse(atob((token.split('.')[1] ?? '').replaceAll(/[-_]/g, '')));

export const clientOperators: readonly Operator[] = [
  ...parts.flatMap(([what, part]) =>
    (['first', 'last', 'last used'] as const).map((which): Operator => ({
      id: `${which.replace(' ', '-')}-${what.replaceAll(' ', '-')}`,
      defect: `uses the ${what} of the client that was ${which === 'last used' ? 'used before' : `made ${which}`}`,
      ...{ place: 'client', rules, calls: all },
      hooks: using(part, which),
    })),
  ),
  {
    ...{
      id: 'reads-tokens-as-base64',
      defect: 'reads what the user token claims as base64',
      place: 'client',
      calls: all,
    },
    rules: ['tokenScope', 'setUser'],
    hooks: () => ({
      client: (client) => {
        if (client.userToken !== undefined) readAsBase64(client.userToken);
        return client;
      },
    }),
  },
  {
    ...{ id: 'token-by-key', defect: 'keeps one credential for each key', place: 'client', rules, calls: all },
    hooks: byKey(
      ({ apiKey }) => apiKey,
      () => true,
    ),
  },
  {
    ...{ id: 'user-token-by-key', defect: 'keeps one user token for each key', place: 'client', rules, calls: all },
    hooks: byKey(
      ({ apiKey }) => apiKey,
      ({ userToken }) => userToken !== undefined,
    ),
  },
  {
    ...{
      id: 'secret-by-key',
      defect: 'keeps one secret for each key',
      place: 'client',
      rules,
      calls: all.filter((call) => call !== 'setUser'),
    },
    hooks: byKey(
      ({ apiKey }) => apiKey,
      ({ secret }) => secret !== undefined,
    ),
  },
  {
    ...{
      id: 'token-by-user',
      defect: 'keeps one user token for each user, whatever the app',
      place: 'client',
      rules,
      calls: ['setUser'],
    },
    hooks: byKey(
      ({ userToken = '' }) => String(Buffer.from(userToken.split('.')[1] ?? '', 'base64url')),
      ({ userToken }) => userToken !== undefined,
    ),
  },
];
