import { createHmac } from 'node:crypto';

import type { ActivityValue } from '../../runners/protocol/messages.js';
import { isJsonNumber } from '../../spec/json.js';
import { deep } from '../../fixtures/doubles/plant.js';
import { all, inUsers, naming, type Operator, writing } from '../operator.js';
import type { Hooks } from '../plant.js';
import { header, inRequests, query } from './request-changes.js';

const feeds = ['activities', 'enrichedActivities'] as const;
const pages = { place: 'sending', rules: ['feedOrder'], calls: feeds } as const;
const page = (limit: string): Hooks => ({
  send: (request, send) => send({ ...request, query: [...request.query, ['limit', limit]] }),
});
const key = (change: (key: string) => string) =>
  query((pairs) => pairs.map(([name, value]) => [name, name === 'api_key' ? change(value) : value]));
const signedBy = (bytes: (secret: string) => Buffer) =>
  header('authorization', (token, { client }) => {
    if (!client.secret) return token;
    const signed = token.split('.', 2).join('.');
    return `${signed}.${createHmac('sha256', bytes(client.secret)).update(signed).digest('base64url')}`;
  });

const contentOf = ({ actor, verb, object }: ActivityValue): string => JSON.stringify([actor, verb, object]);

/** SDKs that break at what few applications meet: a size, a number, a character, or something that went before. */
export const unusualOperators: readonly Operator[] = [
  ...inRequests([
    ['unescaped-key', 'puts the key into the query as it is', ['apiKey'], all, key((text) => text.split(/[&#]/)[0]!)],
    ['blank-for-plus', 'makes a blank of a plus in the key', ['apiKey'], all, key((text) => text.replaceAll('+', ' '))],
    [
      'latin-secret',
      'signs with the Latin-1 of the secret',
      ['token', 'secret'],
      naming,
      signedBy((secret) => Buffer.from(secret, 'latin1')),
    ],
    [
      'cut-secret',
      'signs with 64 bytes of the secret',
      ['token', 'secret'],
      naming,
      signedBy((secret) => Buffer.from(secret).subarray(0, 64)),
    ],
  ]),
  {
    ...{ id: 'rounds-long-ids', defect: 'takes ids of many digits for numbers', place: 'argument', rules: ['userId'] },
    calls: naming,
    hooks: () => ({
      args: ({ userId, ...args }) => ({
        ...args,
        userId: /^\d{16,}$/.test(userId) ? BigInt(Number(userId)).toString() : userId,
      }),
    }),
  },
  {
    ...{ id: 'rounds-digits', defect: 'gives doubles for all numbers', place: 'answer', rules: ['dataFidelity'] },
    calls: ['getOrCreate', 'get', 'profile', 'setUser', 'enrichedActivities'],
    hooks: () => ({
      value: (value) =>
        inUsers(value, ({ data, ...user }) => ({
          ...user,
          data: deep(data, (part) => (isJsonNumber(part) ? Number(part.$number) : part)),
        })),
    }),
  },
  { ...pages, id: 'reads-fewer', defect: 'asks for 24 activities', hooks: () => page('24') },
  { ...pages, id: 'reads-more', defect: 'asks for 100 activities', hooks: () => page('100') },
  {
    ...{ ...pages, id: 'small-answers', defect: 'fails at an answer of more than 64 KiB' },
    hooks: () => ({
      send: async (request, send) => {
        const response = await send(request);
        if (response.body.length > 65_536) throw new Error('the answer is too large');
        return response;
      },
    }),
  },
  {
    ...{ ...pages, id: 'sorts-by-id', defect: 'sorts activities by their ids', place: 'answer' },
    hooks: () => ({
      value: (value) =>
        value && 'activities' in value && value.activities
          ? { activities: value.activities.toSorted((a, b) => (String(a.id) < String(b.id) ? 1 : -1)) }
          : value,
    }),
  },
  {
    ...{ ...pages, id: 'once-each', defect: 'leaves out activities that equal another', place: 'answer' },
    hooks: () => ({
      value: (value) =>
        value && 'activities' in value && value.activities
          ? { activities: [...new Map(value.activities.map((one) => [contentOf(one), one])).values()] }
          : value,
    }),
  },
  {
    ...{ ...pages, id: 'reads-on', defect: 'asks once more when a page is full' },
    hooks: () => ({
      send: async (request, send) => {
        const response = await send(request);
        const { results } = JSON.parse(response.body || '{}') as { results?: unknown[] };
        return results?.length === 25 ? send(request) : response;
      },
    }),
  },
  ...(['sent', 'failed'] as const).map((which): Operator => ({
    ...{ id: `remembers-${which}-data`, defect: `without data sends what was ${which} before`, place: 'call' },
    ...{ rules: ['dataIsObject'], calls: writing },
    hooks: () => {
      const known = new Map<string, unknown>();
      return {
        call: async (args, run, { client }) => {
          const of = `${client.apiKey} ${args.userId}`;
          const sent = args.data ?? known.get(of);
          known.delete(of);
          try {
            const value = await run({ ...args, data: sent });
            if (which === 'sent' && args.data) known.set(of, args.data);
            return value;
          } catch (error) {
            if (which === 'failed' && args.data) known.set(of, args.data);
            throw error;
          }
        },
      };
    },
  })),
  {
    ...{ id: 'reads-redirects', defect: 'reads the answer of a redirect', place: 'sending', rules: ['redirect'] },
    calls: all,
    hooks: () => ({
      send: async (request, send) => {
        const response = await send(request);
        return response.status >= 300 && response.status < 400 ? { ...response, status: 200 } : response;
      },
    }),
  },
  {
    ...{ id: 'pages-are-500', defect: 'tells 500 for what is no JSON', place: 'error', rules: ['unreadableAnswer'] },
    calls: all,
    hooks: () => ({
      error: (error) => (error.message.includes('not JSON') ? Object.assign(error, { status: 500 }) : error),
    }),
  },
  {
    ...{ id: 'loses-connections', defect: 'fails after ten errors of the server in a row', place: 'call' },
    ...{ rules: ['clients'], calls: all },
    hooks: () => {
      let lost = 0;
      return {
        send: async (request, send) => {
          if (lost >= 10) throw new Error('no connection is left');
          const response = await send(request);
          lost = response.status >= 500 ? lost + 1 : 0;
          return response;
        },
      };
    },
  },
];
